-- Histograms: the same bins as Spark's, within a task.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT /*+ COALESCE(1) */ id, id % 3 AS k, id * 7919 % 997 AS l, CAST(id % 100 AS TINYINT) AS b, CAST(id % 1000 AS SMALLINT) AS s,
  CASE WHEN id % 4 = 0 THEN NULL WHEN id % 50 = 2 THEN -0.0D ELSE (id * 31 % 991) / 8D - 50 END AS d, CASE WHEN id % 40 = 1 THEN double('NaN') ELSE id % 13 END AS n,
  date_add(DATE'2000-01-01', CAST(id % 90 AS INT)) AS dt, make_ym_interval(0, id % 100) AS y1, make_dt_interval(0, 0, id % 1000) AS d1 FROM range(0, 3000, 1, 1);
SELECT histogram_numeric(l, 5), histogram_numeric(d, 10), histogram_numeric(b, 2), histogram_numeric(s, 100), histogram_numeric(n, 20) FROM t;
SELECT k, histogram_numeric(l, 5), histogram_numeric(CAST(d AS FLOAT), 10), histogram_numeric(CAST(l AS INT), 3), histogram_numeric(dt, 4) FROM t GROUP BY k;
SELECT k, histogram_numeric(CAST(dt AS TIMESTAMP), 3), histogram_numeric(CAST(dt AS TIMESTAMP_NTZ), 3), histogram_numeric(y1, 4), histogram_numeric(d1, 4) FROM t GROUP BY k;
SELECT k, histogram_numeric(l, 5) FILTER (WHERE b > 50), histogram_numeric(DISTINCT k, 3), histogram_numeric(l, 3) FILTER (WHERE b > 500) FROM t GROUP BY k;
SELECT id, histogram_numeric(l, 5) FROM t GROUP BY id;
SELECT histogram_numeric(l, 5) FROM t WHERE id < 0;
-- CONF spark.sql.legacy.histogramNumericPropagateInputType=false
SELECT k, histogram_numeric(l, 5), histogram_numeric(dt, 4) FROM t GROUP BY k;
