-- Text of JSON: values by paths, from and to columns.
-- ZONES UTC,America/Los_Angeles
CREATE TABLE t (n INT, j STRING, p STRING) USING parquet;
INSERT INTO t VALUES
  (1, '{"a": 1, "b": [1, 2.50, "x", null, {"c": "é😀"}], "d": {"e": true}}', '$.a'), (2, '', '$'), (3, NULL, '$.a'), (4, 'null', NULL), (5, '[]', '$[0]'),
  (6, '[{"a": 1}, {"a": [2, 3]}, 5]', '$[*].a'), (7, '{"a": "quo\\"te\\n\\u00e9", "b": 1e400, "d": -0.0}', '$.b'), (8, '{"a": 1', '$.a'), (9, '{a: 1}', '$.a'), (10, ' {"a" : "2024-02-29", "b": 9223372036854775808, "t": "2024-03-10T02:30:00"} ', '$.a'),
  (11, '{"a": 1, "a": 2}', '$.a'), (12, '{"A": 1, "x y": {"z.w": 5}}', '$[''x y''][''z.w'']'), (13, '"text"', '$'), (14, '{"a": [[1, 2], [3]], "b": {}}', '$.a[*][0]'), (15, '{"a": NaN, "b": Infinity}', '$..a'), (16, '{"a": "127", "b": 128, "d": {"e": "true"}}', '$.d.*');
SELECT n, get_json_object(j, p), get_json_object(j, '$.a'), get_json_object(j, '$.b[1]'), get_json_object(j, '$.b[*]'), get_json_object(j, '$'), get_json_object(j, '$.d.e'), get_json_object(j, '$.b[4].c') FROM t;
SELECT n, json_array_length(j), json_object_keys(j) FROM t;
SELECT n, json_tuple(j, 'a', 'b', 'x y') FROM t;
SELECT n, from_json(j, 'a INT, b STRING'), from_json(j, 'a STRING, d STRUCT<e: BOOLEAN>'), from_json(j, 'MAP<STRING, STRING>') FROM t;
SELECT n, from_json(j, 'a DATE, b DECIMAL(20, 2), t TIMESTAMP', map('mode', 'PERMISSIVE')), from_json(j, 'a TINYINT, b TINYINT, _c STRING', map('columnNameOfCorruptRecord', '_c')), from_json(j, 'ARRAY<STRUCT<a: STRING>>') FROM t;
SELECT n, from_json(j, 'a INT', map('mode', 'FAILFAST')) FROM t WHERE n = 8;
SELECT n, to_json(named_struct('n', n, 'j', j, 'd', DATE'2024-02-29', 't', TIMESTAMP'2024-03-10 12:30:00.5', 'x', n / 3D, 'm', n + 0.50BD, 'z', CAST(NULL AS INT))), to_json(array(n, NULL)), to_json(map(p, n)) FROM t WHERE p IS NOT NULL;
SELECT n, to_json(named_struct('z', CAST(NULL AS INT), 'b', CAST(j AS BINARY)), map('ignoreNullFields', 'false')), to_json(from_json(j, 'a STRING, b ARRAY<STRING>')) FROM t;
SELECT schema_of_json('{"a": [1, 2.5], "b": null}'), schema_of_json('[{"a": "x"}, {"b": 1}]') FROM t LIMIT 1;
