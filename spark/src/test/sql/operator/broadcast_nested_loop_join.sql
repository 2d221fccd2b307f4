-- Nested loop joins: every join type without equal keys, cross joins, empty sides.
CREATE TABLE a USING parquet AS SELECT id, CASE WHEN id % 9 = 0 THEN NULL ELSE id % 20 END AS k, id % 3 AS x FROM range(200);
CREATE TABLE b USING parquet AS SELECT id, CASE WHEN id % 8 = 0 THEN NULL ELSE id % 25 END AS k, id % 4 AS y FROM range(150);
CREATE TABLE e USING parquet AS SELECT * FROM b WHERE id < 0;
CREATE TABLE s USING parquet AS SELECT id, CASE WHEN id % 2 = 0 THEN NULL ELSE id END AS n FROM range(10);
-- AQE both
-- PLAN NativeBroadcastNestedLoopJoin
SELECT a.id, b.id FROM a JOIN b ON a.id < b.id AND b.id < 20;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT a.id, b.id FROM a LEFT JOIN b ON a.id > b.id + 140;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT a.id, b.id FROM a RIGHT JOIN b ON a.id > b.id + 140;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT a.id FROM a LEFT ANTI JOIN b ON a.id > b.id + 30;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT a.id FROM a LEFT SEMI JOIN b ON a.id > b.id + 30;
-- FALLBACK BroadcastNestedLoopJoin
SELECT /*+ BROADCAST(s) */ a.id, s.id FROM a FULL JOIN s ON a.id < s.n;
-- FALLBACK BroadcastNestedLoopJoin
SELECT /*+ BROADCAST(a) */ a.id, s.id FROM a FULL JOIN s ON a.id < s.n;
-- FALLBACK BroadcastNestedLoopJoin
SELECT /*+ BROADCAST(a) */ a.id, s.id FROM a LEFT JOIN s ON a.id < s.n;
SELECT /*+ BROADCAST(s) */ a.id, s.id FROM a LEFT JOIN s ON a.id < s.n;
SELECT /*+ BROADCAST(a) */ a.id, s.id FROM a RIGHT JOIN s ON a.id < s.n;
-- FALLBACK BroadcastNestedLoopJoin
SELECT /*+ BROADCAST(s) */ a.id, s.id FROM a RIGHT JOIN s ON a.id < s.n;
SELECT a.id, s.id FROM a CROSS JOIN s;
SELECT count(*) FROM a, b;
SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM s WHERE s.n > a.id) OR a.x = 2;
SELECT a.id FROM a WHERE a.id NOT IN (SELECT n FROM s WHERE s.id > a.x);
-- Empty sides.
SELECT a.id, e.id FROM a LEFT JOIN e ON a.id < e.id;
SELECT a.id, e.id FROM a RIGHT JOIN e ON a.id < e.id;
-- AQE on
SELECT a.id, e.id FROM a FULL JOIN e ON a.id < e.id;
-- AQE off
-- FALLBACK BroadcastNestedLoopJoin
SELECT a.id, e.id FROM a FULL JOIN e ON a.id < e.id;
-- AQE both
SELECT a.id FROM a LEFT ANTI JOIN e ON a.id < e.id;
SELECT a.id, e.id FROM a CROSS JOIN e;
SELECT s.id, s2.id FROM s LEFT JOIN s s2 ON s.n < s2.n OR s.id = s2.id;
