-- What depends on the partition and on the rows before: random numbers and ids.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t SELECT CAST(id AS INT), CAST(id AS STRING) FROM range(0, 3000, 1, 3);
SELECT n, rand(0), rand(7), randn(0), randn(9223372036854775807), monotonically_increasing_id() FROM t;
SELECT n, rand(5) + rand(5), CASE WHEN n % 3 = 0 THEN rand(1) WHEN n % 3 = 1 THEN randn(2) END, if(n > 10, rand(3), 0D) FROM t;
SELECT n FROM t WHERE n % 2 = 0 AND rand(11) < 0.5;
SELECT n FROM t WHERE rand(11) < 0.5 AND n > 20;
SELECT n, rand(3) > 0.5, 0.1D + rand(4) < n FROM t;
SELECT count(*), sum(if(r < 0.5, 1, 0)) FROM (SELECT rand(1) AS r FROM t);
SELECT n, rand(NULL), ceil(rand(1) * 10) FROM t;
SELECT n, uuid(0), uuid(-7), CASE WHEN n % 2 = 0 THEN uuid(9223372036854775807) END FROM t;
SELECT n, rand(7) < 0.5 AND 10 / (n + 1) > 0.01, rand(3) < 0.5 OR 10 % (n + 1) = 1, rand(1) < 0.5 AND n + 1 > 7 AND 10 % (n + 1) < 9 AND rand(2) < 0.9 FROM t;
SELECT n FROM t WHERE (rand(7) < 0.5 AND 10 / (n + 1) > 0.01) OR (rand(5) < 0.2 AND n + 2 > 9);
-- Filters above and below what draws values for its rows.
SELECT n FROM (SELECT n, s FROM t WHERE rand(11) < 0.5) WHERE n % 3 = 0 AND s > '2';
SELECT n FROM (SELECT n FROM t WHERE n % 3 = 0) WHERE rand(11) < 0.5;
SELECT n, r FROM (SELECT n, rand(5) AS r FROM t) WHERE n % 7 = 0;
SELECT n, i FROM (SELECT n, monotonically_increasing_id() AS i FROM t) WHERE n > 1500 ORDER BY n LIMIT 5;
SELECT a.n, a.r FROM (SELECT n, rand(5) AS r FROM t) a JOIN (SELECT n FROM t WHERE n % 100 = 0) b ON a.n = b.n;
SELECT n, uniform(0, 100, 5), uniform(10L, 20L, 9), uniform(0.5F, 1.5F, -3), uniform(NULL, 1, 1) FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, uniform(-1.5, 2.5, 0), randstr(5, 0), randstr(3S, 9223372036854775807), shuffle(array(n, n + 1, n + 2), 7) FROM t;
