CREATE TABLE t USING parquet AS SELECT id % 3 AS a, CAST(id % 4 AS STRING) AS b, id AS v FROM range(300);
-- AQE both
SELECT a, b, sum(v), grouping_id() FROM t GROUP BY CUBE (a, b);
SELECT a, b, count(*) FROM t GROUP BY ROLLUP (a, b);
SELECT a, b, max(v) FROM t GROUP BY GROUPING SETS ((a), (b), ());
