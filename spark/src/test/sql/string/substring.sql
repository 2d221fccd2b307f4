-- Substrings: positions from either end, zero, beyond the ends, characters of more than one byte, binary.
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000');
CREATE TABLE p USING parquet AS SELECT * FROM VALUES ('Spark SQL', 5, 2), ('', 1, 1), (NULL, 1, 1), ('a😀b', 2, 1), ('é́x', -2, 5), ('abc', 0, 2), ('abc', -5, 4), ('abc', 2, -1), ('abc', 2147483647, 2147483647), ('abc', -2147483648, 2147483647), ('abc', -2147483648, -1), ('abc', NULL, 1), ('abc', 1, NULL), ('abc', -1, 2147483647), ('😀😀😀', -2, 1) AS v(s, p, n);
SELECT substring(s, p, n), substring(s, p), substring(s, 1, 2), substr(s, -2) FROM p;
SELECT substring(s, 1, 2), substring(s, 0, 2), substring(s, 2), substring(s, -3, 2), substring(s, 100, 1), substring(s, -100, 101), substring(s, 1, 0), substring(s FROM 2 FOR 3) FROM t;
SELECT substring('literal', p, n), substring(s, p, 1), substring(s, 2, n) FROM p;
SELECT substring(CAST(s AS BINARY), p, n) FROM p;
SELECT left(s, 2), left(s, 0), left(s, -1), left(s, n) FROM t;
SELECT right(s, 2), right(s, 0), right(s, -1), right(s, n) FROM t;
SELECT substring_index(s, 'a', 1), substring_index(s, 'a', -1), substring_index(s, ',', 2), substring_index(s, '', 1), substring_index(s, ',', 0) FROM t;
