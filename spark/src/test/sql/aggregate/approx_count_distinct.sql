-- Estimated numbers of distinct values: the registers of HyperLogLog++ and what is made of them.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT id, id % 5 AS k, id * 7919 % 30011 AS l, CAST(id AS STRING) AS s, CAST(id % 997 AS INT) AS i,
  CASE WHEN id % 4 = 0 THEN NULL WHEN id % 50 = 1 THEN double('NaN') WHEN id % 50 = 2 THEN -0.0D WHEN id % 50 = 3 THEN 0.0D ELSE id / 8D END AS d,
  CAST(id AS DECIMAL(30, 5)) AS n, CAST(id % 300 AS DECIMAL(8, 1)) AS m, date_add(DATE'2000-01-01', CAST(id % 900 AS INT)) AS dt, id % 2 = 0 AS f, make_dt_interval(0, id % 997) AS d1, make_ym_interval(id % 997) AS y1 FROM range(0, 50000, 1, 4);
CREATE TABLE e USING parquet AS SELECT * FROM t WHERE id < 0;
SELECT approx_count_distinct(id), approx_count_distinct(l), approx_count_distinct(s), approx_count_distinct(i), approx_count_distinct(d) FROM t;
SELECT k, approx_count_distinct(id), approx_count_distinct(s), approx_count_distinct(d), approx_count_distinct(n), approx_count_distinct(m) FROM t GROUP BY k;
SELECT i % 10, approx_count_distinct(dt), approx_count_distinct(f), approx_count_distinct(CAST(s AS BINARY)), approx_count_distinct(CAST(d AS FLOAT)) FROM t GROUP BY i % 10;
SELECT approx_count_distinct(CAST(i AS TINYINT)), approx_count_distinct(CAST(i AS SMALLINT)), approx_count_distinct(CAST(dt AS TIMESTAMP)), approx_count_distinct(d1), approx_count_distinct(y1) FROM t WHERE i < 100;
SELECT approx_count_distinct(id, 0.01), approx_count_distinct(id, 0.1), approx_count_distinct(id, 0.39), approx_count_distinct(l, 0.2), approx_count_distinct(i, 0.3) FROM t;
SELECT i, approx_count_distinct(id), approx_count_distinct(l, 0.3) FROM t GROUP BY i;
SELECT l % 5000, approx_count_distinct(id, 0.15) FROM t GROUP BY l % 5000;
SELECT k, approx_count_distinct(id) FILTER (WHERE i > 500), approx_count_distinct(DISTINCT i), count(DISTINCT l) FROM t GROUP BY k;
SELECT approx_count_distinct(id), approx_count_distinct(s) FROM e;
SELECT k, approx_count_distinct(id) FROM e GROUP BY k;
SELECT id, approx_count_distinct(d) FROM t WHERE id < 100 GROUP BY id;
