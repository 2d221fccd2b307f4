CREATE TABLE t USING parquet AS SELECT id, CAST(id % 10 AS STRING) AS s, CAST(id AS DECIMAL(20,3)) AS d FROM range(1000);
-- AQE both
SELECT /*+ REPARTITION(5) */ * FROM t;
SELECT /*+ REPARTITION(3, s) */ * FROM t;
SELECT /*+ REPARTITION_BY_RANGE(4, d) */ * FROM t;
SELECT x.s, x.c, y.m FROM (SELECT s, count(*) AS c FROM t GROUP BY s) x
  JOIN (SELECT s, max(id) AS m FROM t GROUP BY s) y ON x.s = y.s;
-- CONF spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes=1k
-- CONF spark.sql.adaptive.advisoryPartitionSizeInBytes=2k
-- CONF spark.sql.adaptive.coalescePartitions.minPartitionSize=1k
-- CONF spark.sql.adaptive.skewJoin.skewedPartitionFactor=1
-- CONF spark.sql.autoBroadcastJoinThreshold=-1
SELECT count(*), sum(a.id) FROM (SELECT *, CASE WHEN id < 900 THEN 1 ELSE id END AS k FROM t) a
  JOIN (SELECT *, id AS k FROM t) b ON a.k = b.k;
