-- Shuffled hash joins: join types, both build sides, residual conditions, nulls, duplicates, empty sides.
CREATE TABLE a USING parquet AS SELECT id, CASE WHEN id % 9 = 0 THEN NULL ELSE id % 20 END AS k, id % 3 AS x FROM range(200);
CREATE TABLE b USING parquet AS SELECT id, CASE WHEN id % 8 = 0 THEN NULL ELSE id % 25 END AS k, id % 4 AS y FROM range(150);
CREATE TABLE e USING parquet AS SELECT * FROM b WHERE id < 0;
-- AQE both
-- CONF spark.sql.autoBroadcastJoinThreshold=-1
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a JOIN b ON a.k = b.k;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a JOIN b ON a.k = b.k AND a.x = b.y;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a RIGHT JOIN b ON a.k = b.k;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a RIGHT JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a FULL JOIN b ON a.k = b.k;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a FULL JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id FROM a LEFT SEMI JOIN b ON a.k = b.k;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id FROM a LEFT SEMI JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id FROM a LEFT ANTI JOIN b ON a.k = b.k;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(b) */ a.id FROM a LEFT ANTI JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(a) */ a.id, b.id FROM a JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(a) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(a) */ a.id, b.id FROM a RIGHT JOIN b ON a.k = b.k;
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_HASH(a) */ a.id, b.id FROM a FULL JOIN b ON a.k = b.k AND a.x < b.y;
-- Empty sides.
SELECT /*+ SHUFFLE_HASH(e) */ a.id, e.id FROM a JOIN e ON a.k = e.k;
SELECT /*+ SHUFFLE_HASH(e) */ a.id, e.id FROM a LEFT JOIN e ON a.k = e.k;
SELECT /*+ SHUFFLE_HASH(e) */ a.id, e.id FROM a RIGHT JOIN e ON a.k = e.k;
SELECT /*+ SHUFFLE_HASH(e) */ a.id, e.id FROM a FULL JOIN e ON a.k = e.k;
SELECT /*+ SHUFFLE_HASH(e) */ a.id FROM a LEFT SEMI JOIN e ON a.k = e.k;
SELECT /*+ SHUFFLE_HASH(e) */ a.id FROM a LEFT ANTI JOIN e ON a.k = e.k;
SELECT /*+ SHUFFLE_HASH(a) */ e.id, a.id FROM e FULL JOIN a ON a.k = e.k;
-- Null-safe keys, expressions and a floating-point key.
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a JOIN b ON a.k <=> b.k AND b.id < 30;
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a FULL JOIN b ON a.k <=> b.k AND a.x = b.y;
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a JOIN b ON a.k + 1 = b.k * 2;
SELECT /*+ SHUFFLE_HASH(b) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k AND a.x = 1 AND b.y > 1;
CREATE TABLE f USING parquet AS SELECT * FROM VALUES (1, 0.0D, 'a'), (2, -0.0D, ''), (3, double('NaN'), '😀'), (4, double('NaN'), '😀'), (5, NULL, NULL) AS v(n, d, s);
SELECT /*+ SHUFFLE_HASH(r) */ l.n, r.n FROM f l JOIN f r ON l.d = r.d;
SELECT /*+ SHUFFLE_HASH(r) */ l.n, r.n FROM f l FULL JOIN f r ON l.d = r.d AND l.s = r.s;
SELECT /*+ SHUFFLE_HASH(r) */ l.n, r.n FROM f l LEFT JOIN f r ON l.s = r.s AND l.n < r.n;
-- Existence, and joins over joins.
SELECT a.id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.k = a.k) OR a.x = 1;
SELECT /*+ SHUFFLE_HASH(b), SHUFFLE_HASH(c) */ a.id, b.id, c.id FROM a JOIN b ON a.k = b.k JOIN b AS c ON a.k = c.k AND b.y = c.y;
SELECT /*+ SHUFFLE_HASH(b) */ a.k, count(*), sum(b.id) FROM a JOIN b ON a.k = b.k GROUP BY a.k;
SELECT /*+ SHUFFLE_HASH(y) */ x.k, y.c FROM a x LEFT JOIN (SELECT k, count(*) AS c FROM b GROUP BY k) y ON x.k = y.k;
-- A sort-merge join whose side fits runs as a hash join.
-- AQE on
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_MERGE(b) */ a.id, b.id FROM a FULL JOIN b ON a.k = b.k;
-- CONF spark.thermite.join.hash=always
-- PLAN NativeShuffledHashJoin
SELECT /*+ SHUFFLE_MERGE(b) */ a.id FROM a LEFT ANTI JOIN b ON a.k = b.k;
