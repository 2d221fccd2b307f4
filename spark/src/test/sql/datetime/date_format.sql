-- Timestamps written in patterns.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT id, CASE id % 5 WHEN 0 THEN xxhash64(id) % 62135596800000000 WHEN 1 THEN xxhash64(id) % 253402300800000000 WHEN 2 THEN 1583661600000000 + (xxhash64(id) % 14400000000) WHEN 3 THEN 1604221200000000 + (xxhash64(id) % 14400000000) ELSE 1000000000000000 + xxhash64(id) % 1000000000000000 END AS v FROM range(2000);
INSERT INTO t VALUES (-1, NULL), (-2, -62167219200000001), (-3, 253402300800000000), (-4, 9223372036854775807), (-5, -9223372036854775808), (-6, 1709208000000000);
-- ZONES UTC,America/Los_Angeles,Europe/London,Asia/Kolkata,Pacific/Apia,Africa/Monrovia,+05:30
SELECT id, date_format(timestamp_micros(v), 'yyyy-MM-dd HH:mm:ss'), date_format(timestamp_micros(v), "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"), date_format(timestamp_micros(v), 'yyyyMMddHHmmssSSSSSSSSS') FROM t;
SELECT id, date_format(timestamp_micros(v), 'X XX XXX XXXX XXXXX x xx xxx xxxx xxxxx Z ZZ ZZZ') FROM t;
SELECT id, from_unixtime(v), from_unixtime(v DIV 1000000), from_unixtime(v DIV 1000000, 'dd/MM/yy') FROM t;
-- ZONES America/Los_Angeles
SELECT id, date_format(timestamp_micros(v), 'y yy yyy yyyy yyyyy yyyyyy M MM MMM MMMM L LL d dd D DDD E EE EEE EEEE Q QQ q qq') FROM t;
SELECT id, date_format(timestamp_micros(v), "H HH h hh K KK k kk m mm s ss S SS SSSS a 'at o' é, 日") FROM t;
SELECT id, date_format(CAST(timestamp_micros(v) AS DATE), 'EEEE, MMMM d'), date_format(CAST(timestamp_micros(v) AS TIMESTAMP_NTZ), 'HH:mm'), to_char(timestamp_micros(v), 'yyyy') FROM t WHERE id > -4;
-- CONF spark.sql.legacy.timeParserPolicy=EXCEPTION
SELECT id, date_format(timestamp_micros(v), 'yyyy-MM-dd') FROM t;
-- CONF spark.sql.legacy.timeParserPolicy=
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT id, date_format(timestamp_micros(v), 'G VV zzz'), date_format(timestamp_micros(v), NULL), date_format(timestamp_micros(v), if(id % 2 = 0, 'yyyy', 'MM')), date_format(timestamp_micros(v), "''HH''"), date_format(timestamp_micros(v), '[HH]'), date_format(timestamp_micros(v), '') FROM t;
SELECT date_format(timestamp_micros(v), 'YYYY') FROM t;
SELECT date_format(timestamp_micros(v), 'DDDD') FROM t;
-- CONF spark.sql.legacy.timeParserPolicy=LEGACY
SELECT id, date_format(timestamp_micros(v), 'yyyy-MM-dd') FROM t WHERE id > 0;
