-- Exchanges: hash, range, round robin, single, every type of column and key, reuse.
CREATE TABLE t USING parquet AS SELECT id, CAST(id % 10 AS STRING) AS s, CAST(id AS DECIMAL(20,3)) AS d,
  CASE WHEN id % 7 = 0 THEN NULL ELSE id % 13 END AS n FROM range(1000);
CREATE TABLE types (b BOOLEAN, i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE, s STRING, bin BINARY,
  dt DATE, ts TIMESTAMP, ntz TIMESTAMP_NTZ, d1 DECIMAL(9,2), d3 DECIMAL(38,10)) USING parquet;
INSERT INTO types VALUES
  (true, 1Y, 1S, 1, 1L, CAST(0 AS FLOAT), 0.0D, 'a', X'00', DATE'2020-01-01', TIMESTAMP'2020-01-01 00:00:00', TIMESTAMP_NTZ'2020-01-01 00:00:00', 1.00BD, 1BD),
  (false, -128Y, -32768S, -2147483648, -9223372036854775808L, CAST('NaN' AS FLOAT), -0.0D, '', X'', DATE'0001-01-01', TIMESTAMP'1970-01-01 00:00:00', TIMESTAMP_NTZ'0001-01-01 00:00:00', -9999999.99BD, -9999999999999999999999999999.9999999999BD),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (true, 127Y, 32767S, 2147483647, 9223372036854775807L, CAST('Infinity' AS FLOAT), double('NaN'), '😀 combining é', X'ff00ff', DATE'9999-12-31', TIMESTAMP'9999-12-31 23:59:59', TIMESTAMP_NTZ'9999-12-31 23:59:59', 9999999.99BD, 0.0000000001BD);
-- AQE both
-- PLAN NativeExchange
SELECT /*+ REPARTITION(5) */ * FROM t;
SELECT /*+ REPARTITION(3, s) */ * FROM t;
SELECT /*+ REPARTITION(6, n, d) */ * FROM t;
SELECT /*+ REPARTITION(1) */ * FROM t;
SELECT /*+ REPARTITION_BY_RANGE(4, d) */ * FROM t;
SELECT /*+ REPARTITION_BY_RANGE(4, n, s) */ * FROM t;
SELECT id FROM t DISTRIBUTE BY id % 5;
SELECT /*+ REBALANCE(s) */ * FROM t;
SELECT /*+ REPARTITION(3) */ * FROM types;
SELECT /*+ REPARTITION(3, b, i8, i16) */ * FROM types;
SELECT /*+ REPARTITION(3, i32, i64) */ * FROM types;
SELECT /*+ REPARTITION(3, f, d) */ * FROM types;
SELECT /*+ REPARTITION(3, s, bin) */ * FROM types;
SELECT /*+ REPARTITION(3, dt, ts, ntz) */ * FROM types;
SELECT /*+ REPARTITION(3, d1, d3) */ * FROM types;
SELECT /*+ REPARTITION_BY_RANGE(3, d) */ * FROM types;
SELECT /*+ REPARTITION_BY_RANGE(3, s, bin) */ * FROM types;
SELECT /*+ REPARTITION_BY_RANGE(3, d3, ts) */ * FROM types;
SELECT /*+ REPARTITION(4) */ * FROM t WHERE id < 0;
SELECT /*+ REPARTITION(4, s) */ * FROM t WHERE id < 0;
SELECT * FROM t DISTRIBUTE BY n;
SELECT * FROM t CLUSTER BY n;
-- One exchange, read twice.
SELECT x.s, x.c, y.c FROM (SELECT s, count(*) AS c FROM t GROUP BY s) x
  JOIN (SELECT s, count(*) AS c FROM t GROUP BY s) y ON x.s = y.s;
SELECT x.s, x.c, y.m FROM (SELECT s, count(*) AS c FROM t GROUP BY s) x
  JOIN (SELECT s, max(id) AS m FROM t GROUP BY s) y ON x.s = y.s;
SELECT /*+ SHUFFLE_MERGE(y) */ count(*) FROM t x JOIN t y ON x.n = y.n;
-- Partition counts up to more than rows.
-- CONF spark.sql.shuffle.partitions=1
SELECT s, count(*) FROM t GROUP BY s;
-- CONF spark.sql.shuffle.partitions=50
SELECT s, count(*) FROM t GROUP BY s;
SELECT n, id FROM t ORDER BY n, id;
