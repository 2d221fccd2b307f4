-- Texts of pairs; delimiters that mean nothing to regular expressions.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'a:1,b:2'), (2, ''), (3, NULL), (4, 'a'), (5, ':'), (6, 'a:b:c,d::,'), (7, 'é:😀;日:本'), (8, ' x : 1 '), (9, 'k=>v;;j=>w'), (10, '\n:\t');
SELECT n, str_to_map(s), str_to_map(s, ','), str_to_map(s, ',', ':') FROM t;
SELECT n, str_to_map(s, ';', ':'), str_to_map(s, ';;', '=>'), str_to_map(s, '日', 'é') FROM t;
SELECT n, str_to_map(s, ',', '=')['a'], map_keys(str_to_map(s)), str_to_map(s, NULL, ':'), str_to_map(s, 'b', 'a') FROM t WHERE n <> 4;
SELECT str_to_map(s, ':', ',') FROM t WHERE n = 6;
SELECT str_to_map(concat(s, ',', s)) FROM t;
SELECT str_to_map(',,') FROM t WHERE n = 1;
-- CONF spark.sql.mapKeyDedupPolicy=LAST_WIN
SELECT n, str_to_map(concat(s, ',', s, ':9')), str_to_map(s, 'b', 'a'), str_to_map(',,') FROM t;
-- FALLBACK constant delimiters
SELECT str_to_map(s, '.', ':') FROM t;
