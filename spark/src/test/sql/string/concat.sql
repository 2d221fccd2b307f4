-- Concatenation: nulls, separators, empty strings, binary.
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'Spark SQL'), (2, ''), (3, NULL), (4, 'a😀b'), (5, 'é́x'), (6, 'abc'), (7, '  padded  '), (8, 'ﬀǅßİı'), (9, 'ΑΣ ας'), (10, '\t tab\n'), (11, '日本語'), (12, 'aaa'), (13, 'a,b,,c'),
  (14, ' '), (15, '😀😀'), (16, 'quote''s "x" \\'), (17, '0'), (18, 'A man, a plan'), (19, 'xXyX'), (20, '\u00a0nbsp\u3000');
SELECT concat(s, s), concat(s, '-', n), s || 'x', concat('', s), concat(s), concat(s, NULL) FROM t;
SELECT concat(s, 'a', s, '😀') FROM t;
SELECT concat(CAST(s AS BINARY), X'00ff') FROM t;
SELECT concat_ws(',', s, 'x', NULL, s), concat_ws('', s, s), concat_ws(NULL, s), concat_ws(s, 'a', 'b'), concat_ws(',') FROM t;
SELECT repeat(s, 2), repeat(s, 0), repeat(s, -1), repeat(s, n) FROM t;
SELECT space(n), space(0), space(-1) FROM t;
SELECT lpad(s, 5, 'xy'), lpad(s, 2), lpad(s, 0, 'x'), lpad(s, -1, 'x'), lpad(s, 5, ''), lpad(s, n, '😀é') FROM t;
SELECT rpad(s, 5, 'xy'), rpad(s, 2), rpad(s, 0, 'x'), rpad(s, -1, 'x'), rpad(s, 5, ''), rpad(s, n, '😀é') FROM t;
SELECT reverse(s) FROM t;
