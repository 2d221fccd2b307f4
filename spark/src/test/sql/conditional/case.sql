CREATE TABLE t USING parquet AS SELECT id, CASE WHEN id % 3 = 0 THEN NULL ELSE id END AS n, CAST(id % 4 AS INT) AS z FROM range(50);
SELECT CASE WHEN n > 10 THEN 'big' WHEN n > 5 THEN 'mid' END, CASE z WHEN 0 THEN 'zero' WHEN 1 THEN 'one' ELSE 'many' END FROM t;
SELECT if(n IS NULL, -1, n), coalesce(n, id, 0), nullif(z, 2), nvl(n, 7) FROM t;
SELECT CASE WHEN z <> 0 THEN id % z ELSE 0 END FROM t;
SELECT sum(CASE WHEN z = 1 THEN 1 ELSE 0 END) FROM t;
