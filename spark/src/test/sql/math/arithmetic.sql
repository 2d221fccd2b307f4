-- Addition, subtraction, multiplication, division: every width, overflow, zero, floating-point extremes.
-- ERRORS condition
CREATE TABLE n (i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE) USING parquet;
INSERT INTO n VALUES (1Y, 2S, 3, 4L, CAST(1.5 AS FLOAT), 2.5D), (-7Y, 100S, -3, 10L, CAST(0.1 AS FLOAT), -0.0D),
  (NULL, NULL, NULL, NULL, NULL, NULL), (11Y, -5S, 7, -9L, CAST('NaN' AS FLOAT), double('-Infinity')), (5Y, 3S, -1, 1L, CAST(-0.0D AS FLOAT), double('NaN')),
  (2Y, 2S, 2, 2L, CAST('Infinity' AS FLOAT), 1.7976931348623157E308D), (9Y, 9S, 9, 9L, CAST(1.4E-45 AS FLOAT), 4.9E-324D);
CREATE TABLE x (n INT, i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE) USING parquet;
INSERT INTO x VALUES (1, 127Y, 32767S, 2147483647, 9223372036854775807L, CAST(3.4028235E38 AS FLOAT), 1.7976931348623157E308D);
INSERT INTO x VALUES (2, -128Y, -32768S, -2147483648, -9223372036854775808L, CAST(-3.4028235E38 AS FLOAT), -1.7976931348623157E308D);
INSERT INTO x VALUES (3, 0Y, 0S, 0, 0L, CAST(0 AS FLOAT), 0D), (4, NULL, NULL, NULL, NULL, NULL, NULL);
-- ANSI on
SELECT i8 + i8, i16 - i16, i32 * i32, i64 + 1, f * f, d - 1 FROM n;
-- ANSI off
SELECT i8 + i8, i16 - i16, i32 * i32, i64 + 1, f * f, d - 1 FROM n;
-- ANSI both
-- ANSI on
SELECT i8 + 1Y, 1Y + i8, i8 - i8, i8 * 3Y, i16 + i16, i16 * 2S, i64 - i64, i64 * i64 FROM n;
-- ANSI off
SELECT i8 + 1Y, 1Y + i8, i8 - i8, i8 * 3Y, i16 + i16, i16 * 2S, i64 - i64, i64 * i64 FROM n;
-- ANSI both
SELECT i32 + i64, i8 * i32, f + d, i32 * 2.5D, i8 + f, i16 - d FROM n;
SELECT f + f, f - f, f * 2, d + d, d - d, d * d, d * 0D, f * CAST(0 AS FLOAT) FROM n;
SELECT d / 2, i32 / 4, f / 2, i64 / 3L, 1 / i32, d / 1E-300D FROM n;
SELECT -d, -f FROM n;
SELECT i32 + NULL, NULL - i64, d * CAST(NULL AS DOUBLE) FROM n;
SELECT i32 + 1 + i64 - i8 * 2, (i32 + 1) * (i32 - 1), -(d + f) FROM n;
-- ANSI off
SELECT i8 + i8, i16 + i16, i32 + i32, i64 + i64, i8 * i8, i16 * i16, i32 * i32, i64 * i64 FROM x;
SELECT i8 - 1Y, i16 - 1S, i32 - 1, i64 - 1L, f + f, d + d, d * 2 FROM x;
SELECT i32 / 0, d / 0, f / 0, i64 / i64, d / d FROM x;
SELECT d / d, i32 / i32 FROM n;
-- ANSI on
SELECT i64 / 0 FROM x WHERE n = 1;
SELECT i64 / 0 FROM x WHERE i64 IS NULL;
SELECT i32 / i32 FROM x WHERE n = 3;
SELECT d / 0D FROM x WHERE n = 2;
SELECT i8 + 1Y FROM x WHERE n = 1;
SELECT i16 + 1S FROM x WHERE n = 1;
SELECT i32 + 1 FROM x WHERE n = 1;
SELECT i64 + 1 FROM x WHERE n = 1;
SELECT i8 - 1Y FROM x WHERE n = 2;
SELECT i16 - i8 FROM x WHERE n = 2;
SELECT i32 - 1 FROM x WHERE n = 2;
SELECT i64 - 1 FROM x WHERE n = 2;
SELECT i8 * i8 FROM x WHERE n = 1;
SELECT i16 * 2S FROM x WHERE n = 2;
SELECT i32 * i32 FROM x WHERE n = 1;
SELECT i64 * -1 FROM x WHERE n = 2;
SELECT i64 * i64 FROM x WHERE n = 1;
SELECT i32 + 1, i64 + 1 FROM x WHERE n > 2;
SELECT CASE WHEN n = 1 THEN 0 ELSE i32 + 1 END, if(i32 = 0, NULL, i64 / i32) FROM x;
SELECT n FROM x WHERE n <> 3 AND 10 / i32 < 1;
