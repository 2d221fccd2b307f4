-- Characters, codes and encodings.
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000');
-- ERRORS condition
SELECT ascii(s), ascii(substring(s, 2)) FROM t;
SELECT chr(n), chr(n + 60), chr(n + 255), chr(-n), chr(n + 1000000000000) FROM t;
SELECT char(n + 96) FROM t;
SELECT base64(CAST(s AS BINARY)), base64(s) FROM t;
SELECT unbase64(base64(CAST(s AS BINARY))) FROM t;
SELECT md5(s), sha2(s, 256), crc32(s) FROM t;
SELECT levenshtein(s, 'abc'), soundex(s) FROM t;
SELECT hash(s), hash(n, s), xxhash64(s) FROM t;
SELECT CAST(s AS BINARY), encode(s, 'UTF-8') FROM t;
