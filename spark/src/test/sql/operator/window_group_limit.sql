-- Limits of partitions below windows: the first rows by rank.
CREATE TABLE t USING parquet AS
  SELECT CAST(id % 7 AS INT) AS g, CAST(id * 37 % 11 AS INT) AS o, id AS v, IF(id % 5 = 0, NULL, CAST(id % 3 AS DOUBLE)) AS d
  FROM range(0, 1000, 1, 4);
-- PLAN NativeWindowGroupLimit
SELECT * FROM (SELECT g, o, v, row_number() OVER (PARTITION BY g ORDER BY o, v) AS r FROM t) WHERE r <= 3;
-- PLAN NativeWindowGroupLimit
SELECT * FROM (SELECT g, o, v, rank() OVER (PARTITION BY g ORDER BY o) AS r FROM t) WHERE r <= 2;
-- PLAN NativeWindowGroupLimit
SELECT * FROM (SELECT g, o, v, dense_rank() OVER (PARTITION BY g, d ORDER BY o DESC) AS r FROM t) WHERE r < 3;
SELECT * FROM (SELECT g, d, v, rank() OVER (ORDER BY d NULLS LAST) AS r FROM t) WHERE r = 1;
SELECT * FROM (SELECT g, o, v, row_number() OVER (PARTITION BY g ORDER BY v) AS r FROM t WHERE v < 0) WHERE r <= 3;
