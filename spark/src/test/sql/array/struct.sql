-- Structs: made, and their fields.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, s STRING, r STRUCT<u: INT, v: STRING, w: STRUCT<z: DOUBLE>>, a ARRAY<STRUCT<u: INT, v: STRING>>) USING parquet;
INSERT INTO t VALUES
  (1, 'a', named_struct('u', 1, 'v', 'x', 'w', named_struct('z', 1.5D)), array(named_struct('u', 1, 'v', 'x'), NULL, named_struct('u', NULL, 'v', ''))),
  (2, NULL, named_struct('u', NULL, 'v', NULL, 'w', NULL), array()),
  (NULL, 'c', NULL, NULL);
SELECT struct(n, s), named_struct('a', n, 'b', 5, 'c', NULL), struct(n, s, r), struct(1) FROM t;
SELECT r.u, r.v, r.w, r.w.z FROM t;
SELECT a.u, a.v, a.u[0], a[0].v, a[1], a[2].u FROM t WHERE n = 1;
SELECT a.u, a.v FROM t;
SELECT struct(n, r.w).w.z, named_struct('x', s).x, struct(struct(n, s) AS i).i.s FROM t;
SELECT array(named_struct('p', n, 'q', s)).q, array(r).w, array(r, NULL).u, array(r).w.z FROM t;
SELECT n FROM t WHERE r.u = 1 OR r.w.z IS NULL;
SELECT coalesce(r, named_struct('u', 0, 'v', '', 'w', named_struct('z', 0D))).u, if(n = 1, struct(n), named_struct('n', 1)) FROM t;
SELECT r.u, count(*) FROM t GROUP BY r.u;
SELECT x.r.v FROM (SELECT struct(r, n) x FROM t) WHERE x.n > 0;
SELECT l.n, r.x FROM t l LEFT JOIN (SELECT n, struct(n, s) x FROM t WHERE n = 1) r ON l.n = r.n;
SELECT l.n, struct(r.n, r.s) FROM t l LEFT JOIN (SELECT coalesce(n, 5) n, coalesce(s, '') s FROM t WHERE n = 1) r ON l.n = r.n;
