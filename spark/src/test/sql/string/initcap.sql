-- Words in title case: behind spaces only, with ICU's mappings.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000'), (21, '12 of 7, 345 of 6'), (22, 'Name 1 of Street 2\n');
INSERT INTO t VALUES (30, 'ǆ ǅ Ǆ ǉ ǲ ŉ ß ﬁ ﬃ ﬗ և'), (31, 'ᾀ ᾈ ᾳ ᾼ ᾲ ᾷ ῂ ῒ ͅ'), (32, 'აბ ჽ Ა ꭰ ω'), (33, 'ΟΔΟΣ ΣΑΣ Σ aΣ Σ''x ÉÀ İSTANBUL'), (34, 'tHIS is-a TEST  two\ttabs\nlines'), (35, '1st 2ND x');
SELECT n, initcap(s) FROM t;
SELECT n, initcap(upper(s)), initcap(lower(s)), initcap(reverse(s)), initcap(concat(' ', s)) FROM t;
