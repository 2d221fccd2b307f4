-- Whether text is UTF-8, and what is made of it.
CREATE TABLE t (n INT, s STRING, b BINARY) USING parquet;
INSERT INTO t VALUES (1, 'é😀', X'E9'), (2, '', X''), (3, NULL, NULL), (4, 'e\u0301', X'F09F9880'), (5, 'abc', X'61EDA080'), (6, 'x', X'C080');
SELECT n, is_valid_utf8(s), make_valid_utf8(s), validate_utf8(s), try_validate_utf8(s), is_valid_utf8(b), make_valid_utf8(b), try_validate_utf8(b) FROM t;
SELECT validate_utf8(b) FROM t WHERE n = 1;
SELECT n, try_to_binary(s, 'utf-8'), try_to_binary(s, 'hex'), try_to_binary(s, 'base64'), try_to_binary(s), s || n, s || b FROM t WHERE n <> 1 AND n < 5;
