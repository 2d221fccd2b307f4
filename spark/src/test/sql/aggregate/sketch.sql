-- Count-min sketches, and Bloom filters of runtime filters.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT id, id % 5 AS k, id * 7919 % 997 AS l, CAST(id % 100 AS TINYINT) AS b, CAST(id % 1000 AS SMALLINT) AS s, CASE WHEN id % 4 = 0 THEN NULL ELSE CAST(id % 77 AS STRING) END AS u FROM range(0, 3000, 1, 4);
SELECT hex(count_min_sketch(l, 0.5D, 0.5D, 1)), hex(count_min_sketch(u, 0.1D, 0.9D, 42L)), hex(count_min_sketch(CAST(u AS BINARY), 0.3D, 0.7D, -1)) FROM t;
SELECT k, count_min_sketch(b, 0.2D, 0.9D, 1), count_min_sketch(s, 0.2D, 0.9D, 1), count_min_sketch(CAST(l AS INT), 0.2D, 0.9D, 7) FROM t GROUP BY k;
SELECT k, count_min_sketch(-l, 0.2D, 0.9D, 1) FILTER (WHERE b > 50), count_min_sketch(DISTINCT l, 0.2D, 0.9D, 1) FROM t GROUP BY k;
SELECT count_min_sketch(l, 0.5D, 0.5D, 1) FROM t WHERE id < 0;
