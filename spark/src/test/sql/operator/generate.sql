-- Rows of arrays, of maps and of structs.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, s ARRAY<STRING>, m MAP<STRING, INT>, r ARRAY<STRUCT<x: INT, y: STRING>>, aa ARRAY<ARRAY<DOUBLE>>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, NULL, 3), array('', 'é', '😀'), map('a', 1, 'b', NULL), array(named_struct('x', 1, 'y', 'p'), NULL, named_struct('x', NULL, 'y', NULL)), array(array(0.5D, double('NaN')), NULL, array())),
  (2, array(), array(), map(), array(), array()),
  (3, NULL, NULL, NULL, NULL, NULL),
  (4, array(-2147483648, 2147483647), array(NULL), map('', 0), array(named_struct('x', 4, 'y', '')), array(array(-0.0D)));
-- PLAN NativeGenerate
SELECT n, explode(a) FROM t;
SELECT n, posexplode(a) FROM t;
SELECT explode_outer(a), n FROM t;
SELECT n, posexplode_outer(s) FROM t;
SELECT n, explode(m) FROM t;
SELECT n, explode_outer(m) FROM t;
SELECT n, posexplode(m) FROM t;
SELECT n, posexplode_outer(m) FROM t;
SELECT n, inline(r) FROM t;
SELECT n, inline_outer(r) FROM t;
SELECT n, v, w FROM t LATERAL VIEW explode(aa) AS v LATERAL VIEW OUTER explode(v) AS w;
SELECT n, v FROM t, LATERAL explode(a) AS e(v) WHERE v > n;
SELECT n, k, v FROM t LATERAL VIEW OUTER explode(m) AS k, v ORDER BY n, k;
SELECT count(*), sum(v) FROM t LATERAL VIEW explode(a) AS v;
SELECT explode(array(n, n + 1)) FROM t;
SELECT n, explode(sequence(1, n)) FROM t;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, stack(2, n, 'x', -n, NULL) FROM t;
SELECT n, stack(3, n, n + 1) FROM t;
SELECT n, stack(3, n, 'x', n + 1, 'y') FROM t;
SELECT n, v, w FROM t LATERAL VIEW OUTER stack(2, a, n, NULL) AS v, w;
SELECT n, json_tuple(concat('{"a": ', n, ', "b": {"c": "é"}}'), 'a', 'b', 'none') FROM t;
SELECT n, explode(transform(a, x -> 10 % x)) FROM t WHERE n = 4;
SELECT n, explode(a), 10 % (n - 2) FROM t WHERE n <> 1;
SELECT n, v.* FROM t, LATERAL variant_explode(parse_json('[1, {"a": null}, "x"]')) AS v;
SELECT n, v.* FROM t, LATERAL variant_explode_outer(parse_json(if(n > 2, '{"a": 1}', '[]'))) AS v;
