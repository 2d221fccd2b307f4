-- The first rows of an order, with a projection, an offset, ties and nulls.
-- Without constant folding Spark has no plan for LIMIT with OFFSET.
-- CONF spark.sql.optimizer.excludedRules=org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation
CREATE TABLE t USING parquet AS SELECT id, id % 13 AS k, CASE WHEN id % 9 = 0 THEN NULL ELSE CAST(id % 100 AS DECIMAL(10,2)) END AS d,
  CAST(id % 50 AS STRING) AS s FROM range(2000);
-- AQE both
SELECT * FROM t ORDER BY k, id LIMIT 10;
SELECT id FROM t ORDER BY k DESC, id DESC LIMIT 5 OFFSET 3;
SELECT id FROM t ORDER BY d, id LIMIT 300;
SELECT id FROM t ORDER BY d DESC NULLS FIRST, id LIMIT 7;
SELECT id FROM t ORDER BY d DESC NULLS LAST, id LIMIT 7;
SELECT s FROM t ORDER BY s LIMIT 100;
SELECT id + 1, s FROM t ORDER BY s DESC, id LIMIT 4;
SELECT id FROM t ORDER BY id LIMIT 0;
SELECT id FROM t ORDER BY id LIMIT 10 OFFSET 1995;
SELECT id FROM t WHERE id < 0 ORDER BY id LIMIT 3;
SELECT id FROM t ORDER BY id LIMIT 5000;
SELECT k, sum(id) AS s FROM t GROUP BY k ORDER BY s DESC LIMIT 3;
SELECT count(*) FROM (SELECT id FROM t ORDER BY k, id LIMIT 10);
SELECT * FROM (SELECT id, k FROM t ORDER BY k, id LIMIT 10) ORDER BY id LIMIT 3;
-- A projection that is not native takes only the first rows.
-- CONF spark.thermite.jvmFunctions.enabled=false
-- FALLBACK mask
-- PLAN NativeGlobalLimit
-- PLAN Project
SELECT mask(CAST(id AS STRING)), s FROM (SELECT * FROM t ORDER BY k, id) LIMIT 5;
-- FALLBACK mask
-- PLAN NativeGlobalLimit
SELECT mask(CAST(id AS STRING)) FROM (SELECT id FROM t ORDER BY d DESC, id) LIMIT 7 OFFSET 2;
-- FALLBACK mask
-- PLAN NativeLocalLimit
SELECT mask(CAST(k AS STRING)) FROM (SELECT k, sum(id) AS s FROM t GROUP BY k ORDER BY s, k) LIMIT 3;
