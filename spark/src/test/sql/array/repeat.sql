-- An element many times.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING, d DOUBLE, a ARRAY<INT>) USING parquet;
INSERT INTO t VALUES (2, 'a', DOUBLE('-0.0'), array(1, NULL)), (0, NULL, DOUBLE('NaN'), array()), (-1, '😀', NULL, NULL), (NULL, '', 1D, array(2)), (3, 'z', 2D, array(NULL));
SELECT array_repeat(s, n), array_repeat(d, 2), array_repeat(a, n), array_repeat(5, n), array_repeat(NULL, n), array_repeat(s, 0), array_repeat(s, NULL) FROM t;
SELECT array_repeat(coalesce(n, 1), 2), array_repeat(struct(n, s), 1) FROM t;
SELECT array_repeat(s, 2147483633) FROM t WHERE n = 2;
