-- Comparison of arrays and structs, and their hashes.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, b ARRAY<INT>, d ARRAY<DOUBLE>, e ARRAY<DOUBLE>, r STRUCT<u: INT, v: STRING>, q STRUCT<u: INT, v: STRING>, z ARRAY<STRUCT<u: ARRAY<STRING>>>) USING parquet;
INSERT INTO t VALUES
  (1, array(1, 2), array(1, 2), array(0D, DOUBLE('NaN')), array(DOUBLE('-0.0'), DOUBLE('NaN')), named_struct('u', 1, 'v', NULL), named_struct('u', 1, 'v', NULL), array(named_struct('u', array('a', NULL)))),
  (2, array(1), array(1, NULL), array(1D), array(DOUBLE('NaN')), named_struct('u', NULL, 'v', 'x'), named_struct('u', 1, 'v', 'x'), array(NULL)),
  (3, array(NULL), array(), array(NULL), array(DOUBLE('-Infinity')), named_struct('u', 2, 'v', 'é'), named_struct('u', 2, 'v', 'z'), array()),
  (4, array(), NULL, NULL, NULL, NULL, named_struct('u', NULL, 'v', NULL), NULL),
  (5, NULL, NULL, array(), array(), NULL, NULL, array(named_struct('u', NULL)));
SELECT n, a = b, a <> b, a < b, a <= b, a > b, a >= b, a <=> b, a = a, a <=> NULL FROM t;
SELECT n, d = e, d < e, d >= e, d <=> e, r = q, r < q, r >= q, r <=> q, r = r, z = z, z < z, z <=> NULL FROM t;
SELECT n, a = array(1, 2), a < array(n), array(1) <= a, r = named_struct('u', 1, 'v', CAST(NULL AS STRING)), struct(n, 1) = struct(1, n), struct(n) < struct(2) FROM t;
SELECT n, a IN (b, array(1)), a IN (array(1), array(1, 2)), r IN (q, named_struct('u', 2, 'v', 'é')), a NOT IN (b), (n, n) IN ((1, 1), (2, 3)) FROM t;
SELECT n FROM t WHERE a = b OR (r > q AND d IS NOT NULL);
SELECT hash(a, r), xxhash64(d, z), hash(d), hash(array(n, 1)), xxhash64(struct(n, 'x')) FROM t;
SELECT n, a = array(1 / n) FROM t WHERE a IS NULL;
