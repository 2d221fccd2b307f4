-- Fewer partitions without an exchange: rows keep their order, and what depends on the partition is of the input's.
-- CONF spark.sql.files.maxPartitionBytes=4KB
-- CONF spark.sql.files.openCostInBytes=0
CREATE TABLE t USING parquet AS SELECT id AS n, CASE WHEN id % 7 > 0 THEN CAST(id % 50 AS STRING) END AS s, array(id, NULL) AS a FROM range(0, 3000, 1, 6);
CREATE TABLE e USING parquet AS SELECT * FROM t WHERE n < 0;
-- PLAN NativeCoalesce
SELECT /*+ COALESCE(2) */ n, s, a FROM t;
-- PLAN NativeCoalesce
SELECT /*+ COALESCE(1) */ n, rand(5) AS r, monotonically_increasing_id() AS i, spark_partition_id() AS p FROM t;
SELECT n, rand(5), monotonically_increasing_id(), spark_partition_id() FROM (SELECT /*+ COALESCE(2) */ * FROM t);
SELECT /*+ COALESCE(100) */ count(*), sum(n) FROM t;
SELECT s, count(*) FROM (SELECT /*+ COALESCE(1) */ * FROM t) GROUP BY s;
SELECT a.n, b.s FROM (SELECT /*+ COALESCE(2) */ * FROM t WHERE n % 3 = 0) a JOIN (SELECT /*+ COALESCE(1) */ * FROM t) b ON a.n = b.n + 1;
SELECT n FROM (SELECT /*+ COALESCE(2) */ * FROM t) LIMIT 10;
SELECT /*+ COALESCE(1) */ * FROM e;
SELECT count(*) FROM (SELECT /*+ COALESCE(1) */ * FROM e);
SELECT n FROM (SELECT /*+ COALESCE(1) */ n FROM t WHERE n < 3 UNION ALL SELECT n FROM t WHERE n > 2997);
