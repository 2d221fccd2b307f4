-- Single bits; a place outside of the type is an error.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (b TINYINT, s SMALLINT, i INT, l BIGINT, p INT) USING parquet;
INSERT INTO t VALUES (1, 1, 1, 1, 0), (-128, -32768, -2147483648, -9223372036854775808, 7), (127, 32767, 2147483647, 9223372036854775807, 6), (NULL, 5, NULL, 7, 1), (11, NULL, 11, NULL, 3), (2, 2, 2, 2, NULL);
SELECT bit_get(b, p), bit_get(s, p), getbit(i, p), getbit(l, p), bit_get(l, 63), bit_get(i, 31), bit_get(s, 15) FROM t;
SELECT bit_get(b, p + 1) FROM t;
SELECT getbit(i, p + 25) FROM t;
SELECT getbit(l, p - 1) FROM t;
SELECT getbit(s, p + 9) FROM t;
