-- Parquet scans: every type, nulls, several files, partitions, pruned and evolved columns, filters.
CREATE TABLE t (b BOOLEAN, i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE, s STRING,
  bin BINARY, dt DATE, ts TIMESTAMP, ntz TIMESTAMP_NTZ, d1 DECIMAL(9,2), d2 DECIMAL(18,4), d3 DECIMAL(38,10))
  USING parquet;
INSERT INTO t VALUES
  (true, 1Y, 2S, 3, 4L, CAST(1.5 AS FLOAT), 2.5D, 'a', X'00ff', DATE'2020-02-29', TIMESTAMP'2020-02-29 12:34:56.789', TIMESTAMP_NTZ'1969-12-31 23:59:59.999999', 1.25BD, 12345678901234.5678BD, 1234567890123456789012345678.0123456789BD),
  (false, -128Y, -32768S, -2147483648, -9223372036854775808L, CAST('NaN' AS FLOAT), CAST('-Infinity' AS DOUBLE), '', X'', DATE'0001-01-01', TIMESTAMP'9999-12-31 23:59:59', TIMESTAMP_NTZ'2000-01-01 00:00:00', -9999999.99BD, -99999999999999.9999BD, -9999999999999999999999999999.9999999999BD),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (true, 127Y, 32767S, 2147483647, 9223372036854775807L, CAST(-0.0D AS FLOAT), -0.0D, 'Zürich 😀', X'01', DATE'9999-12-31', TIMESTAMP'1970-01-01 00:00:00', TIMESTAMP_NTZ'1970-01-01 00:00:00', 0.00BD, 0.0000BD, 0.0000000000BD);
INSERT INTO t VALUES
  (false, 5Y, 6S, 7, 8L, CAST(9 AS FLOAT), 10D, 'second file', X'0a', DATE'1999-12-31', TIMESTAMP'2001-02-03 04:05:06', TIMESTAMP_NTZ'2001-02-03 04:05:06', 3.00BD, 4.0000BD, 5.0000000000BD);
-- AQE both
-- SOURCES both
-- ZONES UTC,America/Los_Angeles
SELECT * FROM t;
-- ZONES UTC
-- PLAN NativeParquetScan
SELECT i32, S FROM t WHERE I64 > 4;
SELECT count(*) FROM t;
SELECT 1 FROM t;
SELECT s FROM t WHERE s = 'a';
SELECT i8 FROM t WHERE dt >= DATE'2000-01-01' AND d1 > 1;
SELECT d FROM t WHERE d < 1D;
SELECT i32 FROM t WHERE b;
SELECT i32 FROM t WHERE NOT b;
SELECT i32 FROM t WHERE f = CAST('NaN' AS FLOAT) OR d = 0D;
SELECT i32 FROM t WHERE i8 IN (1Y, 5Y) OR i16 = -32768S;
SELECT i32 FROM t WHERE d2 >= 4 AND d3 <> 0;
SELECT i32 FROM t WHERE ts < TIMESTAMP'2010-01-01 00:00:00' AND ntz IS NOT NULL;
SELECT i32 FROM t WHERE bin = X'00ff';
SELECT i32 FROM t WHERE s IS NULL AND i64 IS NULL;
SELECT i32 FROM t WHERE s LIKE 'Z%';
SELECT i32 FROM t WHERE s <=> NULL;
-- Files whose statistics prune them.
CREATE TABLE wide USING parquet AS SELECT /*+ REPARTITION_BY_RANGE(8, id) */ id, id % 7 AS m,
  CASE WHEN id < 300 THEN NULL ELSE concat('v', id) END AS s FROM range(3000);
SELECT id, s FROM wide WHERE id BETWEEN 1490 AND 1510;
SELECT id FROM wide WHERE s = 'v299' OR s = 'v300';
SELECT count(*) FROM wide WHERE s IS NULL;
SELECT id FROM wide WHERE id > 5000;
SELECT id FROM wide WHERE id IN (0, 1499, 2999, 3000);
-- Row groups that hold no column.
CREATE TABLE hive_style (v INT, k STRING, n INT) USING parquet PARTITIONED BY (k, n);
INSERT INTO hive_style VALUES (1, 'a', 1), (2, 'a', 2), (3, 'b', 1), (4, NULL, NULL), (NULL, 'ä b=c', -7);
SELECT * FROM hive_style;
SELECT v FROM hive_style WHERE k = 'a';
SELECT k, n FROM hive_style;
SELECT count(*) FROM hive_style WHERE k IS NULL;
SELECT n, sum(v) FROM hive_style WHERE n = 1 GROUP BY n;
SELECT v FROM hive_style WHERE k = 'a' OR v = 3;
SELECT v FROM hive_style WHERE n < v;
CREATE TABLE by_day (v BIGINT, day DATE, amount DECIMAL(10,2)) USING parquet PARTITIONED BY (day, amount);
INSERT INTO by_day SELECT id, date_add(DATE'1999-12-30', CAST(id % 4 AS INT)), CAST(id % 3 AS DECIMAL(10,2)) / 4 FROM range(40);
SELECT * FROM by_day WHERE day >= DATE'2000-01-01';
SELECT day, amount, count(*) FROM by_day GROUP BY day, amount;
-- SOURCES v1
-- Dynamic partition pruning; without adaptive execution its broadcast is on the JVM.
-- AQE on
CREATE TABLE keys (k STRING, flag INT) USING parquet;
INSERT INTO keys VALUES ('a', 1), ('b', 0), ('a', 1);
SELECT p.v FROM hive_style p JOIN keys ON p.k = keys.k WHERE keys.flag = 1;
SELECT p.v FROM hive_style p LEFT SEMI JOIN keys ON p.k = keys.k AND keys.flag = 1;
-- CONF spark.sql.optimizer.dynamicPartitionPruning.reuseBroadcastOnly=false
-- CONF spark.sql.optimizer.dynamicPartitionPruning.fallbackFilterRatio=100
-- CONF spark.sql.autoBroadcastJoinThreshold=-1
SELECT p.v FROM hive_style p JOIN keys ON p.k = keys.k WHERE keys.flag = 1;
-- AQE both
-- CONF spark.sql.optimizer.dynamicPartitionPruning.reuseBroadcastOnly=
-- CONF spark.sql.optimizer.dynamicPartitionPruning.fallbackFilterRatio=
-- CONF spark.sql.autoBroadcastJoinThreshold=
-- SOURCES both
-- Columns that a file does not have.
CREATE TABLE evolved (a INT) USING parquet;
INSERT INTO evolved VALUES (1);
ALTER TABLE evolved ADD COLUMNS (b STRING, c DECIMAL(12,3));
INSERT INTO evolved VALUES (2, 'x', 1.5BD);
SELECT * FROM evolved;
SELECT b FROM evolved;
SELECT a FROM evolved WHERE b IS NULL;
SELECT a FROM evolved WHERE c > 1;
CREATE TABLE Cased (Abc INT, dEF STRING) USING parquet;
INSERT INTO Cased VALUES (1, 'x'), (2, NULL);
SELECT ABC, def FROM cased WHERE aBC > 1;
-- An empty table has no file.
CREATE TABLE nothing (i INT, s STRING) USING parquet;
SELECT * FROM nothing;
SELECT count(*), max(i) FROM nothing;
-- How the file is written must not matter.
-- CONF spark.sql.parquet.compression.codec=zstd
-- CONF spark.sql.parquet.writeLegacyFormat=true
-- CONF spark.sql.parquet.outputTimestampType=INT96
CREATE TABLE legacy USING parquet AS SELECT * FROM t;
SELECT * FROM legacy;
SELECT i32 FROM legacy WHERE d1 > 0 AND d2 > 0;
SELECT ts FROM legacy WHERE ts > TIMESTAMP'1970-01-01 00:00:00';
-- CONF spark.sql.parquet.writeLegacyFormat=
-- CONF spark.sql.parquet.outputTimestampType=TIMESTAMP_MILLIS
-- CONF spark.sql.parquet.compression.codec=gzip
CREATE TABLE millis USING parquet AS SELECT i32, ts, ntz FROM t;
SELECT * FROM millis;
SELECT i32 FROM millis WHERE ts >= TIMESTAMP'2001-02-03 04:05:06';
-- CONF spark.sql.parquet.outputTimestampType=
-- CONF spark.sql.parquet.compression.codec=uncompressed
CREATE TABLE plain USING parquet AS SELECT * FROM t;
SELECT * FROM plain;
-- SOURCES v1
-- FALLBACK _metadata
SELECT i32, _metadata.file_name IS NULL FROM t;
