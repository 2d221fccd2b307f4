CREATE TABLE t USING parquet AS SELECT id, CAST(id % 4 AS INT) AS m, CASE WHEN id % 5 = 0 THEN NULL ELSE id % 2 = 0 END AS b FROM range(60);
SELECT id FROM t WHERE m <> 0 AND 12 % m = 0;
SELECT id FROM t WHERE m = 0 OR 12 / m > 4;
-- One use of `12 % m` in each query: Spark computes a subexpression that stands twice beforehand, and
-- raises although AND would not reach it (spark.sql.subexpressionElimination.skipForShortcutExpr).
SELECT m <> 0 AND 12 % m = 0 FROM t;
SELECT m = 0 OR 12 % m = 0 FROM t;
SELECT b AND m <> 0 AND 12 % m = 0 FROM t;
SELECT NOT (m = 0 OR 12 % m = 0) FROM t;
SELECT b OR m = 0 OR 12 % m = 0 FROM t;
SELECT sum(12 % m) FILTER (WHERE m <> 0) FROM t;
SELECT count(12 % m) FILTER (WHERE m <> 0) FROM t;
SELECT id % 3, sum(12 % m) FILTER (WHERE m <> 0) FROM t GROUP BY id % 3;
-- ANSI on
SELECT m <> 1 AND 12 % m = 0 FROM t;
SELECT sum(12 % m) FROM t;
