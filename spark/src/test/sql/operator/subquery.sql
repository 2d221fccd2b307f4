CREATE TABLE t USING parquet AS SELECT id, id % 7 AS k, CAST(id AS DECIMAL(12,2)) AS d FROM range(400);
CREATE TABLE u USING parquet AS SELECT id AS k, id * 10 AS v FROM range(5);
-- AQE both
SELECT * FROM t WHERE d > (SELECT avg(d) FROM t);
SELECT id, (SELECT max(v) FROM u) FROM t WHERE id < 5;
SELECT id FROM t WHERE k IN (SELECT k FROM u WHERE v > 10);
SELECT id FROM t WHERE d > (SELECT sum(v) FROM u WHERE u.k = t.k);
SELECT k, sum(d) FROM t GROUP BY k HAVING sum(d) > (SELECT sum(d) * 0.1 FROM t);
SELECT id FROM t WHERE d = (SELECT max(d) FROM t WHERE id < 0);
