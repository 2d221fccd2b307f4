-- Grouping sets: cube, rollup, grouping functions, null keys, DISTINCT that needs an expand.
CREATE TABLE t USING parquet AS SELECT id % 3 AS a, CAST(id % 4 AS STRING) AS b, id AS v,
  CASE WHEN id % 5 = 0 THEN NULL ELSE id % 2 END AS n FROM range(300);
CREATE TABLE e USING parquet AS SELECT * FROM t WHERE v < 0;
-- AQE both
-- PLAN NativeExpand
SELECT a, b, sum(v), grouping_id() FROM t GROUP BY CUBE (a, b);
SELECT a, b, count(*) FROM t GROUP BY ROLLUP (a, b);
SELECT a, b, max(v) FROM t GROUP BY GROUPING SETS ((a), (b), ());
SELECT n, a, sum(v), grouping(n), grouping(a) FROM t GROUP BY CUBE (n, a);
SELECT n, count(*) FROM t GROUP BY n WITH ROLLUP;
SELECT a + 1, sum(v) FROM t GROUP BY ROLLUP (a + 1, b) HAVING sum(v) > 100;
SELECT a, b, sum(v) FROM e GROUP BY CUBE (a, b);
SELECT a, avg(v), count(DISTINCT n), count(DISTINCT b) FROM t GROUP BY a;
SELECT a, n, count(DISTINCT b) FROM t GROUP BY ROLLUP (a, n);
