-- regexp_extract, regexp_extract_all, regexp_instr, regexp_substr and regexp_count.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000'), (21, '12 of 7, 345 of 6'), (22, 'Name 1 of Street 2\n');
SELECT n, regexp_extract(s, '([0-9]+) of', 1), regexp_extract(s, '([0-9]+) of ([0-9])', 2), regexp_extract(s, '[0-9]+', 0) FROM t;
SELECT n, regexp_extract(s, '(a)|(b)', 1), regexp_extract(s, '(a)|(b)', 2), regexp_extract(s, '(😀)b', 1), regexp_extract(s, '([^a-z])', 1) FROM t;
SELECT n, regexp_extract(s, '(.+)$', 1), regexp_extract(s, '([a-z]+)$', 1), regexp_extract(s, '^(a|A)(.)', 2), regexp_extract(s, '(a(b(c)))', 3) FROM t;
SELECT n, regexp_extract_all(s, '([0-9]+) of', 1), regexp_extract_all(s, 'a', 0), regexp_extract_all(s, '(a)|b', 1), regexp_extract_all(s, '.', 0) FROM t;
SELECT n, regexp_instr(s, 'b'), regexp_instr(s, '[a-z]'), regexp_instr(s, '語'), regexp_instr(s, '[0-9] of 6'), regexp_instr(s, '2$') FROM t;
SELECT n, regexp_substr(s, '[a-z]+'), regexp_substr(s, '[0-9] of') FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, regexp_count(s, 'a'), regexp_count(s, '[0-9]+ of'), regexp_extract(s, '(a)+', 1), regexp_extract(s, '(?<=a).', 0), regexp_extract_all(s, '(a*)', 1) FROM t;
SELECT regexp_extract(s, '(a)', 2) FROM t;
SELECT regexp_extract_all(s, '(a)', -1) FROM t;
SELECT regexp_extract(s, NULL, 1), regexp_instr(s, NULL), regexp_substr(s, NULL) FROM t;
