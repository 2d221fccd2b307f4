-- regexp_replace: groups, quoting, matches at the ends and in texts of other planes.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000'), (21, '12 of 7, 345 of 6'), (22, 'Name 1 of Street 2\n');
SELECT n, regexp_replace(s, '[0-9]+', '#'), regexp_replace(s, 'a', ''), regexp_replace(s, 'aa', 'b') FROM t;
SELECT n, regexp_replace(s, '([a-z])([0-9 ])', '$2$1'), regexp_replace(s, '(a)|(b)', '<$1$2$0>') FROM t;
SELECT n, regexp_replace(s, r'\s', r'\\\$'), regexp_replace(s, '[^a-z]', '_'), regexp_replace(s, '.', 'x') FROM t;
SELECT n, regexp_replace(s, 'c$', 'Z'), regexp_replace(s, '2$', 'Z'), regexp_replace(s, '^a', 'Z') FROM t;
SELECT n, regexp_replace(s, 'a+?', '-'), regexp_replace(s, 'a{2}', '-'), regexp_replace(s, 'a|ab', '-') FROM t;
SELECT n, regexp_replace(s, '😀', '$0$0'), regexp_replace(s, '[^😀]', ''), regexp_replace(s, 'é', 'e'), regexp_replace(s, '日|語', '') FROM t;
SELECT n, regexp_replace(s, r'\t', 'TAB'), regexp_replace(s, r'\n', 'NL'), regexp_replace(s, r'\D+', ''), regexp_replace(s, r'\W', ''), regexp_replace(s, r'\S', '') FROM t;
SELECT n, regexp_replace(s, '(?:of|Street) [0-9]', '?'), regexp_replace(s, '(of|Street) ([0-9])', r'$2 \$1 $1') FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, regexp_replace(s, NULL, 'x'), regexp_replace(s, 'a', NULL) FROM t;
SELECT n, regexp_replace(s, 'a*', 'x'), regexp_replace(s, 'a', 'x', 3), regexp_replace(s, '(a)+', '$1'), regexp_replace(s, '(?i)A', '$0'), regexp_replace(s, s, 'x') FROM t WHERE n NOT IN (16);
SELECT regexp_replace(s, 'a', '$1') FROM t WHERE n = 12;
SELECT regexp_replace(s, 'a', '\\') FROM t WHERE n = 12;
SELECT regexp_replace(s, '(', 'x') FROM t;
