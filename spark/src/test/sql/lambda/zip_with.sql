-- A function of the elements of two arrays, or of the values of two maps.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, b ARRAY<INT>, s ARRAY<STRING>, k INT, m MAP<STRING, INT>, o MAP<STRING, BIGINT>, p MAP<DECIMAL(5, 1), STRING>, q MAP<DECIMAL(5, 1), STRING>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, 2, 3), array(4, 5, 6), array('a', NULL, 'é'), 10, map('a', 1, 'b', NULL), map('b', 2, 'c', 3), map(1.5, 'x'), map(1.5, 'y', 2.0, 'z')),
  (2, NULL, array(1), array('q'), 20, NULL, map('x', 1), NULL, map()),
  (3, array(), array(), array(), 30, map(), map('only', 1), map(), map()),
  (4, array(NULL, 7), array(1), array('😀', '', 'c'), NULL, map('é', 1, '😀', 2), map('😀', NULL), map(0.0, NULL, -1.0, 'm'), map(-1.0, NULL)),
  (5, array(0), NULL, NULL, 0, map('z', 26), NULL, map(9.9, ''), NULL),
  (6, array(9), array(8, NULL, 6), array('w'), 6, map('a', 1, 'b', 2, 'c', 3, 'd', 4, 'e', 5, 'f', 6, 'g', 7, 'h', 8, 'i', 9), map('i', 1, 'j', 2, 'a', 3, 'k', 4, 'l', 5, 'm', 6, 'n', 7, 'o', 8, 'p', 9), map(1.0, '1'), map(2.0, '2'));
SELECT n, zip_with(a, b, (x, y) -> x > y), zip_with(a, b, (x, y) -> coalesce(x, y)), zip_with(a, s, (x, y) -> concat(CAST(x AS STRING), y)) FROM t;
SELECT n, zip_with(a, b, (x, y) -> y), zip_with(a, s, (x, y) -> concat(coalesce(y, 'none'), CAST(k AS STRING))), zip_with(a, a, (x, y) -> x = y), zip_with(a, array(1, 2), (x, y) -> y) FROM t;
SELECT n, map_zip_with(m, o, (k, v, w) -> v > w), map_zip_with(m, o, (k, v, w) -> coalesce(CAST(v AS BIGINT), w)), map_zip_with(o, m, (x, v, w) -> concat(x, CAST(k AS STRING))) FROM t;
SELECT n, map_zip_with(p, q, (k, v, w) -> concat(v, w)), map_zip_with(p, q, (k, v, w) -> k), map_zip_with(m, m, (k, v, w) -> v = w) FROM t;
SELECT n, transform_values(m, (k, v) -> concat(k, CAST(v AS STRING))), transform_values(m, (x, v) -> k), transform_values(p, (k, v) -> k > 1) FROM t;
SELECT n, transform_keys(m, (k, v) -> concat(k, '!')), transform_keys(p, (x, v) -> x + 1), transform_keys(o, (x, v) -> concat(x, CAST(coalesce(k, 0) AS STRING))) FROM t;
SELECT n, transform_values(map('a', n), (k, v) -> v), map_zip_with(m, map('lit', 5), (k, v, w) -> w) FROM t;
-- What is raised, and what is not computed.
SELECT zip_with(a, b, (x, y) -> x + y) FROM t;
SELECT zip_with(a, b, (x, y) -> x % y) FROM t WHERE n = 3 OR n = 5;
SELECT zip_with(a, b, (x, y) -> 10 % x) FROM t WHERE n = 5;
SELECT zip_with(b, a, (x, y) -> 10 % y) FROM t WHERE n <> 5;
SELECT transform_keys(m, (k, v) -> v) FROM t WHERE n = 1;
SELECT transform_keys(m, (x, v) -> k) FROM t WHERE n = 6;
SELECT transform_keys(m, (x, v) -> 'same') FROM t WHERE n = 4;
SELECT transform_keys(m, (x, v) -> DATE'2024-01-01') FROM t WHERE n = 4;
SELECT transform_values(m, (x, v) -> 10 % (v - 26)) FROM t WHERE n = 5;
-- CONF spark.sql.mapKeyDedupPolicy=LAST_WIN
SELECT n, transform_keys(m, (x, v) -> 'same'), transform_keys(o, (x, v) -> length(x)), transform_keys(p, (x, v) -> n) FROM t;
SELECT n, transform_keys(m, (x, v) -> CASE WHEN v > 1 THEN 0D ELSE -0.0D END), transform_keys(p, (x, v) -> CAST(x AS DOUBLE)) FROM t;
