-- Trimming: spaces only by default, given characters, from either end.
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000');
SELECT trim(s), trim(BOTH FROM s) FROM t;
SELECT ltrim(s), trim(LEADING FROM s) FROM t;
SELECT rtrim(s), trim(TRAILING FROM s) FROM t;
SELECT trim('a' FROM s), trim(BOTH 'xX' FROM s), trim(LEADING 'a😀' FROM s), trim(TRAILING '' FROM s) FROM t;
SELECT btrim(s), btrim(s, 'ab') FROM t;
SELECT trim(s FROM s), ltrim(substring(s, 1, 1), s), rtrim(NULL, s) FROM t;
