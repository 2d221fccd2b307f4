-- Day-time and year-month intervals: their fields, sums, multiples and parts.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s DECIMAL(18,6), ym INTERVAL YEAR TO MONTH, dt INTERVAL DAY TO SECOND) USING parquet;
INSERT INTO t VALUES (1, 1.5, INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1 02:03:04.5' DAY TO SECOND), (-3, -59.999999, INTERVAL '-1-2' YEAR TO MONTH, INTERVAL '-1 02:03:04.5' DAY TO SECOND), (2, 0, INTERVAL '0-1' YEAR TO MONTH, INTERVAL '0 00:00:00.000001' DAY TO SECOND), (NULL, NULL, NULL, NULL), (7, 100000.000001, INTERVAL '178956970-7' YEAR TO MONTH, INTERVAL '106751991 04:00:54.775807' DAY TO SECOND), (-1, 3, INTERVAL '-178956970-8' YEAR TO MONTH, INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND), (0, 0, INTERVAL '0' YEAR, INTERVAL '0' SECOND);
SELECT n, extract(YEAR FROM ym), extract(MONTH FROM ym), extract(DAY FROM dt), extract(HOUR FROM dt), extract(MINUTE FROM dt), extract(SECOND FROM dt) FROM t;
SELECT n, make_ym_interval(n, n), make_ym_interval(n), make_dt_interval(n, n, n, s), make_dt_interval(n) FROM t;
SELECT n, ym * n, dt * n, ym * CAST(n AS BIGINT), ym * CAST(n AS TINYINT) FROM t WHERE abs(n) < 4 AND n <> -1;
SELECT n, ym / n, dt / n, ym / CAST(n AS BIGINT), dt / CAST(n AS SMALLINT), ym / 2, dt / 2 FROM t WHERE n NOT IN (0, -1);
SELECT n, ym + INTERVAL '1' MONTH, ym - INTERVAL '1' YEAR, dt + INTERVAL '1' DAY, dt - INTERVAL '1' HOUR, dt + dt, ym - ym, -ym, -dt FROM t WHERE abs(n) < 4 AND n <> -1;
SELECT n, ym < INTERVAL '1' YEAR, dt = dt, ym IS NULL FROM t;
SELECT sum(n) FROM t WHERE dt > INTERVAL '0' SECOND;
SELECT make_ym_interval(2147483647, n) FROM t WHERE n = 1;
SELECT make_dt_interval(2147483647, n) FROM t WHERE n = 1;
SELECT ym * n FROM t WHERE n = 7;
SELECT dt * n FROM t WHERE n = 7;
SELECT ym * CAST(n AS BIGINT) FROM t WHERE n = 7;
SELECT ym / n FROM t WHERE n = -1;
SELECT dt / n FROM t WHERE n = -1;
SELECT ym / n FROM t WHERE n = 0;
SELECT dt / CAST(n AS BIGINT) FROM t WHERE n = 0;
SELECT ym + INTERVAL '1' MONTH FROM t WHERE n = 7;
SELECT ym - INTERVAL '1' MONTH FROM t WHERE n = -1;
SELECT dt + dt FROM t WHERE n = 7;
SELECT dt - INTERVAL '1' SECOND FROM t WHERE n = -1;
SELECT -ym FROM t WHERE n = -1;
SELECT -dt FROM t WHERE n = -1;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, ym * 1.5, dt / 1.5D FROM t WHERE abs(n) < 4 AND n <> -1;
