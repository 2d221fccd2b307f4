-- Maps of keys and values by turns: no NULL keys, each key once.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, i INT, j INT, s STRING, z STRING, d DOUBLE, f FLOAT, c DECIMAL(20, 3), day DATE, ts TIMESTAMP, b BOOLEAN, x BINARY) USING parquet;
INSERT INTO t VALUES
  (1, 1, 2, 'a', 'é', 1.5D, 1.5F, 1.250, DATE'2024-02-29', TIMESTAMP'2024-02-29 10:00:00', true, X'00FF'),
  (2, -2147483648, 2147483647, '', '😀', -0.0D, -0.0F, -0.001, DATE'0001-01-01', TIMESTAMP'1970-01-01 00:00:00', false, X''),
  (3, 0, -1, 'abc', 'abcd', double('NaN'), float('NaN'), 99999999999999999.999, DATE'9999-12-31', TIMESTAMP'2038-01-19 03:14:07.999999', NULL, X'61');
SELECT n, map(i, s, j, z), map(s, i, z, j), map(n, NULL) FROM t;
SELECT map('a', i, 'b', j), map(1, s, 2, z, 3, NULL), map('k', b), map(X'01' = x, n) FROM t;
SELECT map(c, n), map(day, s), map(ts, s), map(CAST(n AS SMALLINT), 1), map(CAST(n AS TINYINT), d) FROM t WHERE n < 3 OR j = -1;
SELECT map('x', map(n, s)), map(n, map('y', d)) FROM t;
SELECT map(), map('a', 1) FROM t;
SELECT map(i, 1), map(s, 1), map(s, NULL, z, b) FROM t WHERE n > 5;
SELECT map(n, 1)[1], size(map(n, 1, i, 2)) FROM t WHERE n > 1;
-- The same key twice, and NULL for a key.
SELECT map(i, 1, n, 2) FROM t WHERE n = 1;
SELECT map('a', i, 'b', 2, 'a', j) FROM t;
SELECT map(s, 1, 'abc', 2) FROM t;
SELECT map(c, 1, 1.250, 2) FROM t;
SELECT map(day, 1, DATE'2024-02-29', 2) FROM t;
SELECT map(b, 1) FROM t;
SELECT map(CAST(NULL AS INT), 1) FROM t;
-- FALLBACK floating-point ones only with LAST_WIN
SELECT map(d, 1) FROM t;
-- FALLBACK no binary ones
SELECT map(x, 1) FROM t;
SELECT CASE WHEN b THEN map(b, 1) END FROM t;
SELECT b IS NOT NULL AND size(map(b, n)) = 1 FROM t;
-- CONF spark.sql.mapKeyDedupPolicy=LAST_WIN
SELECT map(i, 1, n, 2), map(n, 'x', i, s, n, z) FROM t;
SELECT map(d, i), map(f, i), map(d, 1, 5D, 2), map(-0.0D, n, 1D, n) FROM t;
SELECT map('a', i, 'b', 2, 'a', j), map(1D, i, double('NaN'), j, -0.0D, 3, 0D, 4, double('NaN'), 5) FROM t;
SELECT map(s, 1, 'abc', 2), map(d, 1, 0D, 2, double('NaN'), 3), map(f, 1, 0F, 2) FROM t;
SELECT map(c, 1, 1.250, 2), map(day, 1, DATE'2024-02-29', NULL), map(ts, 1, ts, 2) FROM t;
SELECT map(b, 1) FROM t;
