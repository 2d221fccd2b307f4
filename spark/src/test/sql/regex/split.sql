-- split at texts and patterns, with limits; the parts of split_part.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000'), (21, '12 of 7, 345 of 6'), (22, 'Name 1 of Street 2\n');
SELECT n, split(s, ','), split(s, ' '), split(s, 'a'), split(s, 'aa'), split(s, '😀'), split(s, '') FROM t;
SELECT n, split(s, ',', -1), split(s, ',', 0), split(s, ',', 1), split(s, ',', 2), split(s, ',', 3), split(s, '', 0), split(s, '[a-z]', 2) FROM t;
SELECT n, split(s, '[, ]+'), split(s, r'\s'), split(s, '[0-9]|,'), split(s, r'\\'), split(s, 'of|,'), split(s, 'c$'), split(s, '^a') FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, size(split(s, 'a')) FROM t;
SELECT n, split(s, NULL), split(s, 'a', NULL) FROM t;
SELECT n, split(s, 'a*'), split(s, '(?=a)'), split(s, ',', n), split(s, substring(s, 1, 1)) FROM t WHERE n NOT IN (16, 22);
SELECT n, split_part(s, ',', 2), split_part(s, ' ', -1), split_part(s, '', 1), split_part(s, s, 1), split_part(s, '😀', 1), split_part(s, 'aa', n) FROM t;
