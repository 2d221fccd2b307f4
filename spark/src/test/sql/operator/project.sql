-- Projections: literals of every type, repeated columns, expressions over expressions.
CREATE TABLE t USING parquet AS SELECT CAST(id AS INT) AS i, id * 2 AS l, CAST(id AS DECIMAL(10,2)) AS d,
  CASE WHEN id % 5 = 0 THEN NULL ELSE concat('s', id) END AS s FROM range(100);
-- AQE both
-- PLAN NativeProject
SELECT i + 1, l * 2 - i, d + d, -d, 'x' AS c, NULL AS n FROM t;
SELECT i, i, l AS i FROM t;
SELECT s, i, s, d FROM t;
SELECT CASE WHEN i % 2 = 0 THEN l ELSE d END, coalesce(NULL, i), if(i > 5, 'a', 'b') FROM t;
SELECT (i + 1) * (i + 1), (i + 1) * (i + 1) - l FROM t;
SELECT upper(s), concat(upper(s), '-'), length(upper(s)), CASE WHEN i > 20 THEN upper(s) END FROM t;
SELECT CASE WHEN i > 20 THEN 100 / (i - 20) END, if(i > 50, 100 / (i - 20), -1) FROM t;
SELECT transform(array(i, 2), x -> x * (i + 1)), (i + 1) * 3, exists(array(i + 1), x -> x > (i + 1) - 1) FROM t;
SELECT sum(d * 2), max(d * 2 + i), min(i * 3) FILTER (WHERE i * 3 > 6), count(i * 3) FROM t GROUP BY i * 3;
SELECT true, 1Y, 2S, 3, 4L, 1.5D, CAST(2.5 AS FLOAT), 1.25BD, '', 'Zürich 😀', X'00ff', DATE'0001-01-01',
  TIMESTAMP'9999-12-31 23:59:59.999999', TIMESTAMP_NTZ'1969-12-31 23:59:59' FROM t WHERE i < 2;
SELECT double('NaN'), -0.0D, double('-Infinity'), 12345678901234567890123456789012345678BD, -9223372036854775808L FROM t WHERE i < 2;
SELECT CAST(NULL AS INT), CAST(NULL AS STRING), CAST(NULL AS DECIMAL(10,2)), CAST(NULL AS DATE) FROM t WHERE i < 2;
SELECT 1 FROM t;
SELECT x + 1, y FROM (SELECT i * 2 AS x, s AS y FROM t) WHERE x > 100;
SELECT * FROM (SELECT i AS a, l AS b FROM t) WHERE a = 3;
