-- Digests and checksums of strings and binaries.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000'), (21, '12 of 7, 345 of 6'), (22, 'Name 1 of Street 2\n');
SELECT md5(s), sha(s), sha1(CAST(s AS BINARY)) FROM t;
SELECT sha2(s, 0), sha2(s, 224), sha2(s, 256), sha2(s, 384), sha2(s, 512) FROM t;
SELECT sha2(s, n), sha2(s, n + 222), sha2(s, 1), sha2(s, NULL), sha2(s, -1) FROM t;
SELECT sha2(s, CASE n % 5 WHEN 0 THEN 0 WHEN 1 THEN 224 WHEN 2 THEN 256 WHEN 3 THEN 384 WHEN 4 THEN 512 END) FROM t;
SELECT crc32(s), crc32(CAST(s AS BINARY)) FROM t;
SELECT md5(repeat(s, 40)), sha(repeat(s, 70)), sha2(repeat(s, 90), 512), crc32(repeat(s, 100)) FROM t;
