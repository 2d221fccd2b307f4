-- Times of day.
-- CONF spark.sql.timeType.enabled=true
CREATE TABLE t (n INT, h INT, m INT, s DECIMAL(16, 6), x STRING) USING parquet;
INSERT INTO t VALUES (1, 0, 0, 0, '00:00:00'), (2, 23, 59, 59.999999, '23:59:59.999999'), (3, NULL, 1, 1, NULL), (4, 12, 30, 15.5, '1:02'), (5, 6, 7, 8, 'no time');
SELECT n, CAST(make_time(h, m, s) AS STRING), CAST(try_to_time(x) AS STRING), CAST(try_to_time(x, 'HH:mm:ss') AS STRING), hour(make_time(h, m, s)), minute(make_time(h, m, s)), second(make_time(h, m, s)) FROM t;
SELECT n, time_diff('MINUTE', make_time(h, m, s), TIME'12:00:00'), CAST(time_trunc('HOUR', make_time(h, m, s)) AS STRING), make_time(h, m, s) < TIME'06:30:00', make_time(h, m, s) + INTERVAL '1' SECOND FROM t WHERE n <> 2;
SELECT to_time(x) FROM t WHERE n = 5;
SELECT make_time(h, m + 60, s) FROM t WHERE n = 1;
