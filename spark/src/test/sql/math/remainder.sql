-- Remainder, integral division and pmod: signs, zero, extremes, floating point.
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
SELECT i32 % 4, i64 % 3, i64 % -4, i8 % 3Y, i16 % 7S FROM n;
-- ANSI off
SELECT i32 % 4, i64 % 3, i64 % -4, i8 % 3Y, i16 % 7S FROM n;
-- ANSI both
SELECT d % 2, f % 2, d % 0.3D, 7D % d, f % f FROM n WHERE d <> 0;
SELECT i32 % CAST(NULL AS INT), NULL % i64 FROM n;
-- ANSI on
SELECT i8 % -1Y, i16 % -1S, i32 % -1, i64 % -1 FROM x;
-- ANSI off
SELECT i8 % -1Y, i16 % -1S, i32 % -1, i64 % -1 FROM x;
-- ANSI both
SELECT i32 div 2, i64 div 3L, i8 div 2Y, i16 div -2S FROM n;
SELECT pmod(i32, 4), pmod(i64, -3), pmod(i8, 3Y), pmod(i16, 7S) FROM n;
SELECT pmod(d, 3D), pmod(f, CAST(-2 AS FLOAT)) FROM n;
-- ANSI off
SELECT i32 % 0, i64 % i64, d % 0D, f % f FROM x;
SELECT i32 div 0, i64 div i64 FROM x;
SELECT i64 div -1L FROM x;
SELECT pmod(i32, 0), pmod(d, 0D) FROM x;
-- ANSI on
SELECT i32 % 0 FROM x WHERE n = 1;
SELECT d % 0D FROM x WHERE n = 1;
SELECT i32 % 0 FROM x WHERE n = 4;
SELECT i64 div 0L FROM x WHERE n = 1;
SELECT i64 div -1L FROM x WHERE n = 2;
SELECT pmod(i32, 0) FROM x WHERE n = 1;
