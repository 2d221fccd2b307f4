-- Names of days and months.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT date_add(DATE'2023-12-25', CAST(id AS INT) * 17) AS d FROM range(40) UNION ALL SELECT NULL UNION ALL SELECT DATE'0001-01-01';
SELECT d, dayname(d), monthname(d) FROM t;
SELECT dayname(CAST(d AS TIMESTAMP)), monthname(CAST(d AS TIMESTAMP_NTZ)) FROM t;
