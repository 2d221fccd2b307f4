-- Positions and replacement: overlaps, empty needles, characters of more than one byte.
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000');
SELECT instr(s, 'a'), instr(s, '😀'), instr(s, ''), instr(s, 'zzz'), instr(s, s), instr('', s) FROM t;
SELECT locate('a', s), locate('a', s, 2), locate('', s, 3), locate('a', s, 0), locate('a', s, -1), locate('a', s, 100), locate(NULL, s) FROM t;
SELECT position('b' IN s), position('b', s, 2) FROM t;
SELECT replace(s, 'a', 'xyz'), replace(s, 'a'), replace(s, '', 'q'), replace(s, 'aa', 'b'), replace(s, '😀', ''), replace(s, NULL, 'x') FROM t;
SELECT translate(s, 'ab', 'x'), translate(s, 'aa', 'xy'), translate(s, '', 'x'), translate(s, '😀é', 'E😀'), translate(s, 'abc', '') FROM t;
SELECT overlay(s PLACING 'QQ' FROM 2), overlay(s PLACING 'QQ' FROM 2 FOR 0), overlay(s PLACING '' FROM 1 FOR 1), overlay(s PLACING 'Q' FROM 100) FROM t;
SELECT split_part(s, ',', 1), split_part(s, ',', -1), split_part(s, ',', 9), split_part(s, '', 1) FROM t;
SELECT find_in_set('b', s), find_in_set('', s), find_in_set('a,b', s), find_in_set(s, 'abc,0,😀😀') FROM t;
