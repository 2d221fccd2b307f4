CREATE TABLE t USING parquet AS SELECT id, CAST(id % 10 AS INT) AS k, CAST(id % 3 AS STRING) AS s,
  CASE WHEN id % 4 = 0 THEN NULL ELSE CAST(id AS DECIMAL(15,2)) END AS d, id % 17 AS l,
  CAST(id % 2 AS DOUBLE) AS f, date_add(DATE'2020-01-01', CAST(id % 5 AS INT)) AS dt FROM range(5000);
CREATE TABLE e USING parquet AS SELECT * FROM t WHERE id < 0;
-- AQE both
SELECT k, count(*), count(d), sum(l), avg(l), sum(d), avg(d), min(d), max(d) FROM t GROUP BY k;
SELECT count(*), count(d), sum(l), avg(d), min(dt), max(s) FROM t;
SELECT count(*), count(d), sum(l), avg(d), min(dt), max(s) FROM e;
SELECT k, sum(l) FROM e GROUP BY k;
SELECT s, dt, count(*) FROM t GROUP BY s, dt;
SELECT DISTINCT k, s FROM t;
-- FALLBACK aggregate first
SELECT count(DISTINCT k), count(DISTINCT s), sum(l) FROM t;
SELECT k, count(DISTINCT s), avg(d) FROM t GROUP BY k;
SELECT k, count(*) FILTER (WHERE l > 5), sum(l) FILTER (WHERE s = '1') FROM t GROUP BY k;
SELECT k + 1, sum(l) * 2 + count(*) FROM t GROUP BY k HAVING sum(l) > 10;
SELECT d, count(*) FROM t WHERE id < 50 GROUP BY d;
SELECT s, min(s), max(s), min(dt) FROM t GROUP BY s;
SELECT id, sum(l) FROM t GROUP BY id;
CREATE TABLE z USING parquet AS SELECT * FROM VALUES (CAST(0.0 AS DOUBLE), 1), (CAST(-0.0 AS DOUBLE), 2),
  (CAST('NaN' AS DOUBLE), 3), (CAST('NaN' AS DOUBLE), 4), (NULL, 5) AS v(f, n);
SELECT f, sum(n) FROM z GROUP BY f;
-- FALLBACK aggregate max(BOOLEAN)
SELECT k, count(DISTINCT s) FILTER (WHERE l > 5) FROM t GROUP BY k;
SELECT id, sum(d) FILTER (WHERE l > 5) FROM t GROUP BY id;
-- FALLBACK has no native version
SELECT k, min(l > 3), max(l > 3), every(l > 3) FROM t GROUP BY k;
-- FALLBACK has no native version
SELECT k, stddev_samp(f) FROM t GROUP BY k;
-- FALLBACK has no native version
SELECT k, sum(l), max(f) FROM t GROUP BY k;
