-- Documents that native code decides, and those at the edge of that which it leaves to Spark.
CREATE TABLE t (n INT, j STRING) USING parquet;
INSERT INTO t VALUES
  (1, '{"a":1}'), (2, ' { "a" : -0 } '), (3, '{"a":-0.0}'), (4, '{"a":1.50}'), (5, '{"a":1e5}'), (6, '{"a":1E400}'), (7, '{"a":0.0001}'), (8, '{"a":12345678.5}'),
  (9, '{"a":123456789012345678901234567890}'), (10, '{"a":0.1234567890123456789}'), (11, '{"a":null,"a":2}'), (12, '{"a":1,"a":null}'), (13, '{"a":1,"a":{"b":[2]}}'), (14, '{"a":{"b":[1, "x", {"c": null}]}}'),
  (15, '{"a":"\\u0041\\n\\t\\"\\\\\\/\\b\\f\\r"}'), (16, '{"a":["\\u0041\\n\\t\\"\\\\\\/\\u001f\\u007f\\u2028"]}'), (17, '{"a":"\\ud83d\\ude00"}'), (18, '{"a":["\\ud83d\\ude00"]}'), (19, '{"a":"😀é"}'), (20, '{"a":["😀é"]}'),
  (21, '{"a":"\\ud83d"}'), (22, '{"a":"\\ude00x"}'), (23, '{"\\u0061":3}'), (24, '{"a":1} x'), (25, '{"a":1}{"a":2}'), (26, '{"a":1,}'), (27, '{"a":01}'), (28, '{"a":+1}'), (29, '{"a":.5}'), (30, '{"a":1.}'),
  (31, '{''a'':1}'), (32, '{"a":''x''}'), (33, '{"a":tru}'), (34, '{"a":truex}'), (35, '{"a":"x'), (36, '{"a":"\t"}'), (37, '{"a":"\\x"}'), (38, '{"a":[1,2}'), (39, '[1,[2,{"a":3}],null]'), (40, '[]'),
  (41, '[null]'), (42, '[1,]'), (43, 'null'), (44, 'true'), (45, '5'), (46, '-1.5'), (47, '"x"'), (48, ''), (49, '  '), (50, NULL), (51, '{}'), (52, '{"":1}'), (53, '{"a":127,"b":-128}'), (54, '{"a":128,"b":255}'),
  (55, '{"a":32768}'), (56, '{"a":2147483648}'), (57, '{"a":9223372036854775807}'), (58, '{"a":9223372036854775808}'), (59, '{"a":true}'), (60, '{"a":"true"}'), (61, '{"a":""}'), (62, '{"a":"2024-02-29"}'), (63, '{"a":"2023-02-29"}'),
  (64, '{"a":"1899-12-31"}'), (65, '{"a":"2024-2-9"}'), (66, '{"a":" 2024-02-29 "}'), (67, '{"a":[1,null,"2"]}'), (68, '{"a":[{"b":1},{"b":null},null,{}]}'), (69, '{"a":{"k":1,"k":2}}'), (70, '{"a":{"k":null,"l":3}}'), (71, '{"a":{}}'),
  (72, '{"a":NaN}'), (73, '{"a":"NaN"}'), (74, '{"a":1.7976931348623157e308}'), (75, '{"a":4.9E-324}'), (76, '{"a" 1}'), (77, '\uFEFF{"a":1}'), (78, '{"a":1}\u00a0'), (79, '/*c*/{"a":1}'), (80, '{"a":[[[[[[1]]]]]]}'), (81, '{"A":1}'), (82, '{"a.b":1,"a b":2}');
INSERT INTO t SELECT 100 + id, concat(repeat('[', CAST(id AS INT)), repeat(']', CAST(id AS INT))) FROM range(98, 104);
INSERT INTO t SELECT 200 + id, concat('{"a":', repeat('9', CAST(id AS INT)), '}') FROM range(17, 21);
INSERT INTO t VALUES (300, concat('{"a":"', repeat('é', 3000), '"}')), (301, concat('{"a":"', repeat('x', 999), '😀"}')), (302, concat('{"a":"', repeat('x', 1100), '😀"}')), (303, concat('{"', repeat('k', 12000), '":1}')), (304, concat('{"a":', repeat('[', 1001), repeat(']', 1001), '}'));
SELECT n, get_json_object(j, '$.a'), get_json_object(j, '$'), get_json_object(j, '$.a.b'), get_json_object(j, '$[1]'), get_json_object(j, '$.a[0]'), get_json_object(j, '$[''a'']'), get_json_object(j, '$.a.b[0]') FROM t;
SELECT n, get_json_object(j, '$.a b'), get_json_object(j, '$[''a.b'']'), get_json_object(j, '$.a[0].b'), get_json_object(j, '$[1][1].a'), get_json_object(j, '$.a.*'), get_json_object(j, '$.a[*]'), get_json_object(j, 'a'), get_json_object(j, '$. a'), get_json_object(j, '$.a '), get_json_object(j, '$[ 0 ]') FROM t;
SELECT n, json_array_length(j), json_object_keys(j), json_array_length(get_json_object(j, '$.a')) FROM t;
SELECT n, json_tuple(j, 'a', 'b', 'a') FROM t;
SELECT n, v.* FROM t LATERAL VIEW OUTER json_tuple(j, 'a', '') v AS x, y WHERE n % 3 > 0;
SELECT n, from_json(j, 'a BOOLEAN'), from_json(j, 'a TINYINT, b TINYINT'), from_json(j, 'a SMALLINT'), from_json(j, 'a INT'), from_json(j, 'a BIGINT'), from_json(j, 'a DOUBLE'), from_json(j, 'a STRING, b STRING'), from_json(j, 'a DATE') FROM t;
SELECT n, from_json(j, 'a STRUCT<b: ARRAY<STRING>>'), from_json(j, 'a ARRAY<INT>'), from_json(j, 'a ARRAY<STRUCT<b: INT>>, b STRING'), from_json(j, 'a MAP<STRING, INT>') FROM t;
SELECT n, from_json(j, 'MAP<STRING, STRING>'), from_json(j, 'MAP<STRING, INT>'), from_json(j, 'ARRAY<INT>'), from_json(j, 'ARRAY<STRING>'), from_json(j, 'ARRAY<STRUCT<a: INT>>') FROM t;
SELECT n, from_json(j, 'a INT, _corrupt_record STRING'), from_json(j, 'a FLOAT, b DECIMAL(5, 2)'), from_json(j, 'a INT, A INT'), from_json(j, 'a STRING').a FROM t;
-- CONF spark.sql.legacy.timeParserPolicy=LEGACY
SELECT n, from_json(j, 'a DATE') FROM t;
-- CONF spark.sql.legacy.timeParserPolicy=
SELECT n, to_json(named_struct('n', n, 'j', j, 'q"é', n = 5, 'h', CAST(n % 100 AS TINYINT), 'b', n * 10000000000L)), to_json(array(j, NULL)), to_json(map(coalesce(j, 'x'), j)), to_json(map('a', array(n, NULL))) FROM t;
SELECT n, to_json(named_struct('x', n / 2D, 'y', n / 3D, 'z', n * 1e6D, 'd', date_add(DATE'1899-12-01', n), 'f', CAST(n AS FLOAT))), to_json(named_struct('d', date_add(DATE'1899-12-01', n), 's', named_struct('n', nullif(n, 5), 'e', array()))) FROM t;
SELECT n, to_json(if(n % 2 = 0, named_struct('n', n), NULL)), to_json(if(n % 2 = 0, array(named_struct('j', j)), NULL)), to_json(from_json(j, 'a ARRAY<STRING>')), to_json(named_struct('😀', n)) FROM t;
-- CONF spark.sql.jsonGenerator.ignoreNullFields=false
SELECT n, to_json(named_struct('n', n, 'j', j)) FROM t;
-- CONF spark.sql.jsonGenerator.ignoreNullFields=
SELECT n FROM t WHERE get_json_object(j, '$.a') > '1' AND json_array_length(j) IS NULL;
SELECT get_json_object(j, '$.a'), count(*) FROM t GROUP BY 1;
SELECT n, transform(array(j, '{"a":7}'), x -> get_json_object(x, '$.a')), CASE WHEN n > 20 THEN get_json_object(j, '$.a') ELSE get_json_object(upper(j), '$.A') END FROM t;
