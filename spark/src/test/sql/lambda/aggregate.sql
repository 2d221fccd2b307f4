-- A state that is merged with one element after the other.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, s ARRAY<STRING>, d ARRAY<DOUBLE>, aa ARRAY<ARRAY<INT>>, k INT, w STRING, c ARRAY<DECIMAL(10, 2)>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, 2, 3), array('a', NULL, 'é'), array(1.5D, double('NaN'), -0.0D), array(array(1, 2), NULL, array()), 1, 'x', array(1.25, 2.50)),
  (2, NULL, NULL, NULL, NULL, 2, 'y', NULL),
  (3, array(), array(), array(), array(), 3, NULL, array()),
  (4, array(NULL, -2147483648, 2147483647), array('😀', ''), array(NULL), array(array(NULL, 7)), NULL, 'z', array(NULL, 99999999.99)),
  (5, array(0, 9, 8, 7, 6, 5), array('only'), array(0D, 1D), array(array(5), array(6, 7)), 0, '', array(0.01)),
  (6, array(4, 4), array('p', 'q', 'r', 's'), array(-0.0D), array(array()), 6, 'w', array(-1.00, 1.00, 0.00));
SELECT n, aggregate(a, 0L, (acc, x) -> acc + x), aggregate(a, 0L, (acc, x) -> acc + coalesce(x, 0)), reduce(a, 1L, (acc, x) -> acc * 2) FROM t;
SELECT n, aggregate(s, '', (acc, x) -> concat(acc, coalesce(x, '-'))), aggregate(s, w, (acc, x) -> concat(acc, x), acc -> upper(acc)), aggregate(s, 'q', (acc, x) -> concat(x, w, acc)) FROM t;
SELECT n, aggregate(d, 0D, (acc, x) -> acc + x), aggregate(d, -0.0D, (acc, x) -> x, acc -> acc IS NULL), aggregate(c, CAST(0 AS DECIMAL(38, 2)), (acc, x) -> CAST(acc + x AS DECIMAL(38, 2))) FROM t;
SELECT n, aggregate(a, CAST(k AS BIGINT), (acc, x) -> acc + k, acc -> acc * n), aggregate(a, k, (acc, x) -> x, acc -> coalesce(acc, n)), aggregate(a, true, (acc, x) -> acc AND x > 0) FROM t;
SELECT n, aggregate(aa, 0L, (acc, x) -> acc + aggregate(x, 0L, (b, y) -> b + y + n)), aggregate(aa, 0L, (acc, x) -> acc + coalesce(aggregate(x, 0L, (b, y) -> b + coalesce(y, 0)), 100)) FROM t;
SELECT n, aggregate(transform(a, x -> CAST(x AS BIGINT)), 0L, (acc, x) -> CASE WHEN x > acc THEN x ELSE acc END), aggregate(a, 0, (acc, x) -> acc) FROM t;
SELECT n, aggregate(aa, CAST(array() AS ARRAY<INT>), (acc, x) -> coalesce(x, acc)), aggregate(a, map('last', 0), (acc, x) -> map('last', x)) FROM t;
SELECT aggregate(a, 0L, (acc, x) -> acc + x) FROM t WHERE n > 9;
SELECT sum(aggregate(a, 0L, (acc, x) -> acc + x)) FROM t;
-- What is raised, and what is not computed.
SELECT aggregate(a, 0, (acc, x) -> acc + x) FROM t WHERE n <> 4;
SELECT aggregate(a, 1, (acc, x) -> acc + x) FROM t WHERE n IN (2, 3);
SELECT aggregate(a, 2147483647, (acc, x) -> acc + x) FROM t WHERE n = 6;
SELECT aggregate(a, 10 % (n - 2), (acc, x) -> acc + x) FROM t WHERE n IN (1, 2, 6);
SELECT aggregate(a, 0, (acc, x) -> acc + x, acc -> 10 % (n - 2)) FROM t WHERE n IN (1, 2, 6);
SELECT aggregate(a, 0, (acc, x) -> 10 % x) FROM t WHERE n IN (1, 2, 3);
SELECT aggregate(a, 0, (acc, x) -> 10 % x) FROM t WHERE n = 5;
