-- What clocks of a time zone show: random instants of all times, and many near changes of the clock.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT id, CASE id % 5 WHEN 0 THEN xxhash64(id) % 62135596800000000 WHEN 1 THEN xxhash64(id) % 253402300800000000 WHEN 2 THEN 1583661600000000 + (xxhash64(id) % 14400000000) WHEN 3 THEN 1604221200000000 + (xxhash64(id) % 14400000000) ELSE 1000000000000000 + xxhash64(id) % 1000000000000000 END AS v FROM range(2000);
INSERT INTO t VALUES (-1, NULL), (-2, 0), (-3, -1), (-4, -62135596800000000), (-5, 253402300799999999), (-6, -12219292800000000), (-7, -2717640000000000), (-8, 1325239200000000), (-9, 1325239199999999), (-10, 63593070000000), (-11, 63593069999999);
-- ZONES UTC,America/Los_Angeles,Europe/London,Asia/Kolkata,Pacific/Apia,Africa/Monrovia,+05:30
SELECT id, hour(timestamp_micros(v)), minute(timestamp_micros(v)), second(timestamp_micros(v)), extract(SECOND FROM timestamp_micros(v)) FROM t;
SELECT id, CAST(timestamp_micros(v) AS DATE), CAST(timestamp_micros(v) AS STRING), CAST(timestamp_micros(v) AS TIMESTAMP_NTZ) FROM t;
SELECT id, date_trunc('MINUTE', timestamp_micros(v)), date_trunc('HOUR', timestamp_micros(v)), date_trunc('DAY', timestamp_micros(v)), date_trunc('WEEK', timestamp_micros(v)), date_trunc('MONTH', timestamp_micros(v)), date_trunc('QUARTER', timestamp_micros(v)), date_trunc('YEAR', timestamp_micros(v)) FROM t;
SELECT id, CAST(CAST(timestamp_micros(v) AS TIMESTAMP_NTZ) AS TIMESTAMP), CAST(CAST(timestamp_micros(v) AS DATE) AS TIMESTAMP) FROM t;
SELECT id, year(timestamp_micros(v)), quarter(timestamp_micros(v)), month(timestamp_micros(v)), day(timestamp_micros(v)), dayofyear(timestamp_micros(v)), dayofweek(timestamp_micros(v)), weekofyear(timestamp_micros(v)), date_part('YEAROFWEEK', timestamp_micros(v)), weekday(timestamp_micros(v)) FROM t;
SELECT id, months_between(timestamp_micros(v), TIMESTAMP'2020-03-31 02:30:00'), months_between(timestamp_micros(v), timestamp_micros(id), false) FROM t;
SELECT id, unix_timestamp(timestamp_micros(v)), to_unix_timestamp(CAST(timestamp_micros(v) AS DATE)), unix_timestamp(CAST(timestamp_micros(v) AS TIMESTAMP_NTZ)) FROM t;
-- ZONES America/Los_Angeles
-- FALLBACK only to a constant unit that exists
SELECT id, date_trunc(CASE id % 6 WHEN 0 THEN 'hour' WHEN 1 THEN 'Mon' WHEN 2 THEN 'none' WHEN 3 THEN 'microsecond' WHEN 4 THEN 'dd' END, timestamp_micros(v)) FROM t;
-- ZONES PST
SELECT id, hour(timestamp_micros(v)), CAST(timestamp_micros(v) AS STRING) FROM t WHERE id < 100;
-- ZONES GMT+1
SELECT id, hour(timestamp_micros(v)), CAST(timestamp_micros(v) AS STRING) FROM t WHERE id < 100;
