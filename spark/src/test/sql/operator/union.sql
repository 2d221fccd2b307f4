-- Unions of inputs that differ in nullability, in column order and in the number of partitions.
CREATE TABLE a USING parquet AS SELECT id AS i, CAST(id AS STRING) AS s FROM range(100);
CREATE TABLE b USING parquet AS SELECT id + 50 AS i, CASE WHEN id % 2 = 0 THEN NULL ELSE 'b' END AS s FROM range(70);
CREATE TABLE c USING parquet AS SELECT /*+ REPARTITION(7) */ CAST(id AS INT) AS i, CAST(id AS DECIMAL(10,2)) AS s FROM range(30);
CREATE TABLE e USING parquet AS SELECT * FROM a WHERE i < 0;
-- AQE both
-- PLAN NativeUnion
SELECT * FROM a UNION ALL SELECT * FROM b;
SELECT count(*) FROM (SELECT * FROM (SELECT * FROM a LIMIT 3) UNION ALL SELECT * FROM (SELECT * FROM b LIMIT 4));
SELECT s, sum(n) FROM (SELECT s, count(*) AS n FROM a GROUP BY s UNION ALL SELECT s, count(*) AS n FROM b GROUP BY s) GROUP BY s;
SELECT u.s, u.n, c.m FROM (SELECT s, count(*) AS n FROM a GROUP BY s UNION ALL SELECT s, count(*) AS n FROM b GROUP BY s) u
  JOIN (SELECT s, max(i) AS m FROM a GROUP BY s) c ON u.s = c.s;
SELECT * FROM a UNION SELECT * FROM b;
SELECT * FROM a UNION ALL SELECT * FROM e;
SELECT * FROM e UNION ALL SELECT * FROM e;
SELECT i FROM a UNION ALL SELECT i FROM c;
SELECT i, i + 1 FROM a UNION ALL SELECT 1, NULL FROM b;
SELECT i FROM a UNION ALL SELECT s FROM c;
SELECT s, count(*) FROM (SELECT * FROM a UNION ALL SELECT * FROM b UNION ALL SELECT * FROM a) GROUP BY s;
SELECT x.i, y.s FROM (SELECT * FROM a UNION ALL SELECT * FROM b) x JOIN b y ON x.i = y.i;
SELECT i FROM a INTERSECT SELECT i FROM b;
SELECT i FROM a EXCEPT SELECT i FROM b;
SELECT i, sum(n) FROM (SELECT i, count(*) AS n FROM a GROUP BY i UNION ALL SELECT i, 5 FROM b) GROUP BY i;
SELECT i FROM a UNION ALL SELECT i FROM b ORDER BY i LIMIT 5;
-- What depends on the partition is of the partition of each input.
SELECT n, spark_partition_id(), rand(1), monotonically_increasing_id() FROM (SELECT CAST(id AS INT) AS n FROM range(0, 10, 1, 3)) UNION ALL SELECT CAST(id AS INT), spark_partition_id(), rand(1), monotonically_increasing_id() FROM range(20, 30, 1, 2);
SELECT id, spark_partition_id() FROM (SELECT id FROM range(0, 5, 1, 2) UNION ALL (SELECT id + spark_partition_id() FROM range(7, 14, 1, 2) UNION ALL SELECT spark_partition_id() FROM range(0, 9, 1, 3)));
