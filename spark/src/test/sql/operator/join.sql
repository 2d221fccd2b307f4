CREATE TABLE a USING parquet AS SELECT id, CASE WHEN id % 9 = 0 THEN NULL ELSE id % 20 END AS k, id % 3 AS x FROM range(200);
CREATE TABLE b USING parquet AS SELECT id, CASE WHEN id % 8 = 0 THEN NULL ELSE id % 25 END AS k, id % 4 AS y FROM range(150);
CREATE TABLE e USING parquet AS SELECT * FROM b WHERE id < 0;
-- AQE both
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a JOIN b ON a.k = b.k;
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k AND a.x < b.y;
SELECT /*+ BROADCAST(a) */ a.id, b.id FROM a RIGHT JOIN b ON a.k = b.k AND a.x < b.y;
SELECT /*+ BROADCAST(b) */ a.id FROM a LEFT SEMI JOIN b ON a.k = b.k AND a.x <> b.y;
SELECT /*+ BROADCAST(b) */ a.id FROM a LEFT ANTI JOIN b ON a.k = b.k AND a.x <> b.y;
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a JOIN b ON a.k = b.k AND a.x = b.y;
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a FULL JOIN b ON a.k = b.k AND a.x < b.y;
SELECT /*+ SHUFFLE_HASH(a) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k;
SELECT /*+ SHUFFLE_MERGE(b) */ a.id, b.id FROM a FULL JOIN b ON a.k = b.k;
SELECT /*+ SHUFFLE_MERGE(b) */ a.id FROM a LEFT SEMI JOIN b ON a.k = b.k;
SELECT /*+ SHUFFLE_MERGE(b) */ a.id FROM a LEFT ANTI JOIN b ON a.k = b.k;
SELECT a.id, e.id FROM a LEFT JOIN e ON a.k = e.k;
SELECT a.id FROM a JOIN e ON a.k = e.k;
SELECT a.id FROM a WHERE a.k NOT IN (SELECT k FROM b WHERE k IS NOT NULL);
SELECT a.id FROM a WHERE a.k NOT IN (SELECT k FROM b);
SELECT a.id FROM a WHERE a.k NOT IN (SELECT k FROM e);
SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.k = a.k) OR a.x = 1;
SELECT a.id, b.id FROM a JOIN b ON a.id < b.id AND b.id < 20;
SELECT a.id, b.id FROM a LEFT JOIN b ON a.id > b.id + 140;
SELECT a.id FROM a LEFT ANTI JOIN b ON a.id > b.id + 30;
-- CONF spark.thermite.join.hash=never
-- CONF spark.sql.autoBroadcastJoinThreshold=-1
SELECT a.id, b.id FROM a JOIN b ON a.k = b.k AND a.x < b.y;
SELECT a.id, b.id FROM a LEFT JOIN b ON a.k = b.k AND a.x < b.y;
SELECT a.id, b.id FROM a RIGHT JOIN b ON a.k = b.k AND a.x < b.y;
SELECT a.id, b.id FROM a FULL JOIN b ON a.k = b.k AND a.x < b.y;
SELECT a.id FROM a LEFT SEMI JOIN b ON a.k = b.k AND a.x < b.y;
SELECT a.id FROM a LEFT ANTI JOIN b ON a.k = b.k AND a.x < b.y;
SELECT a.id FROM a JOIN b ON a.k = b.k JOIN b AS c ON a.k = c.k AND b.y = c.y;
