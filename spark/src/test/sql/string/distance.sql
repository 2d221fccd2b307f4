-- Distances and sounds.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000'), (21, '12 of 7, 345 of 6'), (22, 'Name 1 of Street 2\n');
SELECT n, levenshtein(s, 'abc'), levenshtein('a😀', s), levenshtein(s, ''), levenshtein(s, s), levenshtein(s, NULL) FROM t;
SELECT n, levenshtein(s, reverse(s)), levenshtein(repeat(s, 20), repeat(reverse(s), 19)), levenshtein(repeat(s, 9), 'abcabcab') FROM t;
SELECT n, levenshtein(s, 'abc', 2), levenshtein(s, 'abc', 0), levenshtein(s, 'abc', -1), levenshtein(s, 'aé', n), levenshtein(s, 'abcdefgh', 2147483647), levenshtein(s, '', 3) FROM t;
SELECT a.n, b.n, levenshtein(a.s, b.s), levenshtein(a.s, b.s, 3) FROM t a CROSS JOIN t b;
SELECT n, soundex(s), soundex(reverse(s)), soundex(upper(s)) FROM t;
CREATE TABLE x1 (v STRING) USING parquet;
INSERT INTO x1 VALUES ('Ashcraft'), ('Tymczak'), ('Pfister'), ('Honeyman'), ('robert'), ('Rupert'), ('B-b'), ('Hhw'), ('Jackson'), ('aeiouhw bfpv');
SELECT soundex(v) FROM x1;
