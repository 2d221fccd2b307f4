-- Whether two arrays have an element in common.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, b ARRAY<INT>, s ARRAY<STRING>, u ARRAY<STRING>, d ARRAY<DOUBLE>, e ARRAY<DOUBLE>, x ARRAY<BINARY>, y ARRAY<BINARY>, v ARRAY<ARRAY<DOUBLE>>, w ARRAY<ARRAY<DOUBLE>>, c ARRAY<DECIMAL(20,3)>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, 2), array(2, 3), array('a', 'b'), array('b'), array(0D), array(DOUBLE('-0.0')), array(X'00'), array(X'00', NULL), array(array(0D)), array(array(DOUBLE('-0.0'))), array(1.000)),
  (2, array(1, NULL), array(2), array('a'), array(NULL), array(DOUBLE('NaN')), array(DOUBLE('NaN'), NULL), array(X'01'), array(X'00'), array(array(DOUBLE('NaN'), NULL)), array(NULL, array(DOUBLE('NaN'), NULL)), array(2.000, NULL)),
  (3, array(1, NULL), array(), array(NULL), array(NULL), array(1D, 2D), array(3D), array(NULL), array(X'00'), array(NULL), array(array(1D)), array()),
  (4, array(), array(), NULL, array('a'), NULL, NULL, array(), array(NULL), array(), array(array()), NULL),
  (5, sequence(1, 100), sequence(100, 300), array('q'), array('r'), array(1D), array(1D), array(X'AA'), array(X'AA'), array(array()), array(array()), array(3.125));
SELECT n, arrays_overlap(a, b), arrays_overlap(b, a), arrays_overlap(s, u), arrays_overlap(d, e) FROM t;
SELECT n, arrays_overlap(x, y), arrays_overlap(v, w), arrays_overlap(c, array(CAST(1 AS DECIMAL(20,3)), CAST(3.125 AS DECIMAL(20,3)))), arrays_overlap(a, array(1)), arrays_overlap(a, array(n)) FROM t;
SELECT arrays_overlap(array(n, NULL), array(1)), arrays_overlap(array(NULL), array(NULL)), arrays_overlap(array(n), array(n)) FROM t;
