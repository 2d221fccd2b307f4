CREATE TABLE t USING parquet AS SELECT * FROM VALUES ('Spark SQL', 5, 2), ('', 1, 1), (NULL, 1, 1), ('a😀b', 2, 1), ('é́x', -2, 5), ('abc', 0, 2), ('abc', -5, 4), ('abc', 2, -1), ('abc', 2147483647, 2147483647), ('abc', NULL, 1) AS v(s, p, n);
SELECT substring(s, p, n), substring(s, p), substring(s, 1, 2), substr(s, -2) FROM t;
