-- Sizes of arrays and maps, with and without NULL as -1.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (a ARRAY<INT>, s ARRAY<ARRAY<STRING>>, m MAP<INT, STRING>) USING parquet;
INSERT INTO t VALUES (array(1, NULL), array(array()), map(1, 'a')), (array(), NULL, map()), (NULL, array(), NULL);
SELECT size(a), size(s), size(m), cardinality(a), cardinality(m), array_size(a), array_size(s) FROM t;
SELECT size(array(1, 2)), size(a) + 1, size(s[0]) FROM t WHERE size(s) > 0;
-- CONF spark.sql.legacy.sizeOfNull=true
SELECT size(a), size(s), size(m), cardinality(a), cardinality(m), array_size(a) FROM t;
