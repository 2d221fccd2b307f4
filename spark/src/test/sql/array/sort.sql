-- sort_array both ways, and array_sort without a comparator.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, s ARRAY<STRING>, d ARRAY<DOUBLE>, f ARRAY<FLOAT>, c ARRAY<DECIMAL(10,2)>, x ARRAY<BINARY>, e ARRAY<TIMESTAMP>, b ARRAY<BOOLEAN>, z ARRAY<ARRAY<DOUBLE>>, r ARRAY<STRUCT<u: INT, v: STRING>>) USING parquet;
INSERT INTO t VALUES
  (1, array(3, NULL, -1, 7, NULL, 3), array('b', 'a', NULL, 'B', ''), array(DOUBLE('NaN'), 0D, DOUBLE('-0.0'), NULL, DOUBLE('-Infinity')), array(0F, FLOAT('-0.0'), 0F), array(1.00, -2.50, NULL), array(X'7F', X'80', X''), array(TIMESTAMP'2020-01-01 00:00:00', TIMESTAMP'1960-01-01 00:00:00'), array(true, NULL, false), array(array(0D, 1D), array(DOUBLE('-0.0'), 1D), NULL, array(NULL), array()), array(named_struct('u', 2, 'v', 'x'), named_struct('u', 1, 'v', NULL), NULL, named_struct('u', 1, 'v', ''))),
  (2, array(), array('😀', 'ｚ', 'é'), array(), NULL, array(), NULL, array(NULL), array(false, true, false), array(), array()),
  (3, NULL, NULL, NULL, array(NULL, FLOAT('NaN'), -1F), NULL, array(), NULL, NULL, NULL, NULL),
  (4, array(5, 30, 18, 2, 9, 27, 11, 24, 1, 16, 29, 7, 21, 13, 3, 26, 8, 19, 4, 28, 12, 23, 6, 17, 25, 10, 22, 14, 20, 15), array('only'), array(1D, DOUBLE('NaN'), DOUBLE('-0.0'), 0D, DOUBLE('-0.0')), array(1F), array(5.00), array(NULL), array(), array(), array(array(1D)), array(NULL));
SELECT sort_array(a), sort_array(a, true), sort_array(a, false), array_sort(a) FROM t;
SELECT sort_array(s), sort_array(s, false), array_sort(s), sort_array(c), sort_array(c, false), array_sort(c) FROM t;
SELECT sort_array(d), sort_array(d, false), array_sort(d), sort_array(f), sort_array(f, false), array_sort(f) FROM t;
SELECT sort_array(x), sort_array(x, false), array_sort(x), sort_array(e), sort_array(e, false), array_sort(e), sort_array(b), sort_array(b, false), array_sort(b) FROM t;
SELECT sort_array(z), sort_array(z, false), array_sort(z), sort_array(r), sort_array(r, false), array_sort(r) FROM t;
SELECT sort_array(array(0D, DOUBLE('-0.0'), DOUBLE('NaN'), n)), sort_array(array(DOUBLE('NaN'), 0D, DOUBLE('-0.0')), false), sort_array(array(0F, FLOAT('-0.0'))) FROM t;
SELECT sort_array(array(coalesce(n, 0), 2, 1)), array_sort(array(coalesce(n, 0), 2, 1)), sort_array(a, NULL), sort_array(array(NULL, NULL)) FROM t;
SELECT sort_array(array(coalesce(CAST(n AS DOUBLE), 0D), 0D, DOUBLE('-0.0'))), array_sort(array(coalesce(CAST(n AS DOUBLE), 0D), 0D, DOUBLE('-0.0'))) FROM t;
