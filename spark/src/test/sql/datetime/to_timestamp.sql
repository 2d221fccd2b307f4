-- Timestamps read in patterns, with the messages of errors.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, '2020-02-29 01:02:03'), (2, '2020-03-08 02:30:00'), (3, '2020-11-01 01:30:00'), (4, NULL), (5, '-0001-01-01 00:00:00'), (6, '+12020-01-01 00:00:00'), (7, '0000-01-01 00:00:00'), (8, '9999-12-31 23:59:59'), (9, '1883-11-18 12:00:00'), (10, '1969-12-31 15:59:59');
CREATE TABLE bad (n INT, s STRING) USING parquet;
INSERT INTO bad VALUES (1, ''), (2, '2020-02-30 01:02:03'), (3, '2020-13-01 24:60:60'), (4, '2019-02-29 01:02:03'), (5, '2020-02-29 24:00:00'), (6, '2020-02-29 24:60:00'), (7, '2020-02-29 23:59:60'), (8, '2020-02-29 01:02:03 '), (9, '2020-2-29 01:02:03'), (10, '20200-02-29 01:02:03'), (11, '2020-02-29'), (12, '+2020-02-29 01:02:03'), (13, '-0000-02-29 01:02:03'), (14, '2020-02-32 01:02:03'), (15, '日本 2020-02-29 01:02:03 日本 2020-02-29 01:02:03 😀 2020-02-29 01:02:03 tail'), (16, '+9999999999999999999-01-01 00:00:00'), (17, '2020-02-00 01:02:03'), (18, '２０２０-02-29 01:02:03'), (19, '2020-02-29 01:02:0x'), (20, ' 2020-02-29 01:02:03');
CREATE TABLE parts (n INT, d STRING, c STRING, f STRING, t STRING) USING parquet;
INSERT INTO parts VALUES (1, '9/2/2020', '20200229', '2020-02-29 01:02:03.5', '2020-02-29t01:02'), (2, '09/12/2020', '20201231', '2020-02-29 01:02:03.123456', '2020-02-29T23:59'), (3, '009/0012/2020', '99991231', '1969-12-31 23:59:59.000001', '0001-01-01T00:00'), (4, NULL, NULL, NULL, NULL);
-- ZONES UTC,America/Los_Angeles,Africa/Monrovia
SELECT n, to_timestamp(s, 'yyyy-MM-dd HH:mm:ss'), unix_timestamp(s, 'yyyy-MM-dd HH:mm:ss'), to_unix_timestamp(s), unix_timestamp(s), to_timestamp_ntz(s, 'yyyy-MM-dd HH:mm:ss'), try_to_timestamp(s, 'yyyy-MM-dd HH:mm:ss'), to_date(s, 'yyyy-MM-dd HH:mm:ss') FROM t;
SELECT n, to_timestamp(d, 'd/M/yyyy'), to_date(d, 'd/M/yyyy'), to_timestamp(c, 'yyyyMMdd'), unix_timestamp(c, 'yyyyMMdd'), to_timestamp(f, 'yyyy-MM-dd HH:mm:ss.SSSSSS'), unix_timestamp(f, 'yyyy-MM-dd HH:mm:ss.SSSSSS'), to_timestamp(t, "yyyy-MM-dd'T'HH:mm") FROM parts;
SELECT n, try_to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad;
SELECT n, try_to_timestamp(f, 'yyyy-MM-dd HH:mm:ss.SSS'), try_to_timestamp(concat(c, '010203456'), 'yyyyMMddHHmmssSSS'), try_to_timestamp(concat(c, '1'), 'yyyyMMdd') FROM parts;
-- ANSI off
SELECT n, to_timestamp(s, 'yyyy-MM-dd HH:mm:ss'), unix_timestamp(s, 'yyyy-MM-dd HH:mm:ss'), to_date(s, 'yyyy-MM-dd HH:mm:ss') FROM bad;
-- ZONES UTC
-- ANSI on
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 1;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 2;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 3;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 4;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 5;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 6;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 7;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 8;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 9;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 10;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 11;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 12;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 13;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 14;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 15;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 16;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 17;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 18;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 19;
SELECT to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 20;
SELECT unix_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 2;
SELECT to_date(s, 'yyyy-MM-dd') FROM bad WHERE n = 2;
SELECT to_timestamp_ntz(s, 'yyyy-MM-dd') FROM bad WHERE n = 3;
SELECT to_timestamp(s, 'yyyyMMdd') FROM bad WHERE n = 2;
SELECT to_timestamp(concat(c, '010203456'), 'yyyyMMddHHmmssSSS') FROM parts WHERE n = 1;
SELECT to_timestamp(d, 'd/M/yyyy, ') FROM parts WHERE n = 1;
-- ANSI both
SELECT to_timestamp(concat('+999999', substring(c, 5)), 'yyyyMMdd') FROM parts WHERE n = 1;
SELECT to_timestamp(concat('+999999-01-', substring(c, 7)), 'yyyy-MM-dd') FROM parts WHERE n = 1;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, try_to_timestamp(s, 'yyyy-MM-dd HH:mm:ss[.SSS]'), try_to_timestamp(s, 'MM'), try_to_timestamp(s, 'yy-MM-dd'), try_to_timestamp(s, NULL) FROM bad;
-- CONF spark.sql.legacy.timeParserPolicy=EXCEPTION
SELECT n, try_to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM t;
SELECT n, to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM bad WHERE n = 9;
-- CONF spark.sql.legacy.timeParserPolicy=LEGACY
SELECT n, to_timestamp(s, 'yyyy-MM-dd HH:mm:ss') FROM t WHERE n < 5;
