-- Elements that equal a value: array_contains, array_position, array_remove.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, s ARRAY<STRING>, d ARRAY<DOUBLE>, f ARRAY<FLOAT>, c ARRAY<DECIMAL(10,2)>, x ARRAY<BINARY>, e ARRAY<DATE>, p ARRAY<TIMESTAMP>, b ARRAY<BOOLEAN>, z ARRAY<ARRAY<DOUBLE>>, r ARRAY<STRUCT<u: INT, v: STRING>>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, 2, NULL, 1), array('a', NULL, ''), array(DOUBLE('NaN'), 0D, NULL), array(FLOAT('-0.0'), FLOAT('NaN')), array(1.00, 2.50), array(X'00', X''), array(DATE'2020-01-01'), array(TIMESTAMP'2020-01-01 00:00:00'), array(true, NULL), array(array(0D), NULL, array(DOUBLE('NaN'), NULL)), array(named_struct('u', 1, 'v', NULL), NULL)),
  (2, array(0, 2, 3), array('😀', 'é', 'a'), array(DOUBLE('-0.0'), 1D), array(1F, NULL), array(2.50, NULL), array(X'FF', NULL), array(NULL, DATE'0001-01-01'), array(), array(false, false), array(), array(named_struct('u', NULL, 'v', 'x'))),
  (0, array(NULL), array(), array(), NULL, array(), NULL, NULL, NULL, array(), NULL, array()),
  (NULL, NULL, NULL, NULL, array(), NULL, array(), array(), array(NULL), NULL, array(NULL), NULL);
SELECT array_contains(a, 1), array_contains(a, n), array_contains(a, 0), array_contains(s, 'a'), array_contains(s, '') FROM t;
SELECT array_contains(d, 0D), array_contains(d, DOUBLE('NaN')), array_contains(d, DOUBLE('-0.0')), array_contains(f, 0F), array_contains(f, FLOAT('NaN')) FROM t;
SELECT array_contains(c, 2.50), array_contains(x, X''), array_contains(e, DATE'0001-01-01'), array_contains(p, TIMESTAMP'2020-01-01 00:00:00'), array_contains(b, true) FROM t;
SELECT array_contains(z, array(DOUBLE('-0.0'))), array_contains(z, array(DOUBLE('NaN'), NULL)), array_contains(r, named_struct('u', 1, 'v', CAST(NULL AS STRING))) FROM t;
SELECT array_contains(array(1, 2), n), array_contains(array(n), 1), array_contains(a, 2L) FROM t;
SELECT n FROM t WHERE array_contains(a, 2);
SELECT array_position(a, 1), array_position(a, n), array_position(a, 0), array_position(s, 'a'), array_position(s, '') FROM t;
SELECT array_position(d, 0D), array_position(d, DOUBLE('NaN')), array_position(f, 0F), array_position(c, CAST(2.5 AS DECIMAL(10,2))), array_position(x, X''), array_position(b, false) FROM t;
SELECT array_position(z, array(DOUBLE('-0.0'))), array_position(r, named_struct('u', CAST(NULL AS INT), 'v', 'x')), array_position(p, TIMESTAMP'2020-01-01 00:00:00') FROM t;
SELECT array_remove(a, 1), array_remove(a, n), array_remove(a, 0), array_remove(s, 'a'), array_remove(s, '') FROM t;
SELECT array_remove(d, 0D), array_remove(d, DOUBLE('NaN')), array_remove(f, 0F), array_remove(c, CAST(2.5 AS DECIMAL(10,2))), array_remove(x, X''), array_remove(b, false), array_remove(e, DATE'2020-01-01') FROM t;
SELECT array_remove(z, array(DOUBLE('-0.0'))), array_remove(r, named_struct('u', 1, 'v', CAST(NULL AS STRING))) FROM t;
SELECT array_contains(a, 1 / n) FROM t WHERE n IS NULL;
SELECT array_contains(CAST(a AS ARRAY<DOUBLE>), 1 / n) FROM t WHERE n IS NULL OR n = 0;
