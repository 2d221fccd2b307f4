-- Exact percentiles: percentile, median, percentile_cont and percentile_disc over all types, arrays and frequencies.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT id, id % 5 AS k, id * 7919 % 1000 AS l, CAST(id % 7 AS INT) AS i,
  CASE WHEN id % 4 = 0 THEN NULL WHEN id % 50 = 1 THEN double('NaN') WHEN id % 50 = 2 THEN -0.0D WHEN id % 50 = 3 THEN 0.0D
    WHEN id % 100 = 5 THEN double('-Infinity') ELSE (id * 31 % 997) / 8D - 50 END AS d,
  CAST(id * 13 % 4001 AS DECIMAL(10, 2)) / 8 AS n, CAST(id % 3 AS INT) AS f FROM range(0, 4000, 1, 4);
CREATE TABLE e USING parquet AS SELECT * FROM t WHERE id < 0;
CREATE TABLE zeros USING parquet AS SELECT /*+ COALESCE(1) */ * FROM VALUES (1, -0.0D), (1, 0.0D), (2, 0.0D), (2, -0.0D), (2, 5.0D), (3, -0.0D) AS v(k, d);
CREATE TABLE spans USING parquet AS SELECT k, make_ym_interval(0, k) AS ym, make_dt_interval(0, 0, 0, k) AS dt FROM VALUES (0), (10), (3), (-7), (NULL) AS v(k);
SELECT percentile(l, 0.3), percentile(i, 0.5), percentile(d, 0.25), percentile(n, 0.75), median(l), median(d), median(n) FROM t;
SELECT k, percentile(l, 0.3), percentile(d, 0.99), percentile(n, 0.1), median(i), median(d) FROM t GROUP BY k;
SELECT k, percentile(l, array(0.0, 0.25, 0.5, 1.0)), percentile(d, array(0.9, 0.1)), percentile(n, array(0.33)) FROM t GROUP BY k;
SELECT k, percentile(l, 0.3, f), percentile(d, array(0.2, 0.8), f), percentile(i, 0.5, 3) FROM t GROUP BY k;
SELECT percentile(l, 0.5, CASE WHEN id % 2 = 0 THEN NULL ELSE 2 END), percentile(CAST(l AS FLOAT), 0.7), percentile(CAST(i AS TINYINT), 0.7) FROM t;
SELECT k, percentile_cont(0.25) WITHIN GROUP (ORDER BY l), percentile_cont(0.25) WITHIN GROUP (ORDER BY d DESC) FROM t GROUP BY k;
SELECT k, percentile_disc(0.25) WITHIN GROUP (ORDER BY l), percentile_disc(0.25) WITHIN GROUP (ORDER BY d DESC), percentile_disc(0.0) WITHIN GROUP (ORDER BY n), percentile_disc(1.0) WITHIN GROUP (ORDER BY i) FROM t GROUP BY k;
SELECT percentile_disc(array(0.1, 0.9)) WITHIN GROUP (ORDER BY l), percentile_cont(array(0.1, 0.9)) WITHIN GROUP (ORDER BY l DESC) FROM t;
SELECT k, percentile(l, 0.5) FILTER (WHERE i > 3), median(d) FILTER (WHERE i > 30), median(DISTINCT i), percentile(DISTINCT l, 0.2) FROM t GROUP BY k;
SELECT id, percentile(l, 0.5), median(d) FROM t GROUP BY id;
SELECT median(l), percentile(d, array(0.5)), percentile_disc(0.5) WITHIN GROUP (ORDER BY n) FROM e;
SELECT k, median(l) FROM e GROUP BY k;
SELECT percentile(ym, 0.5), percentile(dt, 0.5), median(ym), median(dt), percentile(ym, array(0.1, 0.9)), percentile(dt, array(0.1, 0.9)) FROM spans;
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ym), percentile_cont(0.3) WITHIN GROUP (ORDER BY dt DESC) FROM spans;
-- Zeros of both signs are equal but not the same.
SELECT k, percentile(d, 0.0), percentile(d, 1.0), median(d), percentile_disc(0.0) WITHIN GROUP (ORDER BY d DESC), percentile_disc(0.4) WITHIN GROUP (ORDER BY d) FROM zeros GROUP BY k;
-- A negative frequency.
SELECT percentile(l, 0.5, f - 1) FROM t WHERE f = 0;
SELECT k, percentile(l, 0.5, CAST(-id AS INT)) FROM t WHERE id = 3 GROUP BY k;
-- CONF spark.sql.legacy.percentileDiscCalculation=true
SELECT k, percentile_disc(0.25) WITHIN GROUP (ORDER BY l), percentile_disc(0.25) WITHIN GROUP (ORDER BY d DESC) FROM t GROUP BY k;
