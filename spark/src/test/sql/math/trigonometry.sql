-- Sines, cosines, tangents, and what is made of them.
CREATE TABLE t (n INT, d DOUBLE) USING parquet;
INSERT INTO t VALUES (1, 0D), (2, -0.0D), (3, double('NaN')), (4, double('Infinity')), (5, NULL), (6, 1D), (7, -3.141592653589793D), (8, 1e22D), (9, 4.9E-324D), (10, 1.5707963267948966D), (11, 0.7853981633974483D), (12, 1e308D);
INSERT INTO t SELECT CAST(id + 20 AS INT), (id - 500) * 0.737D FROM range(1000);
SELECT n, sin(d), cos(d), tan(d), cot(d), sec(d), csc(d) FROM t;
SELECT n, asin(d / 400), acos(d / 400), atan(d), atan2(d, n), sinh(d / 10), cosh(d / 10), tanh(d), asinh(d), acosh(d), atanh(d / 400), radians(d), degrees(d), pi() * d FROM t;
