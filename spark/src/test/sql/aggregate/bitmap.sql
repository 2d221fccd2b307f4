-- Bitmaps of positions and of bitmaps.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT id, id % 5 AS k, id * 7919 % 32768 AS p, CASE WHEN id % 3 = 0 THEN NULL ELSE CAST(CAST(id AS STRING) AS BINARY) END AS b FROM range(0, 3000, 1, 4);
CREATE TABLE e USING parquet AS SELECT * FROM t WHERE id < 0;
SELECT bitmap_construct_agg(p), bitmap_or_agg(b), bitmap_and_agg(b) FROM t;
SELECT k, bitmap_construct_agg(p), bitmap_or_agg(b), bitmap_and_agg(b) FROM t GROUP BY k;
SELECT k, bitmap_or_agg(c), bitmap_and_agg(c) FROM (SELECT k, id % 2 AS j, bitmap_construct_agg(p) AS c FROM t GROUP BY k, id % 2) GROUP BY k;
SELECT k, bitmap_construct_agg(p) FILTER (WHERE p < 8), bitmap_construct_agg(CAST(NULL AS BIGINT)), bitmap_construct_agg(CAST(id AS INT)) FROM t GROUP BY k;
SELECT p, bitmap_construct_agg(id), bitmap_or_agg(b) FROM t WHERE id < 200 GROUP BY p;
SELECT bitmap_construct_agg(p), bitmap_or_agg(b), bitmap_and_agg(b) FROM e;
SELECT k, bitmap_construct_agg(p) FROM e GROUP BY k;
SELECT bitmap_construct_agg(id - 1) FROM t WHERE id = 0;
SELECT k, bitmap_construct_agg(id + 32767) FROM t WHERE id = 1 GROUP BY k;
