-- Text of separated values.
CREATE TABLE t (n INT, c STRING) USING parquet;
INSERT INTO t VALUES (1, '1,a,2024-02-29'), (2, ''), (3, NULL), (4, '2147483648,"q,""uoted""",x'), (5, ' 7 ,é😀'), (6, '1,2,3,4'), (7, ',,'), (8, '-0.5,"open');
SELECT n, from_csv(c, 'a INT, b STRING, d DATE'), from_csv(c, 'a DOUBLE, b STRING', map('sep', ',', 'nullValue', '')), from_csv(c, 'a STRING, _c STRING', map('columnNameOfCorruptRecord', '_c')) FROM t;
SELECT n, from_csv(c, 'a INT, b STRING', map('mode', 'FAILFAST')) FROM t WHERE n = 4;
SELECT n, to_csv(named_struct('n', n, 'c', c, 'd', DATE'0001-01-01', 'x', n / 3D, 'z', CAST(NULL AS STRING))), to_csv(named_struct('c', c), map('sep', '|', 'quoteAll', 'true')) FROM t;
SELECT schema_of_csv('1,abc,2.5'), schema_of_csv('1|2024-01-01', map('sep', '|')) FROM t LIMIT 1;
