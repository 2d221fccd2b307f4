-- Strings as timestamps: all forms, zones by name, what is none.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE good (n INT, s STRING) USING parquet;
INSERT INTO good VALUES (1, '2020-02-29'), (2, '2020'), (3, '2020-1'), (4, ' 2020-01-02 '), (5, '0001-01-01'), (6, '9999-12-31 23:59:59.999999'), (7, '2020-01-02T03:04:05'), (8, '2020-01-02 03:04:05.123456'), (9, '2020-01-02 03:04'), (10, '2020-1-2 3:4:5'), (11, '2020-01-02 03:04:05Z'), (12, '2020-01-02 03:04:05+08:00'), (13, '2020-01-02 03:04:05 America/New_York'), (14, NULL), (15, '2020-01-02 03:04:05.1234567'), (16, '-0001-01-01'), (17, '2020-03-08 02:30:00'), (18, '2020-11-01 01:30:00 PST'), (19, '2020-01-02 03:04:05 +1:30'), (20, '2020-01-02 03:04:05-0730'), (21, '2020-01-02 03:04:05UTC+3'), (22, '2020-01-02 03:04:05.5Europe/London'), (23, '+123456-01-01 01:00:00'), (24, '2020-01-02 03'), (25, '\t2020-01-02 03:04:05\n'), (26, '2020-01-02 03:04:05.'), (27, '2020-01-02 03:04:05.Z'), (28, '2020-01-02 03:04:05 +18:00'), (29, '2020-03-29 01:30:00 Europe/London'), (30, '2020-10-25 01:30:00 Europe/London'), (31, '2011-12-30 12:00:00 Pacific/Apia'), (32, '1883-11-18 12:00:00'), (33, '2020-01-02 03:04:05 GMT-01:30'), (34, '2020-01-02 03:04:05+8:3'), (35, '2020-01-02T03:04:05.000001Z'), (36, '294247-01-10 04:00:54.775807Z'), (37, '-290308-12-21 19:59:05.224192Z'), (38, '2020-01-02 03:04:05 EST'), (39, '2020-01-02 03:04:05z'), (40, '2020-01-02 3:4:5.6');
CREATE TABLE bad (n INT, s STRING) USING parquet;
INSERT INTO bad VALUES (1, ''), (2, 'abc'), (3, '2019-02-29'), (4, '2020-13-01'), (5, '20200102'), (6, '2020/01/02'), (7, '2020-01-02 25:00:00'), (8, '2020-01-02 03:04:60'), (9, '9999999-01-01'), (10, '2020-01-02 03:04:05 Mars/Base'), (11, '2020-'), (12, '2020-01-02 x'), (13, '2020-01-02T'), (14, '-'), (15, '+'), (16, '2020-01-02 03:60:00'), (17, '2020-01-02 03:04:05+19:00'), (18, '2020-01-02 03Z'), (19, '294247-01-10 04:00:54.775808Z'), (20, '2020-01-02 03:04:05 é'), (21, '2020-01-02 03:04:005'), (22, '😀'), (23, '2020-01-02 :04:05'), (24, '-12:00'), (25, '2020-01-02 03:04:05 America/new_york'), (26, ' T12:00'), (27, '2020-01-02 03:04:05+08:60'), (28, '202-01-01'), (29, '2020-01-0203:04:05'), (30, '2020-01-02 03:04:05++08:00'), (31, '2020-01-02 03:04:05 UTC+'), (32, 'epoch'), (33, '2020-01-02 03:04:05 \u00a0');
-- ZONES UTC,America/Los_Angeles,Pacific/Apia,Africa/Monrovia
SELECT n, CAST(CAST(s AS TIMESTAMP) AS STRING) FROM good WHERE n <> 39;
SELECT n, CAST(s AS TIMESTAMP_NTZ) FROM good WHERE n NOT IN (39, 36, 37);
SELECT n, CAST(try_cast(s AS TIMESTAMP) AS STRING), CAST(try_cast(s AS TIMESTAMP_NTZ) AS STRING), try_cast(s AS DATE) FROM bad UNION ALL SELECT n, CAST(try_cast(s AS TIMESTAMP) AS STRING), CAST(try_cast(s AS TIMESTAMP_NTZ) AS STRING), try_cast(s AS DATE) FROM good WHERE n < 36 OR n > 37;
SELECT n, to_timestamp(s), to_timestamp_ltz(s), to_timestamp_ntz(s) FROM good WHERE n < 36;
-- Times without a date are of today.
SELECT try_cast(concat('12:30:', lpad(n, 2, '0')) AS TIMESTAMP) IS NULL, try_cast(concat('T1:', n) AS TIMESTAMP) IS NULL, try_cast(concat('1:', n) AS TIMESTAMP_NTZ) IS NULL, second(try_cast(concat('1:2:', n) AS TIMESTAMP)) FROM good;
-- ANSI off
SELECT n, CAST(s AS TIMESTAMP), CAST(s AS TIMESTAMP_NTZ) FROM bad;
-- ZONES UTC
-- ANSI on
SELECT CAST(s AS TIMESTAMP) FROM bad WHERE n = 1;
SELECT CAST(s AS TIMESTAMP) FROM bad WHERE n = 10;
SELECT CAST(s AS TIMESTAMP) FROM bad WHERE n = 22;
SELECT CAST(s AS TIMESTAMP_NTZ) FROM bad WHERE n = 3;
SELECT CAST(CAST(s AS TIMESTAMP) AS INT) FROM good WHERE n = 6;
-- ZONES America/Los_Angeles
SELECT CAST(CAST(s AS TIMESTAMP) AS INT) FROM good WHERE n = 6;
SELECT n, CAST(CAST(s AS TIMESTAMP) AS INT) FROM good WHERE n = 7;
