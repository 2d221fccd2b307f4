-- Cartesian products: every partition with every other.
-- CONF spark.sql.autoBroadcastJoinThreshold=-1
-- AQE both
CREATE TABLE a (n INT, s STRING) USING parquet;
CREATE TABLE b (n INT, s STRING) USING parquet;
INSERT INTO a SELECT CAST(id AS INT), if(id % 5 = 0, NULL, CAST(id AS STRING)) FROM range(0, 40, 1, 3);
INSERT INTO b SELECT CAST(id AS INT), CAST(id % 4 AS STRING) FROM range(0, 30, 1, 2);
-- PLAN NativeCartesianProduct
SELECT * FROM a CROSS JOIN b;
-- PLAN NativeCartesianProduct
SELECT a.n, b.n FROM a JOIN b ON a.n < b.n AND a.s <> b.s;
-- PLAN NativeCartesianProduct
SELECT a.n, b.n FROM a, b WHERE a.n + b.n = 20 OR a.s = b.s;
SELECT count(*) FROM a, b WHERE a.n > 1000;
SELECT count(*) FROM a, (SELECT * FROM b WHERE n < 0) c;
SELECT count(*), sum(x.n * y.m) FROM (SELECT n, count(*) AS c FROM a GROUP BY n) x CROSS JOIN (SELECT max(n) AS m FROM b GROUP BY s) y;
SELECT a.n, b.n, c.n FROM a, b, a c WHERE a.n < b.n AND b.n < c.n AND a.n > 20;
-- What depends on the partition is of the partition of each side.
SELECT * FROM (SELECT n, spark_partition_id() AS p, rand(1) AS r, monotonically_increasing_id() AS i FROM a) x CROSS JOIN (SELECT n, spark_partition_id() AS p, rand(1) AS r, uuid(3) AS u FROM b) y;
