-- Text of XML: values by paths, from and to columns.
CREATE TABLE t (n INT, x STRING, p STRING) USING parquet;
INSERT INTO t VALUES (1, '<a><b>1</b><b>2.5</b><c k="é">x😀</c></a>', 'a/b'), (2, '', 'a'), (3, NULL, 'a'), (4, '<a/>', NULL), (5, '<a><b>true</b></a>', 'a/b/text()'), (6, '<a><b>-32769</b></a>', 'sum(a/b)');
SELECT n, xpath(x, 'a/b/text()'), xpath_string(x, 'a/c'), xpath_boolean(x, 'a/b'), xpath_double(x, 'sum(a/b)'), xpath_number(x, 'a/b'), xpath_float(x, 'a/b'), xpath_int(x, 'a/b'), xpath_long(x, 'a/b'), xpath_short(x, 'a/b') FROM t;
SELECT n, xpath_string(x, 'a/c/@k') FROM t;
SELECT n, xpath_string('<a>', 'a') FROM t WHERE n = 1;
SELECT n, from_xml(x, 'b ARRAY<STRING>, c STRING'), from_xml(x, 'b STRING, _c STRING', map('columnNameOfCorruptRecord', '_c')) FROM t;
SELECT n, to_xml(named_struct('n', n, 'p', p, 'z', CAST(NULL AS INT))), to_xml(named_struct('a', array(n, n + 1)), map('rowTag', 'r')) FROM t;
SELECT schema_of_xml('<p><a>1</a><b>x</b></p>') FROM t LIMIT 1;
