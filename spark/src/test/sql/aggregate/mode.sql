-- The most frequent value: of any, of an order, of values that are equally frequent.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT /*+ COALESCE(1) */ id, id % 50 AS k, id * 7919 % 31 AS l, CAST(id * 31 % 7 AS STRING) AS s, CAST(id % 11 AS INT) AS i,
  CASE WHEN id % 4 = 0 THEN NULL WHEN id % 50 = 1 THEN double('NaN') WHEN id % 50 = 2 THEN -0.0D WHEN id % 50 = 3 THEN 0.0D ELSE id % 13 / 8D END AS d,
  CAST(id % 17 AS DECIMAL(8, 1)) AS n, date_add(DATE'2000-01-01', CAST(id % 9 AS INT)) AS dt, id % 3 = 0 AS f, make_dt_interval(id % 31) AS d1, make_ym_interval(id % 31) AS y1 FROM range(0, 5000, 1, 1);
CREATE TABLE e USING parquet AS SELECT * FROM t WHERE id < 0;
SELECT mode(l), mode(s), mode(i), mode(d), mode(dt), mode(f) FROM t;
SELECT k, mode(l), mode(s), mode(i), mode(d), mode(dt), mode(f) FROM t GROUP BY k;
SELECT i, mode(id), mode(CAST(id AS STRING)), mode(CAST(id AS INT)), mode(CAST(id AS DOUBLE)), mode(CAST(id AS FLOAT)) FROM t GROUP BY i;
SELECT i, mode(CAST(l AS TINYINT)), mode(CAST(id AS SMALLINT)), mode(CAST(dt AS TIMESTAMP)), mode(d1), mode(y1) FROM t GROUP BY i;
SELECT k, mode(l, true), mode(s, true), mode(d, true), mode(n, true), mode(f, true) FROM t GROUP BY k;
SELECT k, mode() WITHIN GROUP (ORDER BY l), mode() WITHIN GROUP (ORDER BY l DESC), mode() WITHIN GROUP (ORDER BY d), mode() WITHIN GROUP (ORDER BY d DESC) FROM t GROUP BY k;
SELECT mode() WITHIN GROUP (ORDER BY s DESC), mode() WITHIN GROUP (ORDER BY n DESC), mode() WITHIN GROUP (ORDER BY dt) FROM t;
SELECT k, mode(l) FILTER (WHERE i > 5), mode(i) FILTER (WHERE i > 50) FROM t GROUP BY k;
SELECT id, mode(l), mode(d) FROM t GROUP BY id;
SELECT mode(l), mode(s), mode() WITHIN GROUP (ORDER BY d) FROM e;
SELECT k, mode(l) FROM e GROUP BY k;
-- Zeros of both signs and NaN.
SELECT i, mode(-d), mode(-d, true) FROM t WHERE d = 0 OR isnan(d) GROUP BY i;
