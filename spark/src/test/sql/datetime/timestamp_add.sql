-- Intervals and units added to timestamps, and what lies between timestamps.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT id, v, xxhash64(id, 1) % 4000000000000 AS w, CAST(xxhash64(id, 2) % 50 AS INT) AS n FROM (SELECT id, CASE id % 5 WHEN 0 THEN xxhash64(id) % 62135596800000000 WHEN 1 THEN xxhash64(id) % 253402300800000000 WHEN 2 THEN 1583661600000000 + (xxhash64(id) % 14400000000) WHEN 3 THEN 1604221200000000 + (xxhash64(id) % 14400000000) ELSE 1000000000000000 + xxhash64(id) % 1000000000000000 END AS v FROM range(2000));
INSERT INTO t VALUES (-1, NULL, 1, 1), (-2, 0, NULL, NULL), (-3, 1604221200000000, 86400000000, 12), (-4, 1583661600000000, -86400000000, -1), (-5, 1604224800000000, 0, 0);
CREATE TABLE far (v BIGINT, n BIGINT) USING parquet;
INSERT INTO far VALUES (9223372036854775807, 1), (-9223372036854775808, -1), (0, 9223372036854775807);
-- ZONES UTC,America/Los_Angeles,Europe/London,Asia/Kolkata,Pacific/Apia,Africa/Monrovia,+05:30
SELECT id, timestamp_micros(v) + make_dt_interval(0, 0, 0, n * 3600), timestamp_micros(v) + make_dt_interval(n), timestamp_micros(v) - INTERVAL '1 02:03:04.5' DAY TO SECOND FROM t;
SELECT id, timestamp_micros(v) + make_ym_interval(0, n), timestamp_micros(v) - INTERVAL '1-1' YEAR TO MONTH FROM t;
SELECT id, timestampadd(MICROSECOND, w, timestamp_micros(v)), timestampadd(MILLISECOND, n, timestamp_micros(v)), timestampadd(SECOND, n, timestamp_micros(v)), timestampadd(MINUTE, n, timestamp_micros(v)), timestampadd(HOUR, n, timestamp_micros(v)) FROM t;
SELECT id, timestampadd(DAY, n, timestamp_micros(v)), timestampadd(DAYOFYEAR, 1, timestamp_micros(v)), timestampadd(WEEK, n, timestamp_micros(v)), timestampadd(MONTH, n, timestamp_micros(v)), timestampadd(QUARTER, n, timestamp_micros(v)), timestampadd(YEAR, n, timestamp_micros(v)) FROM t;
SELECT id, timestampdiff(MICROSECOND, timestamp_micros(v), timestamp_micros(w)), timestampdiff(MILLISECOND, timestamp_micros(v), timestamp_micros(w)), timestampdiff(SECOND, timestamp_micros(v), timestamp_micros(w)), timestampdiff(MINUTE, timestamp_micros(v), timestamp_micros(w)), timestampdiff(HOUR, timestamp_micros(v), timestamp_micros(v + w)) FROM t;
SELECT id, timestampdiff(DAY, timestamp_micros(v), timestamp_micros(v + w)), timestampdiff(WEEK, timestamp_micros(v), timestamp_micros(w)), timestampdiff(MONTH, timestamp_micros(v), timestamp_micros(v + w)), timestampdiff(QUARTER, timestamp_micros(v), timestamp_micros(w)), timestampdiff(YEAR, timestamp_micros(v), timestamp_micros(w)) FROM t;
SELECT id, timestamp_micros(v) - timestamp_micros(w), CAST(timestamp_micros(v) AS DATE) - CAST(timestamp_micros(w) AS DATE), CAST(timestamp_micros(v) AS TIMESTAMP_NTZ) - CAST(timestamp_micros(w) AS TIMESTAMP_NTZ) FROM t;
-- ZONES America/Los_Angeles
SELECT id, CAST(timestamp_micros(v) AS TIMESTAMP_NTZ) + make_dt_interval(n), CAST(timestamp_micros(v) AS TIMESTAMP_NTZ) - make_ym_interval(0, n), timestampadd(MONTH, n, CAST(timestamp_micros(v) AS TIMESTAMP_NTZ)), datediff(CAST(timestamp_micros(v) AS DATE), CAST(timestamp_micros(w) AS DATE)), dateadd(DAY, n, timestamp_micros(v)) FROM t;
SELECT timestampadd(HOUR, if(n = 1, NULL, 1), timestamp_seconds(v)) FROM far WHERE n = 1;
SELECT if(n = 1, NULL, timestamp_micros(0)) - timestamp_seconds(v) FROM far WHERE n = 1;
SELECT timestampadd(MICROSECOND, n, timestamp_micros(v)) FROM far WHERE n = 1;
SELECT timestampadd(HOUR, n, timestamp_micros(v)) FROM far WHERE v = 0;
SELECT timestampadd(week, n, timestamp_micros(v)) FROM far WHERE v = 0;
SELECT timestampadd(YEAR, n, timestamp_micros(v)) FROM far WHERE n = 1;
SELECT timestampadd(YEAR, n, timestamp_micros(v)) FROM far WHERE n = -1;
SELECT timestamp_micros(v) + INTERVAL '1' DAY FROM far WHERE n = 1;
SELECT timestamp_micros(v) - INTERVAL '1' MONTH FROM far WHERE n = -1;
SELECT timestampdiff(MICROSECOND, timestamp_micros(v), timestamp_micros(n)) FROM far WHERE n = -1;
SELECT timestamp_micros(v) - timestamp_micros(n) FROM far WHERE n = -1;
SELECT timestampdiff(MICROSECOND, timestamp_micros(v), timestamp_micros(9223372036854775807)) FROM far WHERE n = -1;
SELECT date_trunc('DAY', timestamp_micros(v)) FROM far WHERE n = -1;
