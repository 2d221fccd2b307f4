-- Values whose type is their own.
CREATE TABLE t (n INT, j STRING, p STRING) USING parquet;
INSERT INTO t VALUES (1, '{"a": 1, "b": [1, 2.50, "x", null], "c": {"d": true}}', '$.a'), (2, 'null', '$'), (3, NULL, '$.a'), (4, '[1, "é😀", {"a": -0.0}]', '$[1]'), (5, '9223372036854775808', '$'), (6, '"2024-02-29"', '$.b'), (7, '1e-400', NULL);
SELECT n, CAST(parse_json(j) AS STRING), CAST(try_parse_json(substring(j, 2)) AS STRING), is_variant_null(parse_json(j)), schema_of_variant(parse_json(j)) FROM t;
SELECT n, variant_get(parse_json(j), '$.a', 'int'), try_variant_get(parse_json(j), p, 'string'), try_variant_get(parse_json(j), '$.b[1]', 'decimal(10, 2)'), variant_get(parse_json(j), '$.c.d', 'boolean'), try_variant_get(parse_json(j), '$', 'date') FROM t;
SELECT n, variant_get(parse_json(j), '$', 'int') FROM t WHERE n = 4;
SELECT n, parse_json(concat(j, '}')) IS NULL FROM t WHERE n = 1;
SELECT n, CAST(to_variant_object(named_struct('n', n, 'a', array(j, p), 'm', map(coalesce(p, ''), n / 2D))) AS STRING) FROM t;
SELECT schema_of_variant_agg(parse_json(j)), n % 2 FROM t GROUP BY n % 2;
SELECT schema_of_variant_agg(parse_json(j)) FROM t WHERE n > 100;
SELECT n, CAST(parse_json(j) AS ARRAY<STRING>) FROM t WHERE n = 4;
SELECT n, CAST(CAST(n AS VARIANT) AS DOUBLE) FROM t;
