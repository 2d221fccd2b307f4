-- The elements for which a function is true.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, s ARRAY<STRING>, d ARRAY<DOUBLE>, aa ARRAY<ARRAY<INT>>, k INT, m MAP<STRING, INT>, o MAP<INT, ARRAY<STRING>>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, 2, 3), array('a', NULL, 'é'), array(1.5D, double('NaN'), -0.0D), array(array(1, 2), NULL, array()), 1, map('a', 1, 'b', 2, 'c', NULL), map(1, array('x'), 2, NULL)),
  (2, NULL, NULL, NULL, NULL, 2, NULL, NULL),
  (3, array(), array(), array(), array(), 3, map(), map()),
  (4, array(NULL, -2147483648, 2147483647), array('😀', ''), array(NULL), array(array(NULL, 7)), NULL, map('😀', 4), map(4, array())),
  (5, array(0), array('only'), array(0D, 1D), array(array(5), array(6, 7)), 0, map('', 0), map(0, array(NULL)));
SELECT n, filter(a, x -> x > 1), filter(a, x -> x IS NOT NULL), filter(a, x -> NULL), filter(a, x -> true), filter(a, x -> false) FROM t;
SELECT n, filter(a, (x, i) -> x > i), filter(s, (x, i) -> i = 0), filter(s, x -> length(x) = 1), filter(d, x -> x > 1) FROM t;
SELECT n, filter(a, x -> x > k), filter(aa, x -> exists(x, y -> y > k)), filter(aa, x -> x IS NULL) FROM t;
SELECT n, map_filter(m, (k, v) -> v > 1), map_filter(m, (key, v) -> v >= k), map_filter(m, (k, v) -> k = 'a'), map_filter(m, (k, v) -> NULL) FROM t;
SELECT n, map_filter(o, (k, v) -> v IS NOT NULL), map_filter(o, (k, v) -> k > 1), map_filter(o, (k, v) -> exists(v, x -> x IS NULL)) FROM t;
SELECT n FROM t WHERE forall(filter(a, x -> x > 0), x -> x < 3);
SELECT filter(a, x -> 10 % x = 0) FROM t WHERE n <> 5;
SELECT filter(a, x -> x <> 0 AND 10 % x = 0) FROM t;
SELECT filter(a, x -> 10 % x = 0) FROM t;
SELECT map_filter(m, (k, v) -> 10 % v = 0) FROM t;
