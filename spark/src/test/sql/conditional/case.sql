-- CASE, IF, COALESCE and their relatives: nulls, types, branches that only some rows reach.
-- ERRORS condition
CREATE TABLE t USING parquet AS SELECT id, CASE WHEN id % 3 = 0 THEN NULL ELSE id END AS n, CAST(id % 4 AS INT) AS z,
  CASE WHEN id % 5 = 0 THEN NULL ELSE concat('s', id) END AS s, CAST(id AS DECIMAL(10,2)) AS d FROM range(50);
SELECT CASE WHEN n > 10 THEN 'big' WHEN n > 5 THEN 'mid' END, CASE z WHEN 0 THEN 'zero' WHEN 1 THEN 'one' ELSE 'many' END FROM t;
SELECT if(n IS NULL, -1, n), coalesce(n, id, 0), nullif(z, 2), nvl(n, 7), nvl2(n, 'a', 'b'), ifnull(s, '') FROM t;
SELECT CASE WHEN z <> 0 THEN id % z ELSE 0 END FROM t;
SELECT if(z = 0, 0, 100 % z), coalesce(n, 100 % (z + 1)) FROM t;
SELECT sum(CASE WHEN z = 1 THEN 1 ELSE 0 END), count(CASE WHEN z = 2 THEN 1 END) FROM t;
SELECT CASE WHEN CAST(NULL AS BOOLEAN) THEN 1 ELSE 2 END, CASE WHEN n > 5 THEN NULL ELSE NULL END, if(CAST(NULL AS BOOLEAN), 1, 2) FROM t;
SELECT CASE WHEN n > 10 THEN d WHEN n > 5 THEN 0.5BD ELSE z END, if(z > 1, d, 0) FROM t;
SELECT CASE WHEN z = 0 THEN DATE'2020-01-01' WHEN z = 1 THEN DATE'0001-01-01' END FROM t;
SELECT CASE WHEN z = 0 THEN TIMESTAMP'2020-01-01 00:00:00' ELSE NULL END, CASE WHEN z = 0 THEN X'00' ELSE X'' END FROM t;
SELECT CASE WHEN z = 0 THEN s ELSE CASE WHEN z = 1 THEN concat_null WHEN z = 2 THEN 'two' END END FROM (SELECT *, CAST(NULL AS STRING) AS concat_null FROM t);
SELECT coalesce(s, 'none'), coalesce(NULL, NULL, s), coalesce(n, z), coalesce(s) FROM t;
SELECT * FROM t WHERE CASE WHEN z = 0 THEN n > 5 WHEN z = 1 THEN s IS NULL END;
SELECT CASE WHEN z > 0 THEN 'a' ELSE 'b' END, count(*) FROM t GROUP BY CASE WHEN z > 0 THEN 'a' ELSE 'b' END;
SELECT nullif(n, id), nullif(s, 's1'), nullif(d, 1.00BD) FROM t;
-- ANSI on
SELECT CASE WHEN z = 0 THEN id % z ELSE 0 END FROM t;
SELECT coalesce(n, 5 % (z - z)) FROM t;
