-- A function of every element, and of its place.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, s ARRAY<STRING>, d ARRAY<DOUBLE>, aa ARRAY<ARRAY<INT>>, k INT, w STRING, m MAP<STRING, INT>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, 2, 3), array('a', NULL, 'é'), array(1.5D, double('NaN'), -0.0D), array(array(1, 2), NULL, array()), 10, 'x', map('a', 1)),
  (2, NULL, NULL, NULL, NULL, 20, 'y', NULL),
  (3, array(), array(), array(), array(), 30, NULL, map()),
  (4, array(NULL, -2147483648, 2147483647), array('😀', ''), array(NULL), array(array(NULL, 7)), NULL, 'z', map('b', NULL, 'c', 3)),
  (5, array(0), array('only'), array(0D, 1D), array(array(5), array(6, 7)), 0, '', map('d', 0));
SELECT n, transform(a, x -> x), transform(a, x -> x > 1), transform(a, x -> x IS NULL), transform(a, x -> 1) FROM t;
SELECT n, transform(a, (x, i) -> i), transform(s, (x, i) -> concat(x, CAST(i AS STRING))), transform(a, (x, i) -> x > i) FROM t;
SELECT n, transform(s, x -> upper(x)), transform(s, x -> concat(x, w)), transform(d, x -> x = 0), transform(s, x -> length(x)) FROM t;
SELECT n, transform(a, x -> k), transform(a, x -> coalesce(x, k, -1)), transform(s, x -> CASE WHEN x = 'a' THEN w ELSE x END), transform(s, x -> w) FROM t;
SELECT n, transform(aa, x -> transform(x, y -> y > k)), transform(aa, x -> transform(x, (y, j) -> coalesce(y, j, n))), transform(aa, x -> x) FROM t;
SELECT n, transform(aa, (x, i) -> transform(x, y -> CASE WHEN y > i THEN k ELSE i END)), transform(aa, x -> filter(x, y -> y > 1)) FROM t;
SELECT n, transform(s, x -> m[x]), transform(s, x -> map(coalesce(x, 'none'), n)), transform(aa, x -> aggregate(x, 0L, (acc, y) -> acc + coalesce(y, 0))) FROM t;
SELECT n, transform(array(1, 2, 3), x -> CAST(x AS BIGINT) + n), transform(transform(s, x -> upper(x)), x -> lower(x)) FROM t;
SELECT transform(CASE WHEN n = 1 THEN a END, x -> CAST(x AS STRING)) FROM t;
SELECT n FROM t WHERE exists(transform(a, x -> x % 2), x -> x = 0);
SELECT transform(a, x -> x) FROM t WHERE n > 9;
SELECT max(aggregate(a, 0L, (acc, x) -> acc + x)), count(transform(d, x -> x)) FROM t GROUP BY k > 0;
SELECT n, transform(d, x -> map(1, x)), transform(a, x -> x BETWEEN 1 AND k) FROM t;
-- What the body raises, and what it does not.
SELECT transform(a, x -> x + 1) FROM t WHERE n <> 4;
SELECT transform(a, x -> x + 1) FROM t;
SELECT transform(a, x -> 10 % x) FROM t WHERE n IN (1, 2, 3);
SELECT transform(a, x -> 10 % x) FROM t;
SELECT transform(a, x -> CASE WHEN x <> 0 THEN 10 % x END) FROM t;
SELECT CASE WHEN n < 5 THEN transform(a, x -> 10 % x) END FROM t;
SELECT transform(s, x -> CAST(x AS INT)) FROM t WHERE n = 1;
SELECT transform(a, x -> 10 % k) FROM t WHERE n IN (1, 2, 3, 4);
SELECT transform(CASE WHEN k > 0 THEN a END, x -> 10 % k) FROM t;
