-- AND, OR and NOT with nulls; the right side is only reached where it counts.
CREATE TABLE t USING parquet AS SELECT a, b, i FROM VALUES (true), (false), (NULL) AS x(a) CROSS JOIN VALUES (true), (false), (NULL) AS y(b) CROSS JOIN VALUES (0), (2), (NULL) AS z(i);
SELECT a, b, a AND b, a OR b, NOT a, NOT (a AND b), NOT a OR b, a = b, a <=> b FROM t;
SELECT a AND true, a AND false, a AND NULL, a OR true, a OR false, a OR NULL, NOT NULL FROM t;
SELECT * FROM t WHERE a AND b OR i = 2;
SELECT * FROM t WHERE NOT (a OR b);
SELECT a AND i > 0 AND b, a OR i > 0 OR b, (a OR b) AND (i = 0 OR i IS NULL) FROM t;
-- One expression a query: Spark computes common ones early, and fails.
SELECT i <> 0 AND 10 % i = 0 FROM t;
SELECT i = 0 OR 10 % i = 0 FROM t;
SELECT xor FROM (SELECT a <> b AS xor FROM t);
SELECT coalesce(a, b, false) AND coalesce(b, true) FROM t;
