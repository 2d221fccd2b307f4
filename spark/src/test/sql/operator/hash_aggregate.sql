-- Aggregates: partial, merge and final, DISTINCT, FILTER, no groups, empty inputs, keys of every type.
CREATE TABLE t USING parquet AS SELECT id, CAST(id % 10 AS INT) AS k, CAST(id % 3 AS STRING) AS s,
  CASE WHEN id % 4 = 0 THEN NULL ELSE CAST(id AS DECIMAL(15,2)) END AS d, id % 17 AS l,
  CAST(id % 2 AS DOUBLE) AS f, date_add(DATE'2020-01-01', CAST(id % 5 AS INT)) AS dt,
  CASE WHEN id % 6 = 0 THEN NULL ELSE id % 5 END AS n FROM range(5000);
CREATE TABLE e USING parquet AS SELECT * FROM t WHERE id < 0;
-- AQE both
-- PLAN NativeHashAggregate
SELECT k, count(*), count(d), sum(l), avg(l), sum(d), avg(d), min(d), max(d) FROM t GROUP BY k;
SELECT count(*), count(d), sum(l), avg(d), min(dt), max(s) FROM t;
SELECT count(*), count(d), sum(l), avg(d), min(dt), max(s) FROM e;
SELECT sum(d), sum(f), avg(l), avg(f), count(1) FROM e;
SELECT k, sum(l) FROM e GROUP BY k;
SELECT sum(l), count(*) FROM t WHERE id < 0 AND l > 20;
SELECT s, dt, count(*) FROM t GROUP BY s, dt;
SELECT n, count(*), count(n), sum(n) FROM t GROUP BY n;
SELECT n, d, count(*) FROM t WHERE id < 100 GROUP BY n, d;
SELECT count(d, n), count(NULL), sum(CAST(NULL AS INT)) FROM t;
SELECT count(n), sum(n), avg(n), min(n), max(n) FROM t WHERE n IS NULL;
SELECT k FROM t GROUP BY k;
SELECT 1 FROM t GROUP BY k;
SELECT count(*) FROM t GROUP BY k, s, l;
-- DISTINCT.
SELECT DISTINCT k, s FROM t;
SELECT DISTINCT n FROM t;
SELECT count(DISTINCT k), count(DISTINCT s), sum(l) FROM t;
SELECT count(DISTINCT k) FROM t;
SELECT count(DISTINCT k) FROM e;
SELECT count(DISTINCT n, s), count(DISTINCT d) FROM t;
SELECT k, count(DISTINCT s), sum(DISTINCT l), avg(d) FROM t GROUP BY k;
SELECT k, count(DISTINCT n), avg(DISTINCT n), min(l) FROM t GROUP BY k;
SELECT s, count(DISTINCT n), count(DISTINCT l), sum(DISTINCT d), count(*) FROM t GROUP BY s;
SELECT k, count(DISTINCT n) FILTER (WHERE l > 5), count(*) FROM t GROUP BY k;
-- FILTER, HAVING and expressions around.
SELECT k, count(*) FILTER (WHERE l > 5), sum(l) FILTER (WHERE s = '1') FROM t GROUP BY k;
SELECT k, sum(l) FILTER (WHERE false), count(n) FILTER (WHERE n IS NULL), count(*) FILTER (WHERE CAST(NULL AS BOOLEAN)) FROM t GROUP BY k;
SELECT sum(l) FILTER (WHERE n = 2), avg(d) FILTER (WHERE s = 'none') FROM t;
SELECT k + 1, sum(l) * 2 + count(*) FROM t GROUP BY k HAVING sum(l) > 10;
SELECT k % 3, sum(l + 1), sum(l) + sum(n) FROM t GROUP BY k % 3;
SELECT sum(CASE WHEN s = '1' THEN d ELSE 0 END) / sum(d) FROM t;
SELECT d, count(*) FROM t WHERE id < 50 GROUP BY d;
SELECT s, min(s), max(s), min(dt) FROM t GROUP BY s;
-- As many groups as rows.
SELECT id, sum(l) FROM t GROUP BY id;
SELECT id, d, s, count(*) FROM t GROUP BY id, d, s;
SELECT max(c) FROM (SELECT k, count(*) AS c FROM t GROUP BY k);
SELECT c, count(*) FROM (SELECT l, count(*) AS c FROM t GROUP BY l) GROUP BY c;
-- Keys and values of every type.
CREATE TABLE keys (b BOOLEAN, i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE, s STRING, bin BINARY,
  dt DATE, ts TIMESTAMP, ntz TIMESTAMP_NTZ, d1 DECIMAL(9,2), d2 DECIMAL(18,4), d3 DECIMAL(38,10)) USING parquet;
INSERT INTO keys VALUES
  (true, 1Y, 1S, 1, 1L, CAST(1 AS FLOAT), 0.0D, 'a', X'00', DATE'0001-01-01', TIMESTAMP'1970-01-01 00:00:00', TIMESTAMP_NTZ'1970-01-01 00:00:00', 1.00BD, 1.0000BD, 1.0BD),
  (true, 1Y, 1S, 1, 1L, CAST(1 AS FLOAT), -0.0D, 'a', X'00', DATE'0001-01-01', TIMESTAMP'1970-01-01 00:00:00', TIMESTAMP_NTZ'1970-01-01 00:00:00', 1.00BD, 1.0000BD, 1.0BD),
  (false, -128Y, -32768S, -2147483648, -9223372036854775808L, CAST('NaN' AS FLOAT), double('NaN'), '', X'', DATE'9999-12-31', TIMESTAMP'9999-12-31 23:59:59', TIMESTAMP_NTZ'9999-12-31 23:59:59', -9999999.99BD, -99999999999999.9999BD, -9999999999999999999999999999.9999999999BD),
  (false, -128Y, -32768S, -2147483648, -9223372036854775808L, CAST('NaN' AS FLOAT), double('NaN'), '', X'', DATE'9999-12-31', TIMESTAMP'9999-12-31 23:59:59', TIMESTAMP_NTZ'9999-12-31 23:59:59', -9999999.99BD, -99999999999999.9999BD, -9999999999999999999999999999.9999999999BD),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (NULL, NULL, NULL, NULL, NULL, CAST(-0.0D AS FLOAT), double('Infinity'), '😀', X'ff', NULL, NULL, NULL, NULL, NULL, NULL);
SELECT b, count(*) FROM keys GROUP BY b;
SELECT i8, i16, i32, i64, count(*), min(i8), max(i16), sum(i8), sum(i16) FROM keys GROUP BY i8, i16, i32, i64;
SELECT f, count(*) FROM keys GROUP BY f;
SELECT d, count(*) FROM keys GROUP BY d;
SELECT DISTINCT f, d FROM keys;
SELECT count(DISTINCT d), count(DISTINCT f) FROM keys;
SELECT s, bin, count(*), min(s), max(bin) FROM keys GROUP BY s, bin;
SELECT dt, ts, ntz, count(*), min(dt), max(ts), min(ntz) FROM keys GROUP BY dt, ts, ntz;
SELECT d1, d2, d3, count(*), min(d1), max(d2), min(d3) FROM keys GROUP BY d1, d2, d3;
SELECT min(b), max(b), min(bin), max(bin), min(i64), max(i64) FROM keys;
SELECT sum(d1), avg(d1), sum(d2), avg(d2) FROM keys;
-- Floating-point keys after arithmetic.
SELECT d + 0D, count(*) FROM keys GROUP BY d + 0D;
-- Sums that overflow.
CREATE TABLE large (l BIGINT, d DECIMAL(38,0)) USING parquet;
INSERT INTO large VALUES (9223372036854775807L, 99999999999999999999999999999999999999BD);
INSERT INTO large VALUES (9223372036854775807L, 99999999999999999999999999999999999999BD);
SELECT sum(l) FROM large;
SELECT sum(d) FROM large;
SELECT avg(l) FROM large;
SELECT k, stddev_samp(f) FROM t GROUP BY k;
SELECT k, sum(l), max(f) FROM t GROUP BY k;
