-- Casts of arrays and structs, part by part.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, s ARRAY<STRING>, l ARRAY<BIGINT>, d ARRAY<DATE>, r STRUCT<u: INT, v: STRING>, z ARRAY<STRUCT<u: BIGINT, v: ARRAY<STRING>>>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, NULL), array('1', ' 2 ', NULL), array(1L, NULL), array(DATE'2020-01-01'), named_struct('u', 1, 'v', '5'), array(named_struct('u', 1L, 'v', array('1', NULL)), NULL)),
  (2, array(), array(), array(-5L), array(NULL), named_struct('u', NULL, 'v', NULL), array()),
  (3, NULL, NULL, NULL, NULL, NULL, NULL),
  (4, array(0, 3), array('x'), array(9223372036854775807L), array(), named_struct('u', 2, 'v', 'y'), array(named_struct('u', 4294967296L, 'v', array('z'))));
SELECT CAST(a AS ARRAY<BIGINT>), CAST(a AS ARRAY<STRING>), CAST(a AS ARRAY<DOUBLE>), CAST(a AS ARRAY<DECIMAL(10,2)>), CAST(a AS ARRAY<BOOLEAN>), CAST(d AS ARRAY<STRING>), CAST(array(n) AS ARRAY<SMALLINT>) FROM t;
SELECT CAST(s AS ARRAY<INT>), CAST(l AS ARRAY<INT>) FROM t WHERE n < 4;
SELECT CAST(s AS ARRAY<INT>) FROM t;
SELECT CAST(l AS ARRAY<INT>) FROM t;
SELECT CAST(r AS STRUCT<x: BIGINT, y: INT>) FROM t WHERE n < 4;
SELECT CAST(r AS STRUCT<x: BIGINT, y: INT>) FROM t;
SELECT CAST(z AS ARRAY<STRUCT<p: INT, q: ARRAY<INT>>>), CAST(struct(n, a) AS STRUCT<x: STRING, y: ARRAY<STRING>>) FROM t WHERE n < 4;
SELECT CAST(z AS ARRAY<STRUCT<p: INT, q: ARRAY<INT>>>) FROM t;
SELECT array_union(a, l), array_join(CAST(a AS ARRAY<STRING>), ','), concat(a, array(1L)), array(a, l)[0] FROM t WHERE n < 4;
