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
-- Rows are grouped by all keys before they are multiplied, where the order does not matter.
CREATE TABLE g USING parquet AS SELECT id, concat('b', id % 3) AS b, if(id % 11 = 0, NULL, id % 7) AS c, CAST(id % 13 AS SMALLINT) AS d, CAST(id AS INT) AS i, id * 1000003 AS l, CAST(id / 7 AS DECIMAL(12, 2)) AS m, CAST(id AS DECIMAL(38, 4)) AS w, id / 3D AS x, if(id % 5 = 0, NULL, CAST(id % 50 AS STRING)) AS s FROM range(0, 5000, 1, 4);
SELECT b, c, count(*), count(s), sum(i), sum(d), avg(i), avg(d), min(s), max(s), min(x), max(l), sum(m), avg(m), bit_xor(l) FROM g GROUP BY ROLLUP (b, c);
SELECT b, c, d, sum(l), count(*) FILTER (WHERE s > '3'), sum(i) FILTER (WHERE c IS NOT NULL) FROM g GROUP BY CUBE (b, c, d);
SELECT b, c + 1 AS e, grouping(b), grouping_id(), sum(m), avg(w), sum(w) FROM g GROUP BY GROUPING SETS ((b), (c + 1), (b, c + 1), ());
-- TOLERANCE 1e-12
SELECT b, c, sum(x), avg(l), stddev(x), count(DISTINCT s), sum(i) FROM g GROUP BY ROLLUP (b, c);
SELECT b, sum(c), max(b), count(c) FROM g GROUP BY ROLLUP (b, c);
SELECT l, s, count(*), sum(m) FROM g GROUP BY ROLLUP (l, s);
SELECT b, c, sum(i) FROM g WHERE id < 0 GROUP BY ROLLUP (b, c);
SELECT b, b AS again, sum(i) FROM g GROUP BY ROLLUP (b, b);
SELECT count(DISTINCT b), count(DISTINCT c), sum(i) FROM g;
SELECT d, count(DISTINCT b), count(DISTINCT c), sum(m) FROM g GROUP BY d;
SELECT b, c, min(if(id % 2 = 0, 0D, -0D)), max(if(id % 3 = 0, -0D, 0D)), min(array(if(id % 5 = 0, 0D, -0D))) FROM (SELECT /*+ COALESCE(1) */ * FROM g) GROUP BY ROLLUP (b, c);
