-- Subqueries: scalar, correlated, IN, NOT IN with nulls, EXISTS, under OR, in projections and HAVING.
CREATE TABLE t USING parquet AS SELECT id, id % 7 AS k, CAST(id AS DECIMAL(12,2)) AS d FROM range(400);
CREATE TABLE u USING parquet AS SELECT id AS k, id * 10 AS v FROM range(5);
CREATE TABLE n USING parquet AS SELECT CASE WHEN id = 3 THEN NULL ELSE id END AS k, id AS v FROM range(6);
-- AQE both
SELECT * FROM t WHERE d > (SELECT avg(d) FROM t);
SELECT id, (SELECT max(v) FROM u) FROM t WHERE id < 5;
SELECT (SELECT max(v) FROM u) + (SELECT max(v) FROM u), (SELECT max(d) FROM t) FROM u;
SELECT id FROM t WHERE id = (SELECT v FROM u WHERE k = 2) + (SELECT min(k) FROM u);
SELECT id FROM t WHERE k IN (SELECT k FROM u WHERE v > 10);
SELECT id FROM t WHERE k NOT IN (SELECT k FROM u WHERE v > 10);
SELECT id FROM t WHERE k IN (SELECT k FROM n);
SELECT id FROM t WHERE k NOT IN (SELECT k FROM n);
SELECT id FROM t WHERE k NOT IN (SELECT k FROM n WHERE v < 0);
SELECT v FROM n WHERE k NOT IN (SELECT k FROM u WHERE v > 20);
SELECT v FROM n WHERE k NOT IN (SELECT k FROM n);
SELECT v FROM n WHERE (k, v) NOT IN (SELECT k, v FROM n WHERE v > 2);
SELECT v FROM n WHERE (k, v) IN (SELECT k, v FROM n WHERE v > 2);
SELECT id FROM t WHERE d > (SELECT sum(v) FROM u WHERE u.k = t.k);
SELECT id, (SELECT sum(v) FROM u WHERE u.k = t.k) FROM t;
SELECT id, (SELECT count(*) FROM u WHERE u.k = t.k) FROM t;
SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.k = t.k AND u.v > t.id);
SELECT id FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.k = t.k);
SELECT id FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.k = t.k AND u.v < t.id);
SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.k = t.k) OR id > 390;
SELECT id FROM t WHERE k IN (SELECT k FROM u) OR id IN (SELECT v FROM u);
SELECT id FROM t WHERE k IN (SELECT k FROM n) OR id < 10;
SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE v > 20);
SELECT k, sum(d) FROM t GROUP BY k HAVING sum(d) > (SELECT sum(d) * 0.1 FROM t);
SELECT id FROM t WHERE d = (SELECT max(d) FROM t WHERE id < 0);
WITH s AS (SELECT k, sum(d) AS total FROM t GROUP BY k) SELECT * FROM s WHERE total = (SELECT max(total) FROM s);
SELECT CASE WHEN id > (SELECT avg(v) FROM u) THEN 'over' ELSE 'under' END, count(*) FROM t GROUP BY 1;
-- A scalar subquery of two rows.
-- ERRORS condition
SELECT id FROM t WHERE id = (SELECT v FROM u);
