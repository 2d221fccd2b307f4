-- Regular expressions: patterns that are native, and some that are not.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000'), (21, '12 of 7, 345 of 6'), (22, 'Name 1 of Street 2\n');
SELECT n, s RLIKE 'Name [0-9]+ of', s RLIKE '^a', s RLIKE 'c$', s RLIKE '2$', s RLIKE '', s RLIKE 'a*', s RLIKE '.' FROM t;
SELECT n, s RLIKE '(a|b)c', s RLIKE '[^a-z]', s RLIKE r'\d\s\w', s RLIKE r'\D', s RLIKE '😀{2}', s RLIKE '^.$', s RLIKE r'\.', s RLIKE r'\t' FROM t;
SELECT n FROM t WHERE s RLIKE 'a' AND NOT s RLIKE 'b';
SELECT regexp_like(s, 'a.c'), regexp(s, 'x|X'), s RLIKE '~' FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, s RLIKE '(?i)A', s RLIKE '(a)\\1', s RLIKE s FROM t WHERE n NOT IN (10, 16);
SELECT s RLIKE NULL, s RLIKE substring('abc', 1, 1) FROM t;
