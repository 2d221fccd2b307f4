-- Timestamps moved between time zones that are constants.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT id, CASE id % 5 WHEN 0 THEN xxhash64(id) % 62135596800000000 WHEN 1 THEN xxhash64(id) % 253402300800000000 WHEN 2 THEN 1583661600000000 + (xxhash64(id) % 14400000000) WHEN 3 THEN 1604221200000000 + (xxhash64(id) % 14400000000) ELSE 1000000000000000 + xxhash64(id) % 1000000000000000 END AS v FROM range(2000);
INSERT INTO t VALUES (-1, NULL);
-- ZONES America/Los_Angeles
SELECT id, from_utc_timestamp(timestamp_micros(v), 'Europe/London'), from_utc_timestamp(timestamp_micros(v), 'Asia/Kolkata'), from_utc_timestamp(timestamp_micros(v), 'PST'), from_utc_timestamp(timestamp_micros(v), '+1:30'), from_utc_timestamp(timestamp_micros(v), 'Pacific/Apia') FROM t;
SELECT id, to_utc_timestamp(timestamp_micros(v), 'Europe/London'), to_utc_timestamp(timestamp_micros(v), 'Africa/Monrovia'), to_utc_timestamp(timestamp_micros(v), 'America/Los_Angeles'), to_utc_timestamp(timestamp_micros(v), 'UTC'), to_utc_timestamp(timestamp_micros(v), 'Pacific/Apia') FROM t;
SELECT id, convert_timezone('Europe/London', 'America/Los_Angeles', CAST(timestamp_micros(v) AS TIMESTAMP_NTZ)), convert_timezone('Asia/Kolkata', CAST(timestamp_micros(v) AS TIMESTAMP_NTZ)) FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT id, from_utc_timestamp(timestamp_micros(v), if(id % 2 = 0, 'UTC', 'Europe/London')), from_utc_timestamp(timestamp_micros(v), NULL) FROM t;
SELECT id, from_utc_timestamp(timestamp_micros(v), 'Mars/Base') FROM t;
