-- Time windows, which the analyzer makes of other expressions.
CREATE TABLE t USING parquet AS SELECT id, timestamp_seconds(1583650000 + id * 337) AS ts, CAST(timestamp_seconds(1583650000 + id * 337) AS TIMESTAMP_NTZ) AS ntz FROM range(200);
-- ZONES UTC,America/Los_Angeles
SELECT window(ts, '10 minutes').start, window(ts, '10 minutes').end, count(*) FROM t GROUP BY window(ts, '10 minutes');
SELECT window.start, window.end, sum(id) FROM t GROUP BY window(ts, '1 hour', '20 minutes', '5 minutes');
SELECT window.start, count(*) FROM t GROUP BY window(ntz, '1 day');
SELECT window_time(window), count(*) FROM (SELECT window, count(*) FROM t GROUP BY window(ts, '15 minutes')) GROUP BY window_time(window);
