-- IN: lists with nulls, every type, long lists, expressions in the list.
CREATE TABLE t (i INT, l BIGINT, d DOUBLE, s STRING, dt DATE, c DECIMAL(9,2), b BOOLEAN, bin BINARY) USING parquet;
INSERT INTO t VALUES (1, 1L, 0.0D, 'a', DATE'2020-01-01', 1.50BD, true, X'00'), (2, -1L, -0.0D, '', DATE'0001-01-01', 0.00BD, false, X''), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (7, 9223372036854775807L, double('NaN'), '😀', DATE'9999-12-31', -9999999.99BD, true, X'ff');
SELECT i IN (1, 2, NULL), i NOT IN (1, 2, NULL), i IN (1, 2), i NOT IN (7), i IN (NULL) FROM t;
SELECT l IN (1L, 9223372036854775807L), s IN ('a', ''), s NOT IN ('a', '😀'), dt IN (DATE'2020-01-01', DATE'0001-01-01') FROM t;
SELECT c IN (1.5BD, 0BD), b IN (true, NULL), bin IN (X'00', X'') FROM t;
SELECT d IN (0D, double('NaN')), d IN (-0.0D), d NOT IN (1D) FROM t;
SELECT * FROM t WHERE d IN (0D, double('NaN'));
SELECT i IN (l, 2), i IN (i + 1, l), s IN (s, 'x') FROM t;
SELECT i IN (1L, 2L), l IN (1, 2), i IN (1.0BD, 7.0BD) FROM t;
SELECT i IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19) FROM t;
SELECT s IN ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', NULL) FROM t;
SELECT * FROM t WHERE i IN (1, 2) AND s NOT IN ('b', 'c');
