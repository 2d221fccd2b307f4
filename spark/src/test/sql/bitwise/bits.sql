-- Bits: and, or, xor, not, shifts, counts.
CREATE TABLE t (i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, n INT) USING parquet;
INSERT INTO t VALUES (127Y, 32767S, 2147483647, 9223372036854775807L, 1), (-128Y, -32768S, -2147483648, -9223372036854775808L, 33), (5Y, 6S, 7, 8L, -1), (NULL, NULL, NULL, NULL, 2), (-1Y, -1S, -1, -1L, NULL), (0Y, 0S, 0, 0L, 64);
SELECT i8 & 6Y, i16 & 6S, i32 & 6, i64 & 6L, i32 & i64 FROM t;
SELECT i8 | 6Y, i16 | 6S, i32 | n, i64 | 6L FROM t;
SELECT i8 ^ 6Y, i16 ^ 6S, i32 ^ n, i64 ^ 6L FROM t;
SELECT ~i8, ~i16, ~i32, ~i64 FROM t;
SELECT shiftleft(i32, n), shiftleft(i64, n), shiftleft(i32, 3) FROM t;
SELECT shiftright(i32, n), shiftright(i64, n) FROM t;
SELECT shiftrightunsigned(i32, n), shiftrightunsigned(i64, n) FROM t;
SELECT bit_count(i8), bit_count(i32), bit_count(i64), bit_count(i32 > 0) FROM t;
SELECT bit_get(i64, 3) FROM t;
