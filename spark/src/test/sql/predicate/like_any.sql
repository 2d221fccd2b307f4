-- Many patterns at once, with NULLs among them.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING) USING parquet;
INSERT INTO t VALUES (1, 'foo'), (2, 'bar'), (3, ''), (4, NULL), (5, 'foobar'), (6, '😀foo'), (7, 'x_y%');
SELECT n, s LIKE ANY ('foo%', '%bar'), s LIKE ANY ('%foo', NULL), s LIKE ANY ('q', ''), s LIKE ANY (NULL, NULL), s NOT LIKE ANY ('foo%', '%bar'), s NOT LIKE ANY ('%', NULL), s LIKE SOME ('_', '___') FROM t;
SELECT n, s LIKE ALL ('foo%', '%bar'), s LIKE ALL ('%foo%', NULL), s LIKE ALL ('%', '%'), s NOT LIKE ALL ('foo%', '%bar'), s NOT LIKE ALL ('q', NULL), s NOT LIKE ALL ('%foo%', NULL) FROM t;
SELECT n FROM t WHERE s LIKE ANY ('foo%', '%bar') AND s NOT LIKE ALL ('q', 'x%');
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, s LIKE ANY ('x\\_y\\%', 'q'), upper(s) LIKE ALL ('F%', '%R') FROM t;
