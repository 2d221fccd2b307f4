-- Whether a map has a key.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, m MAP<STRING, INT>, d MAP<DOUBLE, STRING>, i MAP<INT, INT>, s STRING, k DOUBLE) USING parquet;
INSERT INTO t VALUES (1, map('a', NULL, '😀', 2), map(double('NaN'), 'x', 0D, 'zero'), map(1, 1, 4, NULL), 'a', -0.0D), (2, map(), map(), map(), '', double('NaN')), (3, NULL, NULL, NULL, NULL, NULL), (4, map('', 0), map(1.5D, NULL), map(4, 4), '', 1.5D);
SELECT n, map_contains_key(m, 'a'), map_contains_key(m, s), map_contains_key(m, ''), map_contains_key(d, k), map_contains_key(d, double('NaN')), map_contains_key(d, 0D), map_contains_key(i, n), map_contains_key(map(1, 'x', 2, 'y'), n) FROM t;
SELECT n FROM t WHERE map_contains_key(m, s) AND NOT map_contains_key(i, 1);
