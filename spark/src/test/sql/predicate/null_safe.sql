-- Arguments after a NULL are not evaluated: what they would raise is not raised. (What stands twice in a
-- projection Spark evaluates first, so that it raises.)
-- ERRORS condition
CREATE TABLE t USING parquet AS SELECT * FROM VALUES
  (1, 'x', CAST(NULL AS INT)), (2, '7', 5), (3, 'y', NULL), (4, '-1', 2) AS t(id, s, n);

SELECT n + CAST(s AS INT) FROM t;

SELECT n * CAST(s AS INT) FROM t;

SELECT n = CAST(s AS INT) FROM t;

SELECT n < CAST(s AS INT) FROM t;

SELECT id FROM t WHERE n > CAST(s AS INT);

SELECT id + (n + (id + CAST(s AS INT))) FROM t;

SELECT substring(s, n, n + CAST(s AS INT)) FROM t;

SELECT date_add(DATE'2024-01-01', n + CAST(s AS INT)) FROM t;

-- A NULL after it does not help.
SELECT CAST(s AS INT) + n FROM t;

SELECT n <=> CAST(s AS INT) FROM t;
