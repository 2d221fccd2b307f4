-- Fields of timestamps and arithmetic on them, in several zones, across changes of the clock.
CREATE TABLE t (n INT, ts TIMESTAMP, ntz TIMESTAMP_NTZ) USING parquet;
INSERT INTO t VALUES (1, TIMESTAMP'2020-02-29 12:34:56.789Z', TIMESTAMP_NTZ'2020-02-29 23:59:59.999999'), (2, TIMESTAMP'0001-01-02 00:00:00Z', TIMESTAMP_NTZ'0001-01-01 00:00:00'), (3, TIMESTAMP'9999-12-30 00:00:00Z', TIMESTAMP_NTZ'9999-12-31 23:59:59'),
  (4, TIMESTAMP'1969-12-31 23:59:59.999999Z', TIMESTAMP_NTZ'1969-12-31 23:59:59.999999'), (5, NULL, NULL), (6, TIMESTAMP'2020-03-08 09:59:59Z', TIMESTAMP_NTZ'2020-03-08 02:30:00'), (7, TIMESTAMP'2020-11-01 09:30:00Z', TIMESTAMP_NTZ'2020-11-01 01:30:00'), (8, TIMESTAMP'1883-11-18 20:00:00Z', TIMESTAMP_NTZ'1883-11-18 12:00:00');
-- ZONES UTC,America/Los_Angeles,Asia/Kathmandu
SELECT hour(ts), minute(ts), second(ts) FROM t;
SELECT hour(ntz), minute(ntz), second(ntz), extract(SECOND FROM ntz) FROM t;
SELECT extract(SECOND FROM ts) FROM t;
SELECT year(ts), month(ts), day(ts) FROM t;
SELECT year(ntz), month(ntz), dayofyear(ntz) FROM t;
SELECT date_trunc('HOUR', ts), date_trunc('DAY', ts), date_trunc('MONTH', ts), date_trunc('WEEK', ts) FROM t;
SELECT date_trunc('MILLISECOND', ts), date_trunc('none', ts) FROM t;
SELECT ts + INTERVAL '1' HOUR, ts - INTERVAL '1' DAY, ntz + INTERVAL '90' MINUTE FROM t;
SELECT ts + INTERVAL '1' MONTH, ntz - INTERVAL '1' YEAR FROM t WHERE n NOT IN (2, 3);
SELECT ts - TIMESTAMP'2020-01-01 00:00:00Z' FROM t;
SELECT unix_seconds(ts), unix_millis(ts), unix_micros(ts) FROM t;
SELECT timestamp_seconds(n), timestamp_millis(n), timestamp_micros(n) FROM t;
SELECT unix_timestamp(ts), to_unix_timestamp(ts) FROM t;
SELECT from_unixtime(n) FROM t;
SELECT date_format(ts, 'yyyy-MM-dd HH:mm:ss') FROM t;
SELECT to_date(ts), to_timestamp(ntz) FROM t;
SELECT from_utc_timestamp(ts, 'Asia/Tokyo'), to_utc_timestamp(ts, 'Asia/Tokyo') FROM t;
SELECT ts < TIMESTAMP'2020-01-01 00:00:00Z', ntz > TIMESTAMP_NTZ'2020-01-01 00:00:00', ts = ts FROM t;
