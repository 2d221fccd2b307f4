-- format_string of strings and whole numbers; elt.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING, l BIGINT, b TINYINT) USING parquet;
INSERT INTO t VALUES (1, 'abc', 5000000000, 1), (-2, '', -9223372036854775808, -128), (NULL, '😀', NULL, NULL), (3, NULL, 9223372036854775807, 127), (2147483647, 'é', 0, 0);
SELECT format_string('%s/%d', s, n), format_string('%s%%%s', s, s), format_string('no'), format_string('%d %d', l, b), format_string('%s %s', l, n) FROM t;
SELECT format_string('[%5s|%-5s|%3d|%-4d|%20d]', s, s, n, b, l), printf('%s', s), format_string('%s', s, n) FROM t;
SELECT format_string('😀\n%s', s) FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT format_string(NULL, s) FROM t;
SELECT format_string('%05d %x %,d', n, n, l), format_string('%2$s %1$s', s, n), format_string('%S', s), format_string(s, n) FROM t;
SELECT format_string('%d', s) FROM t;
SELECT format_string('%s %s', s) FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=false
SELECT elt(1, s, 'x'), elt(2, s, 'x') FROM t;
SELECT elt(n, s, 'x', 'y') FROM t WHERE n BETWEEN 1 AND 3;
-- Rows of several partitions raise.
-- ERRORS condition
SELECT elt(n, s, 'x', 'y') FROM t;
-- ERRORS exact
CREATE TABLE y (n INT, p BINARY, q BINARY) USING parquet;
INSERT INTO y VALUES (1, X'80', X'00'), (2, X'81', X''), (NULL, X'82', X'01'), (1, NULL, X'02'), (2, X'83', NULL);
SELECT elt(n, p, q), elt(1, p), elt(2, p, q) FROM y;
