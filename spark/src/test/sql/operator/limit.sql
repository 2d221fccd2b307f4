-- Limits and offsets, local and global, under other operators and at the root.
-- Without constant folding Spark has no plan for LIMIT with OFFSET.
-- CONF spark.sql.optimizer.excludedRules=org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation
CREATE TABLE t USING parquet AS SELECT id, id % 13 AS k FROM range(2000);
CREATE TABLE one USING parquet AS SELECT 7 AS i FROM range(50);
-- AQE both
-- PLAN NativeGlobalLimit
SELECT count(*) FROM (SELECT * FROM t LIMIT 17);
-- FALLBACK LocalTableScan has no native version
SELECT count(*) FROM (SELECT * FROM t LIMIT 0);
SELECT count(*) FROM (SELECT * FROM t LIMIT 100000);
SELECT count(*) FROM (SELECT * FROM t LIMIT 100 OFFSET 40);
SELECT count(*) FROM (SELECT * FROM t OFFSET 1990);
SELECT count(*) FROM (SELECT * FROM t OFFSET 5000);
SELECT count(*) FROM (SELECT * FROM t LIMIT 10 OFFSET 1995);
SELECT i FROM one LIMIT 20;
SELECT i + 1 FROM one LIMIT 20 OFFSET 5;
SELECT i FROM one LIMIT 0;
SELECT i FROM one OFFSET 45;
SELECT i FROM one WHERE i > 7 LIMIT 3;
SELECT count(*) FROM (SELECT k, count(*) FROM t GROUP BY k LIMIT 5);
SELECT count(*) FROM (SELECT * FROM t LIMIT 30) a JOIN one ON one.i = 7;
SELECT count(*) FROM ((SELECT id FROM t LIMIT 3) UNION ALL (SELECT id FROM t LIMIT 4));
