-- Filters: three-valued logic, selective and empty filters, conditions that only some rows reach.
CREATE TABLE t USING parquet AS SELECT id AS i, id % 7 AS m, CAST(id % 5 AS DOUBLE) AS d,
  CASE WHEN id % 3 = 0 THEN NULL ELSE concat('s', id % 11) END AS s,
  CASE WHEN id % 4 = 0 THEN NULL ELSE id % 4 = 1 END AS b FROM range(1000);
-- AQE both
-- PLAN NativeFilter
SELECT * FROM t WHERE i > 990;
SELECT * FROM t WHERE s IS NULL AND m = 1;
SELECT count(*) FROM t WHERE s IS NOT NULL OR m = 2;
SELECT * FROM t WHERE NOT (m < 6) AND d >= 4D;
SELECT i FROM t WHERE m IN (1, 2) AND s IN ('s1', 's2');
SELECT i FROM t WHERE m NOT IN (1, 2, NULL);
SELECT i FROM t WHERE m <=> NULL OR s <=> 's3';
SELECT i FROM t WHERE b;
SELECT i FROM t WHERE NOT b;
SELECT i FROM t WHERE b IS NULL AND NOT (s = 's1');
SELECT i FROM t WHERE b OR s = 's1';
SELECT i FROM t WHERE NOT (b AND s = 's1');
SELECT i FROM t WHERE false;
SELECT i FROM t WHERE CAST(NULL AS BOOLEAN);
SELECT i FROM t WHERE true;
SELECT i FROM t WHERE i = 0 OR i = 999;
SELECT i FROM (SELECT i, m + 1 AS n FROM t WHERE m > 2) WHERE n < 5;
SELECT i FROM t WHERE CASE WHEN m > 3 THEN d > 2D WHEN m = 1 THEN NULL ELSE true END;
-- Only rows that pass the left side reach the right side.
SELECT i FROM t WHERE m <> 0 AND 12 % m = 0;
SELECT i FROM t WHERE m = 0 OR 12 % m = 0;
SELECT i FROM t WHERE if(m = 0, false, 100 / m > 30);
