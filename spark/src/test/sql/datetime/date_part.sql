-- Parts of dates, of timestamps and of intervals, and what is taken from text.
-- ZONES UTC,America/Los_Angeles,Asia/Kathmandu
CREATE TABLE t (n INT, day DATE, ts TIMESTAMP, ntz TIMESTAMP_NTZ, ym INTERVAL YEAR TO MONTH, dt INTERVAL DAY TO SECOND, s STRING) USING parquet;
INSERT INTO t VALUES
  (1, DATE'0001-01-01', TIMESTAMP'0001-01-01 00:00:00Z', TIMESTAMP_NTZ'0001-01-01 00:00:00', INTERVAL '-1-7' YEAR TO MONTH, INTERVAL '-3 04:05:06.789' DAY TO SECOND, '2024-02-29'),
  (2, DATE'9999-12-31', TIMESTAMP'9999-12-31 23:59:59.999999Z', TIMESTAMP_NTZ'9999-12-31 23:59:59.999999', INTERVAL '178956970-7' YEAR TO MONTH, INTERVAL '106751991 04:00:54.775807' DAY TO SECOND, '2023-02-29'),
  (3, DATE'1582-10-15', TIMESTAMP'2024-03-10 10:30:00.5Z', TIMESTAMP_NTZ'2024-03-10 02:30:00', INTERVAL '0' MONTH, INTERVAL '0' DAY, ' 2024-1-5 '),
  (4, NULL, NULL, NULL, NULL, NULL, NULL),
  (5, DATE'2020-12-31', TIMESTAMP'1969-12-31 23:59:59.999999Z', TIMESTAMP_NTZ'2021-01-03 12:00:00', INTERVAL '11' MONTH, INTERVAL '59.999999' SECOND, 'no date');
SELECT n, datepart('YEAR', day), datepart('yearofweek', day), datepart('quarter', day), datepart('MONTH', day), datepart('week', day), datepart('day', day), datepart('dow', day), datepart('dow_iso', day), datepart('doy', day) FROM t;
SELECT n, date_part('YEAR', ts), date_part('hour', ts), date_part('minute', ts), date_part('SECONDS', ts), date_part('week', ts), date_part('doy', ts), extract(DAYOFWEEK FROM ts) FROM t;
SELECT n, datepart('hour', ntz), datepart('second', ntz), extract(MONTH FROM ntz), extract(year FROM ym), datepart('months', ym), datepart('days', dt), extract(HOUR FROM dt), datepart('minutes', dt), date_part('seconds', dt) FROM t;
SELECT n, date_diff(day, DATE'2024-02-29'), date_diff(ts, day), datediff(day, ntz), date_diff(DATE'9999-12-31', day), date_diff(s, DATE'2024-01-01') FROM t WHERE n < 2 OR n = 4;
SELECT n, try_to_date(s), try_to_date(s, 'yyyy-MM-dd'), try_to_date(s, 'yyyy-M-d') FROM t;
SELECT n, to_varchar(day, 'yyyy/MM/dd'), to_varchar(ts, 'HH:mm:ss'), to_varchar(n, '000'), to_varchar(n + 0.5BD, 'S09.9') FROM t;
SELECT n, try_make_interval(n, 1, 2, 3, 4, 5, 6.5), try_make_interval(2147483647 - n), try_make_interval(2147483647, n) FROM t;
