-- Arrays as sets: array_distinct, array_union, array_except, array_intersect.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, b ARRAY<INT>, s ARRAY<STRING>, u ARRAY<STRING>, d ARRAY<DOUBLE>, e ARRAY<DOUBLE>, f ARRAY<FLOAT>, x ARRAY<BINARY>, y ARRAY<BINARY>, v ARRAY<ARRAY<DOUBLE>>, w ARRAY<ARRAY<DOUBLE>>, c ARRAY<DECIMAL(20,3)>, l ARRAY<BIGINT>, o ARRAY<BOOLEAN>, p ARRAY<DATE>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, 2, NULL, 1, NULL), array(2, 3), array('a', 'b', 'a', NULL), array('b', NULL), array(0D, DOUBLE('-0.0'), DOUBLE('NaN'), DOUBLE('NaN'), 0D), array(DOUBLE('-0.0'), 5D), array(FLOAT('NaN'), FLOAT('-0.0'), FLOAT('NaN')), array(X'00', X'00', NULL), array(X'00', NULL), array(array(0D), array(DOUBLE('-0.0')), NULL, NULL), array(array(DOUBLE('-0.0')), array(1D)), array(1.000, 1.000), array(1L, 1L, NULL), array(true, true, false), array(DATE'2020-01-01', NULL)),
  (2, array(1, NULL), array(2, NULL), array('a'), array(NULL), array(DOUBLE('NaN'), NULL), array(DOUBLE('NaN'), NULL), array(), array(X'01'), array(X'00'), array(array(DOUBLE('NaN'), NULL)), array(NULL, array(DOUBLE('NaN'), NULL)), array(2.000, NULL), array(9223372036854775807L), array(NULL), array()),
  (3, array(1, 1), array(), array(NULL), array(NULL), array(1D, 2D), array(3D), NULL, array(NULL), array(X'00'), array(NULL), array(array(1D)), array(), array(), NULL, NULL),
  (4, array(), array(4, 4), NULL, array('a', 'a'), NULL, array(1D), array(NULL), array(), array(NULL), array(), array(array()), NULL, NULL, array(), array(NULL)),
  (5, concat(sequence(1, 50), sequence(1, 50)), sequence(25, 75), array('q'), array('r', '😀', 'r'), array(1D), array(1D), array(1F), array(X'AA'), array(X'AA'), array(array()), array(array()), array(3.125), array(0L), array(false), array(DATE'0001-01-01'));
SELECT n, array_distinct(a), array_distinct(s), array_distinct(d), array_distinct(f), array_distinct(x), array_distinct(v), array_distinct(c), array_distinct(l), array_distinct(o), array_distinct(p) FROM t;
SELECT n, array_union(a, b), array_union(b, a), array_union(s, u), array_union(d, e), array_union(e, d), array_union(x, y), array_union(v, w) FROM t;
SELECT n, array_except(a, b), array_except(b, a), array_except(s, u), array_except(d, e), array_except(e, d), array_except(x, y), array_except(v, w) FROM t;
SELECT n, array_intersect(a, b), array_intersect(b, a), array_intersect(s, u), array_intersect(d, e), array_intersect(e, d), array_intersect(x, y), array_intersect(v, w) FROM t;
SELECT n, array_union(f, array(0F)), array_except(f, array(0F)), array_intersect(f, array(FLOAT('NaN'))), array_union(c, array(CAST(2 AS DECIMAL(20,3)))), array_except(o, array(true)), array_intersect(l, array(1L, NULL)) FROM t;
SELECT array_union(array(n), array(1)), array_except(array(n, 1), array(1)), array_intersect(array(1, 2), array(n, 2)), array_union(a, array(1, 2)), array_except(array(1, 2), a), array_intersect(array(1, 2), a) FROM t;
SELECT array_distinct(array(NULL, NULL)), array_union(array(NULL), array(1)), array_except(array(NULL), array(NULL)), array_union(a, l), array_union(array(array(n)), array(array(1))) FROM t;
