-- What a map is made of, and how much of it there is.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, m MAP<STRING, INT>, d MAP<DOUBLE, STRING>, v MAP<INT, MAP<STRING, ARRAY<INT>>>) USING parquet;
INSERT INTO t VALUES
  (1, map('a', 1, 'é', NULL, '', 3), map(1.5D, 'x', double('NaN'), NULL), map(1, map('k', array(1, NULL)), 2, NULL)),
  (2, NULL, NULL, NULL),
  (3, map(), map(), map()),
  (4, map('😀', -1), map(0D, ''), map(7, map()));
SELECT n, map_keys(m), map_keys(d), map_keys(v) FROM t;
SELECT n, map_values(m), map_values(d), map_values(v) FROM t;
SELECT n, map_entries(m), map_entries(d), map_entries(v) FROM t;
SELECT n, size(m), cardinality(d) FROM t WHERE n <> 2 OR size(v) = 0;
SELECT map_keys(CASE WHEN n = 1 THEN m END), size(CASE WHEN n = 1 THEN m END) FROM t;
SELECT map_keys(map('a', n)), map_values(map('a', n)), size(map(n, 1)), map_keys(NULL) FROM t;
SELECT n FROM t WHERE size(m) > 0 ORDER BY n LIMIT 2;
-- CONF spark.sql.legacy.sizeOfNull=false
SELECT n, size(m), cardinality(d), size(v) FROM t;
-- CONF spark.sql.legacy.sizeOfNull=true
SELECT n, size(m), cardinality(d), size(v) FROM t;
