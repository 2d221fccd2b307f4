-- Arguments after a NULL are not evaluated: what they would raise is not raised.
CREATE TABLE t USING parquet AS SELECT * FROM VALUES
  (1, 'x', CAST(NULL AS INT)), (2, '7', 5), (3, 'y', NULL), (4, '-1', 2) AS t(id, s, n);

SELECT n + CAST(s AS INT), n - CAST(s AS INT), n * CAST(s AS INT) FROM t;

SELECT n = CAST(s AS INT), n < CAST(s AS INT), n >= CAST(s AS INT) FROM t;

SELECT id FROM t WHERE n > CAST(s AS INT);

SELECT n / CAST(s AS INT), n % CAST(s AS INT), n div CAST(s AS INT), pmod(n, CAST(s AS INT)) FROM t;

SELECT n + (CAST(s AS INT) + (n + CAST(s AS INT))) FROM t;

SELECT substring(s, n, CAST(s AS INT)), lpad(s, n, 'ab'), locate('a', s, n + CAST(s AS INT)) FROM t;

SELECT date_add(DATE'2024-01-01', n + CAST(s AS INT)), shiftleft(n, CAST(s AS INT)) FROM t;

-- A NULL after it does not help.
SELECT CAST(s AS INT) + n FROM t;

SELECT n <=> CAST(s AS INT) FROM t;
