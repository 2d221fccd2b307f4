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
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(s) */ a.id, s.id FROM a FULL JOIN s ON a.id < s.n;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(a) */ a.id, s.id FROM a FULL JOIN s ON a.id < s.n;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(a) */ a.id, s.id FROM a LEFT JOIN s ON a.id < s.n;
SELECT /*+ BROADCAST(s) */ a.id, s.id FROM a LEFT JOIN s ON a.id < s.n;
SELECT /*+ BROADCAST(a) */ a.id, s.id FROM a RIGHT JOIN s ON a.id < s.n;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(s) */ a.id, s.id FROM a RIGHT JOIN s ON a.id < s.n;
SELECT a.id, s.id FROM a CROSS JOIN s;
SELECT count(*) FROM a, b;
SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM s WHERE s.n > a.id) OR a.x = 2;
SELECT a.id FROM a WHERE a.id NOT IN (SELECT n FROM s WHERE s.id > a.x);
-- A row that has met another is not compared with more, which would raise.
SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM s WHERE 100 / (s.id - 9) < a.id);
SELECT a.id FROM a WHERE NOT EXISTS (SELECT 1 FROM s WHERE 100 / (s.id - 9) < a.id);
SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM s WHERE 100 / (s.id - 9) < a.id) OR a.k = 3;
-- ERRORS condition
SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM s WHERE 100 / (s.id - 9) > a.id + 500);
-- ERRORS exact
SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.k BETWEEN a.k AND a.k + a.x AND b.y <> a.x);
SELECT a.id, EXISTS (SELECT 1 FROM b WHERE b.id > a.id * 2 AND soundex(CAST(b.y AS STRING)) = CAST(a.x AS STRING)) FROM a;
SELECT x FROM (SELECT id % 11 AS x, EXISTS (SELECT 1 FROM s WHERE s.n > a.id) AS e FROM a) q WHERE e OR EXISTS (SELECT 1 FROM b WHERE b.k > q.x + 20);
-- Empty sides.
SELECT a.id, e.id FROM a LEFT JOIN e ON a.id < e.id;
SELECT a.id, e.id FROM a RIGHT JOIN e ON a.id < e.id;
-- AQE on
SELECT a.id, e.id FROM a FULL JOIN e ON a.id < e.id;
-- AQE off
-- PLAN NativeBroadcastNestedLoopJoin
SELECT a.id, e.id FROM a FULL JOIN e ON a.id < e.id;
-- AQE both
SELECT a.id FROM a LEFT ANTI JOIN e ON a.id < e.id;
SELECT a.id, e.id FROM a CROSS JOIN e;
SELECT s.id, s2.id FROM s LEFT JOIN s s2 ON s.n < s2.n OR s.id = s2.id;
-- Rows of the broadcast side by what all tasks of the streamed side have matched.
-- CONF spark.sql.files.maxPartitionBytes=2KB
-- CONF spark.sql.files.openCostInBytes=0
CREATE TABLE m USING parquet AS SELECT id, CASE WHEN id % 9 > 0 THEN CAST(id % 50 AS STRING) END AS s, id % 7 AS k, array(id) AS l FROM range(0, 300, 1, 5);
CREATE TABLE f USING parquet AS SELECT id, CASE WHEN id % 4 > 0 THEN CAST(id AS STRING) END AS s, struct(id AS i, 'x' AS t) AS r, make_ym_interval(1, CAST(id AS INT)) AS y FROM range(0, 60, 1, 3);
CREATE TABLE none (id BIGINT, s STRING) USING parquet;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(f) */ m.id, m.l, f.* FROM m FULL JOIN f ON m.id > f.id + 290;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(f) */ f.*, m.* FROM f FULL JOIN m ON m.id > f.id + 290 AND m.k <> 3;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(f) */ f.*, m.* FROM f LEFT JOIN m ON f.s > m.s AND f.id > 40 AND m.id < 20;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(f) */ m.*, f.* FROM m RIGHT JOIN f ON f.s > m.s AND f.id > 40 AND m.id < 20;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(f) */ f.* FROM f LEFT SEMI JOIN m ON f.id * 2 > m.id + 90 AND m.k = 1;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(f) */ f.* FROM f LEFT ANTI JOIN m ON f.id * 2 > m.id + 90 AND m.k = 1;
-- PLAN NativeBroadcastNestedLoopJoin
SELECT /*+ BROADCAST(f) */ f.* FROM f WHERE EXISTS (SELECT 1 FROM m WHERE f.id * 2 > m.id + 90) OR f.id = 2;
SELECT /*+ BROADCAST(f) */ f.id FROM f LEFT SEMI JOIN m ON m.id < 0 OR f.id < 0;
SELECT /*+ BROADCAST(f) */ f.id FROM f LEFT SEMI JOIN (SELECT 1 FROM m WHERE id > 298);
SELECT /*+ BROADCAST(f) */ f.id FROM f LEFT ANTI JOIN (SELECT 1 FROM m WHERE id > 298);
SELECT /*+ BROADCAST(f) */ f.id FROM f LEFT ANTI JOIN (SELECT 1 FROM m WHERE id < 0);
SELECT /*+ BROADCAST(f) */ f.id, x FROM f FULL JOIN (SELECT id AS x FROM m WHERE id > 295);
SELECT /*+ BROADCAST(f) */ f.id, x FROM f FULL JOIN (SELECT id AS x FROM m WHERE id < 0);
SELECT /*+ BROADCAST(none) */ none.id, m.id FROM none FULL JOIN m ON none.id < m.id;
SELECT /*+ BROADCAST(f) */ f.id, none.id FROM f FULL JOIN none ON none.id < f.id;
SELECT /*+ BROADCAST(f) */ f.id FROM f LEFT ANTI JOIN none ON none.id < f.id;
-- Of shuffles, with subqueries, with Spark's own code, one above another, in a union, in an aggregate.
SELECT /*+ BROADCAST(f) */ f.id, d.k FROM f FULL JOIN (SELECT /*+ REPARTITION(3) */ k FROM (SELECT DISTINCT k FROM m)) d ON d.k > f.id;
SELECT /*+ BROADCAST(f) */ f.id, m.id FROM f FULL JOIN m ON m.id + f.id > (SELECT max(id) FROM m) + 50;
SELECT /*+ BROADCAST(f) */ f.id, m.id FROM f LEFT JOIN m ON m.id + f.id > 340 AND soundex(m.s) < f.s;
SELECT /*+ BROADCAST(f, g) */ f.id, m.id, g.id FROM f FULL JOIN m ON m.id + f.id > 350 FULL JOIN f g ON m.id < g.id - 50;
SELECT /*+ BROADCAST(f) */ f.id, m.id FROM f FULL JOIN m ON m.id + f.id > 350 UNION ALL SELECT id, k FROM m WHERE id < 5;
SELECT /*+ BROADCAST(f) */ f.id % 3, count(m.id), count(*) FROM f LEFT JOIN m ON m.id + f.id > 340 GROUP BY 1;
SELECT /*+ BROADCAST(f) */ f.id, r.c FROM f FULL JOIN (SELECT id, monotonically_increasing_id() AS c FROM m) r ON r.id + f.id > 355;
SELECT /*+ BROADCAST(f) */ f.id, d.n FROM f FULL JOIN (SELECT id + 1 AS n FROM m UNION ALL SELECT k FROM m WHERE id < 9) d ON d.n + f.id > 357;
SELECT /*+ BROADCAST(f) */ f.id FROM f FULL JOIN m ON 100 / (m.id - 150) > f.id;
