-- Whether a value is NULL, and what stands for it.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, i INT, d DOUBLE, s STRING, m DECIMAL(38, 10), a ARRAY<INT>, r STRUCT<x: INT>, day DATE, b BINARY) USING parquet;
INSERT INTO t VALUES
  (1, 0, -0.0D, '', 0, array(), named_struct('x', NULL), DATE'0001-01-01', X''),
  (2, 1, double('NaN'), 'é😀', 9999999999999999999999999999.9999999999, array(NULL), named_struct('x', 1), DATE'9999-12-31', X'00'),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (4, -2147483648, double('-Infinity'), '0', -0.0000000001, array(1), named_struct('x', 0), DATE'1582-10-15', X'FF');
SELECT n, isnull(i), isnotnull(i), isnull(d), isnotnull(d), isnull(s), isnotnull(s), isnull(m), isnull(a), isnotnull(a), isnull(r), isnotnull(r), isnull(r.x), isnull(day), isnotnull(b) FROM t;
SELECT n, equal_null(i, 0), equal_null(i, NULL), equal_null(d, double('NaN')), equal_null(d, 0D), equal_null(s, ''), equal_null(m, 0), equal_null(a, array(NULL)), equal_null(r, named_struct('x', CAST(NULL AS INT))), equal_null(day, DATE'9999-12-31'), equal_null(b, X'') FROM t;
SELECT n, nullifzero(i), zeroifnull(i), nullifzero(d), zeroifnull(d), nullifzero(m), zeroifnull(m) FROM t;
SELECT n, ifnull(i, n), nvl(s, 'none'), nvl2(d, n, -n), nullif(i, 1), nullif(s, ''), coalesce(a, array(n)), isnan(d), nanvl(d, n) FROM t;
-- ANSI on
SELECT zeroifnull(s), nullifzero(s) FROM t WHERE n = 4;
SELECT zeroifnull(s) FROM t WHERE n = 2;
-- ANSI both
SELECT n FROM t WHERE isnull(i) OR equal_null(d, 0D);
