CREATE TABLE t USING parquet AS SELECT CAST(id AS INT) AS i, id * 2 AS l, CAST(id AS DECIMAL(10,2)) AS d FROM range(100);
SELECT i + 1, l * 2 - i, d + d, -d, 'x' AS c, NULL AS n FROM t;
SELECT i, i, l AS i FROM t;
SELECT CASE WHEN i % 2 = 0 THEN l ELSE d END, coalesce(NULL, i), if(i > 5, 'a', 'b') FROM t;
