-- Maps of arrays, of entries and of other maps.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, k ARRAY<STRING>, v ARRAY<INT>, d ARRAY<DOUBLE>, e ARRAY<STRUCT<k: STRING, v: INT>>, f ARRAY<STRUCT<k: DOUBLE, v: INT>>, m MAP<STRING, INT>, o MAP<STRING, INT>, g MAP<DOUBLE, INT>) USING parquet;
INSERT INTO t VALUES
  (1, array('a', 'b'), array(1, NULL), array(1D, -0.0D), array(struct('a', 1), struct('b', NULL)), array(struct(-0.0D, 1)), map('a', 1), map('b', 2), map(-0.0D, 1)),
  (2, NULL, array(1), NULL, NULL, NULL, NULL, map('x', 1), NULL),
  (3, array(), array(), array(), array(), array(), map(), map(), map()),
  (4, array('é', '', '😀'), array(1, 2, 3), array(double('NaN'), 2D, 1D), array(struct('q', 5), NULL), array(struct(double('NaN'), 2), struct(1D, NULL)), map('y', NULL, 'z', 26), map('w', 23, 'v', 22), map(double('NaN'), 7)),
  (5, array('l'), NULL, array(5D), array(NULL), array(struct(2D, 2)), map('only', 1), NULL, map(1D, 1));
SELECT n, map_from_arrays(k, v), map_from_arrays(k, k) FROM t;
SELECT n, map_from_entries(e) FROM t;
SELECT n, map_concat(m, o), map_concat(m), map_concat() FROM t;
SELECT n, map_concat(m, map('lit', n)), map_concat(o, map('l1', 1), map('l2', NULL)) FROM t;
SELECT n, map_from_arrays(CASE WHEN n <> 3 THEN k END, CASE WHEN n <> 4 THEN v END) FROM t;
SELECT map_from_entries(map_entries(m)), map_from_arrays(map_keys(m), map_values(m)) FROM t;
-- Wrong lengths, keys that are NULL, keys that are there twice.
SELECT map_from_arrays(k, array(1)) FROM t WHERE n = 1;
SELECT map_from_arrays(v, k) FROM t WHERE n = 1;
SELECT map_concat(m, m) FROM t WHERE n = 1;
SELECT map_from_entries(map_entries(map('p', n))), map_concat(m, map('q', 1, 'a', 2)) FROM t;
SELECT map_concat(m, map(k1, 1)) FROM (SELECT m, CASE WHEN n = 1 THEN 'zz' END AS k1 FROM t WHERE n < 3) WHERE m IS NULL OR k1 IS NOT NULL;
-- A map that is NULL keeps the ones after it from being computed.
SELECT map_concat(m, map('k', 10 % (n - 2))) FROM t WHERE n < 4;
-- CONF spark.sql.mapKeyDedupPolicy=LAST_WIN
SELECT n, map_from_arrays(d, d), map_from_entries(f), map_concat(g) FROM t;
SELECT n, map_concat(m, o, map('a', 9, 'z', 9)), map_concat(m, m), map_concat(g, map(0D, 2, double('NaN'), 3)) FROM t;
CREATE TABLE u (n INT, k ARRAY<INT>, v ARRAY<STRING>, d ARRAY<FLOAT>, e ARRAY<STRUCT<k: INT, v: STRING>>) USING parquet;
INSERT INTO u VALUES
  (1, array(1, 2, 1), array('a', 'b', 'c'), array(-0.0F, 0F, -0.0F), array(struct(1, 'a'), struct(1, 'b'))),
  (2, array(1, 2, 3), array('a', NULL, 'c'), array(-0.0F, 1F, float('NaN')), array(struct(2, 'x'), struct(1, NULL), struct(2, 'y')));
SELECT n, map_from_arrays(k, v), map_from_arrays(d, v), map_from_entries(e) FROM u;
-- CONF spark.sql.mapKeyDedupPolicy=EXCEPTION
SELECT map_from_arrays(k, v) FROM u;
SELECT map_from_entries(e) FROM u WHERE n = 1;
