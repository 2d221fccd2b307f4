-- The strings of an array as one.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<STRING>, d STRING, r STRING, i ARRAY<INT>) USING parquet;
INSERT INTO t VALUES (1, array('a', NULL, 'b'), ',', '?', array(1, NULL)), (2, array(NULL, NULL), '-', NULL, array()), (3, array(), '', '', NULL), (4, NULL, ',', 'x', array(3)), (5, array('😀', '', 'é'), NULL, 'x', array(4)), (6, array('', NULL), '😀', '', array(5));
SELECT array_join(a, ','), array_join(a, d), array_join(a, ',', '?'), array_join(a, d, r), array_join(a, '', ''), array_join(a, d, NULL), array_join(a, NULL) FROM t;
SELECT array_join(array(d, r, 'x'), '/'), array_join(i, ' '), array_join(array('a', 'b'), d), array_join(a, d, 'q') FROM t;
SELECT array_join(a, ',', CAST(8 DIV n AS STRING)), array_join(a, CAST(8 DIV (n - 4) AS STRING), 'x') FROM t;
