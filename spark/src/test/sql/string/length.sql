-- Lengths in characters, bytes and bits.
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000');
SELECT length(s), char_length(s), character_length(s), len(s) FROM t;
SELECT octet_length(s) FROM t;
SELECT bit_length(s) FROM t;
SELECT length(CAST(s AS BINARY)), octet_length(CAST(s AS BINARY)) FROM t;
SELECT count(*) FROM t WHERE length(s) > 3;
