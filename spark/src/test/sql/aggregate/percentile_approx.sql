-- Approximate percentiles: the same samples as Spark's, within a task.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT id, id % 3 AS k, id * 7919 % 200003 AS l, CAST(id % 100 AS TINYINT) AS b, CAST(id % 1000 AS SMALLINT) AS s,
  CASE WHEN id % 4 = 0 THEN NULL WHEN id % 50 = 1 THEN double('NaN') WHEN id % 50 = 2 THEN -0.0D ELSE (id * 31 % 99991) / 8D - 5000 END AS d,
  date_add(DATE'2000-01-01', CAST(id % 9000 AS INT)) AS dt, make_ym_interval(0, id % 100) AS y1, make_dt_interval(0, 0, id % 1000) AS d1 FROM range(0, 200000, 1, 1);
CREATE TABLE few USING parquet AS SELECT * FROM t WHERE id < 1000;
CREATE TABLE e USING parquet AS SELECT * FROM t WHERE id < 0;
SELECT percentile_approx(l, 0.5), approx_percentile(d, 0.25), percentile_approx(l, array(0.9, 0.1, 0.0, 1.0)), percentile_approx(d, 0.99) FROM t;
SELECT percentile_approx(l, 0.5, 100), percentile_approx(d, array(0.1, 0.5, 0.9), 10), percentile_approx(l, 0.3, 1), percentile_approx(l, 0.7, 1000000) FROM t;
SELECT k, percentile_approx(l, 0.5, 50), percentile_approx(CAST(l AS INT), 0.5), percentile_approx(CAST(d AS FLOAT), 0.25, 200), percentile_approx(b, 0.5), percentile_approx(s, array(0.2, 0.8), 20) FROM t GROUP BY k;
SELECT k, percentile_approx(dt, 0.5, 100), percentile_approx(CAST(dt AS TIMESTAMP), 0.3), percentile_approx(CAST(dt AS TIMESTAMP_NTZ), array(0.5, 0.7), 100) FROM t GROUP BY k;
SELECT k, percentile_approx(y1, 0.5), percentile_approx(d1, array(0.2, 0.9), 10) FROM few GROUP BY k;
SELECT k, percentile_approx(l, 0.5, 10) FILTER (WHERE b > 50), percentile_approx(l, 0.5) FILTER (WHERE b > 500) FROM few GROUP BY k;
SELECT k, percentile_approx(DISTINCT b, 0.5), percentile_approx(DISTINCT b, array(0.1, 0.9), 1000) FROM few GROUP BY k;
SELECT id, percentile_approx(l, 0.5), percentile_approx(d, 0.5) FROM few GROUP BY id;
SELECT percentile_approx(l, 0.5), percentile_approx(d, array(0.5)) FROM e;
SELECT k, percentile_approx(l, 0.5) FROM e GROUP BY k;
