-- Rounding functions: halves, negative scales, extremes, decimals.
-- ERRORS condition
CREATE TABLE t (d DOUBLE, f FLOAT, i INT, l BIGINT, c DECIMAL(12,4)) USING parquet;
INSERT INTO t VALUES (2.5D, CAST(2.5 AS FLOAT), 25, 25L, 2.5000BD), (-2.5D, CAST(-2.5 AS FLOAT), -25, -35L, -2.5500BD), (3.5D, CAST(0.15 AS FLOAT), 99, 99L, 99999999.9999BD),
  (0.125D, CAST(1E10 AS FLOAT), 0, 0L, 0.0050BD), (double('NaN'), CAST('NaN' AS FLOAT), 7, -7L, -0.0050BD), (double('Infinity'), CAST('-Infinity' AS FLOAT), 1234567, 1234567890123L, 1.0000BD),
  (-0.0D, CAST(-0.0D AS FLOAT), -1, 1L, 0.0000BD), (1E300D, CAST(1E38 AS FLOAT), 55, 45L, 1234.5678BD), (NULL, NULL, NULL, NULL, NULL), (4.9E-324D, CAST(1.4E-45 AS FLOAT), 5, 5L, -1234.5678BD);
SELECT round(d), round(d, 2), round(d, -1) FROM t;
SELECT round(f), round(f, 1) FROM t;
SELECT round(i, -1), round(l, -1), round(i, 2) FROM t;
SELECT round(c), round(c, 1), round(c, -2) FROM t;
SELECT bround(d), bround(d, 2) FROM t;
SELECT bround(i, -1), bround(l, -1) FROM t;
SELECT bround(c), bround(c, 3) FROM t;
SELECT ceil(f) FROM t WHERE abs(f) < 1E6;
SELECT ceil(d) FROM t WHERE abs(d) < 1E6;
SELECT ceil(c), ceil(i), ceil(l) FROM t;
SELECT ceil(c, 2), ceil(c, -1) FROM t;
SELECT floor(d) FROM t WHERE abs(d) < 1E6;
SELECT floor(c), floor(i), floor(l) FROM t;
SELECT floor(c, 2), floor(c, -1) FROM t;
SELECT rint(d), rint(f) FROM t;
-- ANSI off
SELECT ceil(d), floor(d), ceil(f), floor(f) FROM t;
SELECT round(2147483645 + i * 0, -1), round(9223372036854775805L + l * 0, -1) FROM t WHERE i = 0;
-- ANSI on
SELECT round(2147483645 + i * 0, -1) FROM t WHERE i = 0;
SELECT round(9223372036854775805L + l * 0, -1) FROM t WHERE i = 0;
SELECT ceil(d) FROM t WHERE d > 1E299;
