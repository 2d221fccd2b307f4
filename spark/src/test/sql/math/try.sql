-- Arithmetic that gives NULL where it would raise, and other names of operators.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE, m DECIMAL(38, 10), q DECIMAL(10, 2)) USING parquet;
INSERT INTO t VALUES
  (1, 127Y, 32767S, 2147483647, 9223372036854775807L, float('Infinity'), 1.7976931348623157E308D, 9999999999999999999999999999.9999999999, 99999999.99),
  (2, -128Y, -32768S, -2147483648, -9223372036854775808L, float('NaN'), -1.7976931348623157E308D, -9999999999999999999999999999.9999999999, -99999999.99),
  (3, 0Y, 0S, 0, 0L, float('-0.0'), -0.0D, 0, 0), (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (5, 7Y, -3S, 10, -7L, float('1.5'), 4.9E-324D, 0.0000000001, 0.01);
SELECT n, mod(i32, 7), mod(i64, n), mod(d, 3), mod(q, 0.7), mod(i8, -5Y), try_mod(i32, i8), try_mod(i64, i64), try_mod(d, f), try_mod(m, q), try_mod(i16, 0S) FROM t;
SELECT n, positive(i8), positive(i64), positive(d), positive(m), +i32, +f FROM t;
SELECT n, ceiling(d), ceiling(f), ceiling(m), ceiling(q), ceiling(i32), ceiling(q, 1), ceiling(q, -1) FROM t WHERE n <> 2 OR n = 2;
SELECT n, i32 << 1, i64 << 63, i32 << 33, i32 >> 1, i64 >> 70, i32 >>> 1, i64 >>> n FROM t;
SELECT n, try_add(i32, 1), try_add(i64, -1L), try_add(d, d), try_subtract(i32, 1), try_subtract(i64, 1L), try_multiply(i32, 2), try_multiply(i64, i64), try_divide(i32, i8), try_divide(d, 0), try_divide(i64, 0L) FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, try_add(m, m), try_subtract(m, -m), try_multiply(m, m), try_divide(m, q), try_add(q, i32), try_divide(q, q) FROM t;
SELECT n, try_add(DATE'9999-12-30', i8), try_subtract(DATE'0001-01-01', i8), try_add(TIMESTAMP'2024-02-29 00:00:00', INTERVAL '1' MONTH * i8), try_multiply(INTERVAL '1' YEAR, i32), try_divide(INTERVAL '1' DAY, i8) FROM t;
SELECT n, try_add(INTERVAL '178956970' YEAR, INTERVAL '1' MONTH * n), try_subtract(INTERVAL '106751991' DAY, INTERVAL '-1' DAY * n) FROM t WHERE n < 4;
-- ANSI on
SELECT mod(i32, i8) FROM t WHERE n = 3;
SELECT try_add(i32, 10 % n) FROM t;
SELECT try_add(i32, 10 % i8) FROM t WHERE n = 3;
