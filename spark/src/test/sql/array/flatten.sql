-- flatten, slice, reverse and concat of arrays and binaries.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, i INT, a ARRAY<INT>, b ARRAY<STRING>, c ARRAY<ARRAY<INT>>, x BINARY, y BINARY) USING parquet;
INSERT INTO t VALUES (1, 1, array(1, NULL, 3), array('a', 'b'), array(array(1, NULL), array(), array(2)), X'00FF', X'01'), (2, -2, array(), array(), array(), X'', X'AA'), (3, 2, NULL, array('x'), array(array(1), NULL), NULL, X''), (4, -9, array(5), array('😀', NULL), array(NULL), X'7F', NULL), (5, NULL, array(6, 7), NULL, NULL, X'10', X'20');
SELECT flatten(c), flatten(array(a, array(n))), flatten(array(a, a)), flatten(array(b, b)), flatten(array(c, c)), flatten(array(array(1), array(2))) FROM t;
SELECT slice(a, 1, 2), slice(a, -2, 2), slice(a, 2, 0), slice(b, 2, 5), slice(c, 1, 1), slice(a, i, 2), slice(array(1, 2, 3), i, n) FROM t;
SELECT slice(a, -2147483648, 2147483647), slice(a, 2147483647, 2147483647), slice(a, 3, 2147483647) FROM t;
SELECT slice(a, 0, 1) FROM t;
SELECT slice(a, 1, -1) FROM t;
SELECT slice(a, 0, -1), n FROM t WHERE a IS NULL;
SELECT slice(b, i - 1, n - 2) FROM t;
SELECT reverse(a), reverse(b), reverse(c), reverse(array(n, i)), reverse(array(1, 2)), reverse('ab'), reverse(b[0]) FROM t WHERE size(b) > 0;
SELECT reverse(a), reverse(b), reverse(c) FROM t;
SELECT concat(a, a), concat(a, array(n), a), concat(b, array('l')), concat(c, array(a)), concat(a), concat(array(1), array(2, NULL)), concat(array(array(n)), array(array(1))) FROM t;
SELECT hex(concat(x, y)), hex(concat(x, X'00', y)), concat('a', 'b'), concat() FROM t;
SELECT concat(a, array(1 / 0)) FROM t WHERE a IS NULL;
SELECT concat(b[0], CAST(1 DIV 0 AS STRING)) FROM t WHERE b[0] IS NULL AND n = 5;
