-- Functions of StrictMath, and of Math where it is StrictMath: bit by bit.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (d DOUBLE, e DOUBLE) USING parquet;
INSERT INTO t VALUES (0D, -0.0D), (-0.0D, 0D), (1D, -1D), (-1D, 1D), (0.5D, 2D), (2D, 0.5D), (double('NaN'), 1D), (1D, double('NaN')), (double('Infinity'), 2D), (double('-Infinity'), 3D), (2D, double('Infinity')), (0.5D, double('-Infinity')),
  (NULL, 1D), (1D, NULL), (4.9E-324D, 4.9E-324D), (1.7976931348623157E308D, 1.7976931348623157E308D), (-1.7976931348623157E308D, 3D), (2.2250738585072014E-308D, -2D), (709.782712893384D, 1D), (709.7827128933841D, 1D), (-745.1332191019411D, 1D), (-745.1332191019412D, 1D), (1.3407807929942596E154D, 1D), (-1.3407807929942596E154D, 1D), (-2D, 3D), (-2D, 4D), (-2D, 0.5D), (-8D, 9007199254740993D), (1.0000001D, 1E10D), (0.9999999D, -1E10D), (710.4758600739439D, 1D), (0D, -3D), (-0.0D, -3D);
INSERT INTO t SELECT (id - 1000) * 0.73681D, (id % 37 - 18) * 1.31D FROM range(2000);
INSERT INTO t SELECT (id - 1000) / 1000.0D, (id % 53 - 26) / 7.0D FROM range(2001);
INSERT INTO t SELECT power(1.37D, id - 1000) * if(id % 3 = 0, -1, 1), power(1.21D, id % 101 - 50) FROM range(2000);
SELECT d, exp(d), expm1(d), exp(-d), expm1(-d / 7) FROM t;
SELECT d, ln(d), log10(d), log2(d), log1p(d), log(d), log(e, d), log(10, d), log(d, e) FROM t;
SELECT d, e, pow(d, e), power(abs(d), e), pow(d, 1.5D), pow(d, 2), pow(d, 0.5D), pow(d, -1), pow(1.1D, d) FROM t;
SELECT d, asin(d), acos(d), atan(d), atan2(d, e), atan2(e, d), atan2(d, 3D) FROM t;
SELECT d, sinh(d), cosh(d), tanh(d), sinh(d / 30), cosh(d / 30), tanh(d / 30) FROM t;
SELECT d, asinh(d), acosh(d), acosh(abs(d)), atanh(d), atanh(1 / d) FROM t WHERE d <> 0D;
SELECT d, cbrt(d), hypot(d, e), hypot(d, d), degrees(d), radians(d) FROM t;
SELECT d, nanvl(d, e), nanvl(e, d), nanvl(CAST(d AS FLOAT), 7F) FROM t;
SELECT width_bucket(d, 0D, 10D, 5), width_bucket(d, 10D, 0D, 5), width_bucket(d, e, 3D, 4), width_bucket(d, -1D, 1D, 0), width_bucket(d, -1D, 1D, 9223372036854775807), width_bucket(d, -1D, 1D, 9223372036854775806) FROM t;
CREATE TABLE i (i INT) USING parquet;
INSERT INTO i SELECT CAST(id AS INT) - 5 FROM range(40);
INSERT INTO i VALUES (NULL), (-2147483648), (2147483647);
SELECT factorial(i) FROM i;
