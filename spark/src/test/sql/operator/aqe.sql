-- Adaptive execution: coalesced, local and skewed reads of a shuffle, replanned joins, empty stages.
CREATE TABLE t USING parquet AS SELECT id, CAST(id % 10 AS STRING) AS s, CASE WHEN id < 900 THEN 1 ELSE id END AS k FROM range(1000);
CREATE TABLE u USING parquet AS SELECT id AS k, id % 3 AS v FROM range(1000);
-- AQE on
-- CONF spark.sql.shuffle.partitions=20
-- PLAN AQEShuffleRead
SELECT s, count(*) FROM t GROUP BY s;
-- CONF spark.sql.adaptive.coalescePartitions.enabled=false
SELECT s, count(*) FROM t GROUP BY s;
-- CONF spark.sql.adaptive.coalescePartitions.enabled=
SELECT /*+ REBALANCE */ * FROM t;
-- CONF spark.sql.adaptive.advisoryPartitionSizeInBytes=1k
SELECT /*+ REBALANCE(k) */ * FROM t;
-- CONF spark.sql.adaptive.advisoryPartitionSizeInBytes=
-- A join that becomes a broadcast when the size of a stage is known.
-- CONF spark.sql.autoBroadcastJoinThreshold=-1
-- CONF spark.sql.adaptive.autoBroadcastJoinThreshold=10m
-- PLAN NativeBroadcastHashJoin
SELECT t.id, x.k FROM t JOIN (SELECT k FROM u WHERE v = 1) x ON t.k = x.k;
SELECT t.id, x.c FROM t JOIN (SELECT k, count(*) AS c FROM u WHERE v = 1 GROUP BY k) x ON t.k = x.k;
SELECT t.id, u.v FROM t LEFT JOIN u ON t.k = u.k AND u.v > 1;
-- CONF spark.sql.adaptive.autoBroadcastJoinThreshold=-1
-- A side that turns out to be empty.
SELECT t.id, x.c FROM t JOIN (SELECT k, count(*) AS c FROM u WHERE v + k = -1 GROUP BY k) x ON t.k = x.k;
SELECT t.id, x.c FROM t LEFT JOIN (SELECT k, count(*) AS c FROM u WHERE v + k = -1 GROUP BY k) x ON t.k = x.k;
SELECT t.id FROM t LEFT ANTI JOIN (SELECT k FROM u WHERE v + k = -1) x ON t.k = x.k;
-- Skew.
-- CONF spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes=1k
-- CONF spark.sql.adaptive.advisoryPartitionSizeInBytes=1k
-- CONF spark.sql.adaptive.coalescePartitions.minPartitionSize=1k
-- CONF spark.sql.adaptive.skewJoin.skewedPartitionFactor=1
SELECT count(*), sum(t.id) FROM t JOIN u ON t.k = u.k;
SELECT t.id, u.v FROM t LEFT JOIN u ON t.k = u.k;
SELECT t.id, u.v FROM t RIGHT JOIN u ON t.k = u.k;
SELECT t.id, u.v FROM t FULL JOIN u ON t.k = u.k;
SELECT t.id FROM t LEFT SEMI JOIN u ON t.k = u.k AND u.v = 1;
SELECT /*+ SHUFFLE_HASH(u) */ count(*), sum(t.id) FROM t JOIN u ON t.k = u.k;
-- CONF spark.thermite.join.hash=never
SELECT count(*), sum(t.id) FROM t JOIN u ON t.k = u.k;
SELECT t.id, u.v FROM t LEFT JOIN u ON t.k = u.k;
