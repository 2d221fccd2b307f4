-- array_insert, and what is made of it: array_append, array_prepend; array_compact.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, p INT, s STRING, a ARRAY<INT>, b ARRAY<STRING>, c ARRAY<ARRAY<INT>>) USING parquet;
INSERT INTO t VALUES (1, 1, 'x', array(1, 2, 3), array('a', NULL), array(array(1), NULL)), (2, -1, NULL, array(), array(), array()), (3, 5, '😀', array(NULL), NULL, NULL), (NULL, -5, '', array(7), array('q'), array(array(NULL))), (5, NULL, 'y', NULL, array('', ''), array(array()));
SELECT array_insert(a, 1, n), array_insert(a, 2, 9), array_insert(a, 5, n), array_insert(a, -1, n), array_insert(a, -2, 0), array_insert(a, -6, n) FROM t;
SELECT array_insert(a, p, n), array_insert(b, p, s), array_insert(b, p, NULL), array_insert(c, p, array(n)), array_insert(c, 3, NULL) FROM t;
SELECT array_append(a, n), array_append(b, s), array_append(c, a), array_append(a, NULL), array_append(array(1, 2), n) FROM t;
SELECT array_prepend(a, n), array_prepend(b, s), array_prepend(c, a), array_prepend(a, NULL) FROM t;
SELECT array_compact(a), array_compact(b), array_compact(c), array_compact(array(n, p)) FROM t;
SELECT array_insert(a, 0, 1) FROM t;
SELECT array_insert(a, p - 1, 1) FROM t;
SELECT array_insert(a, 2147483640, 1) FROM t WHERE n = 1;
SELECT array_insert(a, -2147483640, 1) FROM t WHERE n = 1;
SELECT array_insert(a, p, 1 / 0) FROM t WHERE n = 5;
-- CONF spark.sql.legacy.negativeIndexInArrayInsert=true
SELECT array_insert(a, 1, n), array_insert(a, -1, n), array_insert(a, -2, 0), array_insert(a, -6, n), array_insert(b, p, s) FROM t;
