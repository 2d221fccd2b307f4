-- The smallest and the largest element.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (a ARRAY<INT>, s ARRAY<STRING>, d ARRAY<DOUBLE>, f ARRAY<FLOAT>, c ARRAY<DECIMAL(38,2)>, x ARRAY<BINARY>, e ARRAY<DATE>, b ARRAY<BOOLEAN>, z ARRAY<ARRAY<INT>>, r ARRAY<STRUCT<u: INT, v: STRING>>) USING parquet;
INSERT INTO t VALUES
  (array(3, NULL, -1, 7), array('b', 'a', NULL), array(DOUBLE('NaN'), 1D, NULL), array(0F, FLOAT('-0.0')), array(1.00, -2.50), array(X'7F', X'80'), array(DATE'2020-01-01', DATE'0001-01-01'), array(true, false), array(array(1, 2), array(1), NULL, array(NULL)), array(named_struct('u', NULL, 'v', 'x'), named_struct('u', 1, 'v', NULL))),
  (array(-2147483648, 2147483647), array('😀', 'ｚ', ''), array(DOUBLE('-0.0'), 0D), array(FLOAT('NaN')), array(), array(X'', NULL), array(NULL), array(NULL), array(), array(NULL)),
  (array(NULL), array(), array(), NULL, NULL, array(), NULL, array(), NULL, NULL),
  (NULL, NULL, array(NULL), array(), array(NULL), NULL, array(), NULL, array(array()), array());
SELECT array_min(a), array_max(a), array_min(s), array_max(s), array_min(d), array_max(d), array_min(f), array_max(f) FROM t;
SELECT array_min(c), array_max(c), hex(array_min(x)), hex(array_max(x)), array_min(e), array_max(e), array_min(b), array_max(b) FROM t;
SELECT array_min(z), array_max(z), array_min(r), array_max(r), array_min(array(1, 2)), array_max(array(NULL, a[0])) FROM t WHERE size(a) > 0;
