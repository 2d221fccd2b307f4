-- Timestamps made from fields.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, y INT, mo INT, d INT, h INT, mi INT, s DECIMAL(16,6)) USING parquet;
INSERT INTO t VALUES (1, 2020, 3, 8, 2, 30, 1.5), (2, 2020, 11, 1, 1, 30, 59.999999), (3, 1, 1, 1, 0, 0, 0), (4, 9999, 12, 31, 23, 59, 60), (5, NULL, 1, 1, 1, 1, 1), (6, 2020, 1, 1, 1, 1, NULL), (7, 1883, 11, 18, 12, 0, 0), (8, 2011, 12, 30, 12, 0, 0), (9, 1972, 1, 7, 0, 10, 0), (10, -5, 2, 28, 12, 0, 0.000001), (11, 2020, 2, 29, 23, 59, 60);
CREATE TABLE bad (n INT, y INT, mo INT, d INT, h INT, mi INT, s DECIMAL(16,6)) USING parquet;
INSERT INTO bad VALUES (1, 2019, 2, 29, 0, 0, 0), (2, 2019, 4, 31, 0, 0, 0), (3, 2019, 13, 1, 25, 0, 0), (4, 2019, 1, 0, 0, 0, 0), (5, 2019, 1, 1, 24, 61, 0), (6, 2019, 1, 1, 23, 60, 60), (7, 2019, 1, 1, 23, 59, 61), (8, 2019, 1, 1, 23, 59, 60.5), (9, 2019, 1, 1, 0, 0, -0.5), (10, 2000000000, 1, 1, 0, 0, 0), (11, 2019, 1, 1, 0, 0, 4294967297), (12, 300000, 1, 1, 0, 0, 0);
-- ZONES UTC,America/Los_Angeles,Pacific/Apia,Africa/Monrovia
SELECT n, make_timestamp(y, mo, d, h, mi, s), make_timestamp_ltz(y, mo, d, h, mi, s), make_timestamp_ntz(y, mo, d, h, mi, s) FROM t;
SELECT n, make_timestamp(y, mo, d, h, mi, s, 'Europe/London'), make_timestamp(y, mo, d, h, mi, s, '+01:00'), try_make_timestamp(y, mo, d, h, mi, s), try_make_timestamp_ltz(y, mo, d, h, mi, s), try_make_timestamp_ntz(y, mo, d, h, mi, s) FROM t;
-- ZONES America/Los_Angeles
SELECT n, try_make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n < 12;
-- ANSI off
SELECT n, make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n < 12;
-- ANSI on
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 1;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 2;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 3;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 4;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 5;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 6;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 7;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 8;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 9;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 10;
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 11;
-- ANSI both
SELECT make_timestamp(y, mo, d, h, mi, s) FROM bad WHERE n = 12;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, make_timestamp(y, mo, d, h, mi, s, if(n % 2 = 0, 'UTC', 'Asia/Tokyo')) FROM t;
