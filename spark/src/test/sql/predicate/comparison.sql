-- Comparison: every type, NaN and zeros, nulls, between, greatest values.
CREATE TABLE t (i INT, d DOUBLE, e DOUBLE, s STRING, u STRING, dt DATE, bl BOOLEAN) USING parquet;
INSERT INTO t VALUES (1, 0.0D, -0.0D, 'a', 'b', DATE'2020-01-01', true), (2, double('NaN'), double('NaN'), 'z', 'é', DATE'1500-01-01', false),
  (NULL, NULL, 1D, NULL, 'x', NULL, NULL), (-5, double('Infinity'), double('NaN'), '', '', DATE'9999-12-31', true), (7, 1D, 2D, '😀', 'ﬀ', DATE'0001-01-01', false);
SELECT d = e, d < e, d <= e, d > e, d >= e, d <> e, d <=> e FROM t;
SELECT s = u, s < u, s <= u, s > u, s >= u, s <> u, s <=> u, s > 'a' FROM t;
SELECT i > 1, i <> 2, i BETWEEN 0 AND 5, i NOT BETWEEN 0 AND 5, dt < DATE'2020-06-01', bl = true, bl < true FROM t;
SELECT i = NULL, i <=> NULL, NULL <=> NULL, NULL = NULL, NOT (i <=> 1) FROM t;
SELECT i IS NULL, i IS NOT NULL, s IS NULL, bl IS TRUE, bl IS NOT FALSE, bl IS UNKNOWN FROM t;
SELECT i < 2.5D, i = 1L, 1 > i, d > 1 FROM t;
SELECT i > 1.5BD, i = 2.0BD FROM t;
SELECT * FROM t WHERE d = 0D;
SELECT * FROM t WHERE d > 1D;
SELECT * FROM t WHERE d <=> double('NaN');
SELECT * FROM t WHERE NOT (d < e);
CREATE TABLE w (i8 TINYINT, i16 SMALLINT, i64 BIGINT, f FLOAT, bin BINARY, ts TIMESTAMP, ntz TIMESTAMP_NTZ, c DECIMAL(9,2), e DECIMAL(38,10)) USING parquet;
INSERT INTO w VALUES (1Y, 2S, 3L, CAST(0.0 AS FLOAT), X'00', TIMESTAMP'2020-01-01 00:00:00', TIMESTAMP_NTZ'2020-01-01 00:00:00', 1.50BD, 1.5BD), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (-128Y, -32768S, -9223372036854775808L, CAST('NaN' AS FLOAT), X'ff', TIMESTAMP'1969-12-31 23:59:59', TIMESTAMP_NTZ'0001-01-01 00:00:00', -9999999.99BD, -9999999999999999999999999999.9999999999BD), (127Y, 32767S, 9223372036854775807L, CAST('-Infinity' AS FLOAT), X'', TIMESTAMP'9999-12-31 00:00:00', TIMESTAMP_NTZ'9999-12-31 00:00:00', 0.00BD, 0.0000000001BD);
SELECT a.i8 < b.i8, a.i16 >= b.i16, a.i64 = b.i64, a.i64 > b.i64 FROM w a, w b;
SELECT a.f < b.f, a.f = b.f, a.f >= b.f, a.f <=> b.f FROM w a, w b;
SELECT a.bin < b.bin, a.bin = b.bin, a.bin >= b.bin, a.bin <=> b.bin FROM w a, w b;
SELECT a.ts < b.ts, a.ts = b.ts, a.ntz > b.ntz, a.ntz <=> b.ntz FROM w a, w b;
SELECT a.c < b.c, a.c = b.c, a.e > b.e, a.e <=> b.e FROM w a, w b;
SELECT a.c < b.e, a.c = b.e FROM w a, w b;
