-- Roots, logarithms, powers and signs: domains, NaN and infinities.
CREATE TABLE t (d DOUBLE, f FLOAT, i INT, c DECIMAL(10,2)) USING parquet;
INSERT INTO t VALUES (4D, CAST(2 AS FLOAT), 9, 2.25BD), (-1D, CAST(-1 AS FLOAT), -9, -2.25BD), (0D, CAST(0 AS FLOAT), 0, 0.00BD), (-0.0D, CAST(-0.0D AS FLOAT), 1, 0.01BD),
  (double('NaN'), CAST('NaN' AS FLOAT), 2, 1.00BD), (double('Infinity'), CAST('Infinity' AS FLOAT), 3, 99999999.99BD), (double('-Infinity'), NULL, 100, 10.00BD), (NULL, NULL, NULL, NULL), (4.9E-324D, CAST(1E-45 AS FLOAT), 2147483647, 3.00BD), (1E308D, CAST(3E38 AS FLOAT), -2147483648, 7.50BD), (2D, CAST(0.1 AS FLOAT), 5, 1.10BD);
SELECT sqrt(d), sqrt(f), sqrt(i), sqrt(c) FROM t;
SELECT sign(d), sign(f), sign(i), sign(c) FROM t;
SELECT signum(d) FROM t;
SELECT isnan(d), isnan(f) FROM t;
SELECT nanvl(d, 7D), nanvl(f, CAST(1 AS FLOAT)) FROM t;
SELECT degrees(d), radians(d) FROM t;
SELECT exp(d) FROM t;
SELECT ln(d), log10(d), log2(d), log(2, d) FROM t;
SELECT pow(d, 2), pow(i, 0.5D) FROM t;
SELECT cbrt(d), hypot(d, 3D) FROM t;
SELECT greatest(d, 1D), least(d, 1D), greatest(f, CAST(0 AS FLOAT)), least(f, CAST(0 AS FLOAT)) FROM t;
SELECT greatest(i, 5, NULL), least(i, 5), greatest(c, 2.5BD), least(c, 0.0BD) FROM t;
SELECT factorial(i) FROM t;
