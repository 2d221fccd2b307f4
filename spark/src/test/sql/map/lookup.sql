-- The value of a key; NULL where there is none.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, m MAP<STRING, INT>, d MAP<DOUBLE, STRING>, x MAP<BINARY, INT>, c MAP<DECIMAL(10, 2), ARRAY<INT>>, day MAP<DATE, BOOLEAN>, b MAP<BOOLEAN, MAP<INT, INT>>, s STRING, k DOUBLE, q DECIMAL(10, 2)) USING parquet;
INSERT INTO t VALUES
  (1, map('a', 1, 'é', NULL, '', 3), map(1.5D, 'x', double('NaN'), 'nan', -0.0D, 'zero'), map(X'00', 1), map(1.25, array(1, NULL)), map(DATE'2024-01-01', true), map(true, map(1, 2), false, NULL), 'a', double('NaN'), 1.25),
  (2, NULL, NULL, NULL, NULL, NULL, NULL, 'a', 1.5D, 1.00),
  (3, map(), map(), map(), map(), map(), map(), '', 0D, NULL),
  (4, map('😀', -1, 'b', 7), map(0D, ''), map(X'', 2, X'FF', 3), map(0.00, NULL, -1.00, array()), map(DATE'1970-01-01', NULL), map(false, map(4, 4)), '😀', -0.0D, -1.00),
  (5, map('a', 5), map(2D, 'two'), map(X'00', 9), map(1.00, array(5)), map(DATE'2024-01-01', false), map(true, map()), NULL, NULL, 1.00);
SELECT n, m['a'], m[s], m[''], m['none'], m[NULL] FROM t;
SELECT n, element_at(m, 'a'), element_at(m, s), try_element_at(m, 'b'), m[concat('', s)] FROM t;
SELECT n, d[k], d[double('NaN')], d[0D], d[-0.0D], d[1], element_at(d, k) FROM t;
SELECT n, x[X'00'], x[X''], c[q], c[1.25], day[DATE'2024-01-01'], b[true], b[n = 4], b[true][1] FROM t;
SELECT n, map('a', 1, 'b', 2)[s], map(1, 'x', 2, 'y')[n] FROM t;
SELECT map(1, 'a', 2, 'b', 3, 'c', 4, 'd', 5, 'e', 6, 'f', 7, 'g', 8, 'h', 9, 'i', 10, 'j')[n], map(1, 'a')[2] FROM t;
SELECT n FROM t WHERE m['a'] > 1 OR d[k] = 'nan';
SELECT m['a'] + n, coalesce(m[s], -1) FROM t;
-- The key of a map that is NULL is not computed.
SELECT map(1, n)[10 % (n - 1)] FROM t WHERE n > 1;
SELECT CASE WHEN n <> 2 THEN map(1, n) END[10 % (n - 2)] FROM t;
-- CONF spark.sql.mapKeyDedupPolicy=LAST_WIN
SELECT n, element_at(map(1.5D, n, double('NaN'), 2), k), map(0D, 'zero', k, 'k')[-0.0D] FROM t WHERE k IS NOT NULL;
