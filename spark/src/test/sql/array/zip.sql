-- Arrays side by side.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, b ARRAY<STRING>, c ARRAY<ARRAY<INT>>) USING parquet;
INSERT INTO t VALUES (1, array(1, NULL, 3), array('a', 'b'), array(array(1))), (2, array(), array(), array()), (3, NULL, array('x'), array()), (4, array(5), array('y'), array(NULL)), (5, array(), array(NULL), NULL);
SELECT arrays_zip(a, b), arrays_zip(a), arrays_zip(a, b, c), arrays_zip(a, array(1, 2)), arrays_zip(array(n), array(1)) FROM t;
SELECT arrays_zip(a, b) FROM t WHERE n IN (2, 4);
SELECT arrays_zip(a, b).a, arrays_zip(a, b)[0].b FROM t WHERE n = 1;
SELECT arrays_zip(a, array(1 / 0)) FROM t WHERE n = 3;
