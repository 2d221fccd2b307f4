CREATE TABLE t (i INT, d DOUBLE, e DOUBLE, s STRING, u STRING, dt DATE, bl BOOLEAN) USING parquet;
INSERT INTO t VALUES (1, 0.0D, -0.0D, 'a', 'b', DATE'2020-01-01', true), (2, double('NaN'), double('NaN'), 'z', 'é', DATE'1500-01-01', false),
  (NULL, NULL, 1D, NULL, 'x', NULL, NULL), (-5, double('Infinity'), double('NaN'), '', '', DATE'9999-12-31', true), (7, 1D, 2D, '😀', 'z', DATE'0001-01-01', false);
SELECT d = e, d < e, d <= e, d > e, d >= e, d <> e, d <=> e FROM t;
SELECT s = u, s < u, s >= u, s <=> u, s > 'a' FROM t;
SELECT i > 1, i <> 2, i BETWEEN 0 AND 5, dt < DATE'2020-06-01', bl = true FROM t;
SELECT bl AND i > 0, bl OR i > 0, NOT bl, bl AND NULL, bl OR NULL FROM t;
SELECT * FROM t WHERE d = 0D;
SELECT * FROM t WHERE d > 1D;
SELECT * FROM t WHERE d IN (0D, double('NaN'));
SELECT * FROM t WHERE d IN (-0.0D, 1D);
SELECT d IN (-0.0D, 7D), CAST(i AS FLOAT) IN (CAST(-0.0 AS FLOAT), 1F) FROM t;
SELECT i IN (1, 2, NULL), s IN ('a', ''), dt IN (DATE'2020-01-01') FROM t;
