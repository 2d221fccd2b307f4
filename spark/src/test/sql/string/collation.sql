-- Types of values and collations of strings.
CREATE TABLE t (n INT, s STRING, c STRING COLLATE UTF8_LCASE, u STRING COLLATE UNICODE_CI, a ARRAY<DECIMAL(10, 2)>, m MAP<STRING, DOUBLE>, v VARCHAR(5), h CHAR(3)) USING parquet;
INSERT INTO t VALUES (1, 'a', 'A', 'Ä', array(1.5), map('k', 1D), 'vc', 'c'), (2, 'A', 'a', 'ä', array(), map(), '', ''), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (4, 'é😀', 'É😀', 'e\u0301', array(NULL), map('', NULL), 'é', '😀');
-- FALLBACK has no native form
SELECT n, typeof(n), typeof(s), typeof(c), typeof(u), typeof(a), typeof(m), typeof(v), typeof(h), typeof(NULL), typeof(n + 1L) FROM t;
SELECT n, collation(s), collation(c), collation(u), collation(collate(s, 'UNICODE')), collation(concat(c, 'x')) FROM t;
-- FALLBACK has no native form
SELECT n, collate(s, 'UTF8_LCASE') = 'a', c = 'a', u = 'ä', collate(s, 'UNICODE_CI') = collate(u, 'UNICODE_CI') FROM t;
-- FALLBACK has no native form
SELECT n, upper(c), length(u), c LIKE 'a%', contains(c, 'A'), startswith(u, 'Ä'), replace(c, 'A', 'z'), instr(c, 'a'), hash(c), c IN ('a', 'é😀') FROM t;
