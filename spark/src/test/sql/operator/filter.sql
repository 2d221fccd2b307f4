CREATE TABLE t USING parquet AS SELECT id AS i, id % 7 AS m, CAST(id % 5 AS DOUBLE) AS d,
  CASE WHEN id % 3 = 0 THEN NULL ELSE concat('s', id % 11) END AS s FROM range(1000);
-- AQE both
SELECT * FROM t WHERE i > 990;
SELECT * FROM t WHERE s IS NULL AND m = 1;
SELECT count(*) FROM t WHERE s IS NOT NULL OR m = 2;
SELECT * FROM t WHERE NOT (m < 6) AND d >= 4D;
SELECT i FROM t WHERE m IN (1, 2) AND s IN ('s1', 's2');
SELECT i FROM t WHERE m <=> NULL OR s <=> 's3';
