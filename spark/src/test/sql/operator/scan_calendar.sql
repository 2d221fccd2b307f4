-- Files in the hybrid calendar of Spark before 3.0, and files that no Spark wrote.
-- CONF spark.sql.parquet.datetimeRebaseModeInWrite=LEGACY
-- CONF spark.sql.parquet.int96RebaseModeInWrite=LEGACY
-- CONF spark.sql.parquet.outputTimestampType=TIMESTAMP_MICROS
CREATE TABLE old (n INT, d DATE) USING parquet;
INSERT INTO old VALUES (1, DATE'0001-01-01'), (2, DATE'1000-02-28'), (3, DATE'1000-03-01'), (4, DATE'1582-10-04'), (5, DATE'1582-10-15'), (6, DATE'2020-02-29'), (7, NULL), (8, DATE'1500-01-01'), (9, DATE'1899-12-31');
CREATE TABLE times (n INT, ts TIMESTAMP, ntz TIMESTAMP_NTZ) USING parquet;
INSERT INTO times VALUES (1, TIMESTAMP'2020-02-29 12:34:56.789', TIMESTAMP_NTZ'2020-01-01 00:00:00'), (2, TIMESTAMP'1970-01-01 00:00:00', NULL), (3, NULL, NULL), (4, TIMESTAMP'9999-12-31 00:00:00', NULL);
-- CONF spark.sql.parquet.outputTimestampType=INT96
CREATE TABLE int96 USING parquet AS SELECT n, ts FROM times;
-- CONF spark.sql.parquet.datetimeRebaseModeInWrite=
-- CONF spark.sql.parquet.int96RebaseModeInWrite=
-- CONF spark.sql.parquet.outputTimestampType=
-- SOURCES both
SELECT * FROM old;
SELECT n FROM old WHERE d < DATE'1582-10-15';
SELECT n FROM old WHERE d = DATE'1000-02-28' OR d = DATE'1500-01-01';
SELECT min(d), max(d), count(d) FROM old WHERE d IS NOT NULL;
SELECT * FROM times;
SELECT n FROM times WHERE ts > TIMESTAMP'2000-01-01 00:00:00';
SELECT * FROM int96;
