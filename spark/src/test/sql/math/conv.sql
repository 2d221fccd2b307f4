-- Numbers in other bases.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (s STRING, f INT, b INT) USING parquet;
INSERT INTO t VALUES ('100', 2, 10), ('-10', 16, -10), ('-10', 16, 10), ('  7f! ', 16, 2), ('-', 10, -10), ('', 10, 16), ('   ', 10, 16), ('z', 36, 36), ('1', 37, 10), ('1', 10, -2147483648), ('9', 8, 10),
  ('ffffffffffffffff', 16, 10), ('ffffffffffffffff', 16, -10), ('8000000000000000', 16, -2), ('-9223372036854775808', 10, -16), ('18446744073709551615', 10, -36), (NULL, 10, 16), ('1', NULL, 10), ('1', 10, NULL), ('１', 10, 10), ('é', 36, 10), ('--1', 10, 16), ('+1', 10, 16), ('1 2', 10, 16), ('00000000000000000000000000000000000000000000000000000000000000000000000000007', 10, 2), ('-0', 10, 10), ('-1', 10, 16), ('0', 2, -2);
SELECT conv(s, f, b) FROM t;
SELECT conv(s, 16, 10), conv(s, 36, 36), conv(s, 10, -16), conv(s, 1, 10), conv(s, 10, 0), conv(s, f, 16), conv('ff', 16, b) FROM t WHERE length(s) < 13;
SELECT conv('ff', 16, b), conv(s, 1, 10), conv(s, 10, -37) FROM t;
INSERT INTO t VALUES ('fffffffffffffffff', 16, 10), ('-fffffffffffffffff', 16, 16), ('18446744073709551616', 10, -10), ('99999999999999999999999', 10, 36);
SELECT conv(s, f, b) FROM t;
SELECT conv(s, 10, 16) FROM t WHERE length(s) < 18;
