-- Number bases: hex, unhex, bin and conv.
CREATE TABLE t (i INT, l BIGINT, s STRING, b BINARY) USING parquet;
INSERT INTO t VALUES (17, 17L, '1f', X'00ff'), (-1, -1L, 'ABC', X''), (0, 0L, '', X'41'), (2147483647, 9223372036854775807L, 'zz', X'f09f9880'), (-2147483648, -9223372036854775808L, 'é', X'80'), (NULL, NULL, NULL, NULL), (10, 10L, '-12', X'0a');
SELECT hex(i), hex(l) FROM t;
SELECT hex(s), hex(b) FROM t;
SELECT unhex(s) FROM t;
SELECT bin(i), bin(l) FROM t;
SELECT conv(s, 16, 10), conv(s, 16, -10), conv(s, 36, 2) FROM t;
