-- Joined strings and binaries: delimiters, orders, DISTINCT, FILTER, through buffers.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE one USING parquet AS SELECT /*+ COALESCE(1) */ * FROM VALUES
  (1, 'b', 2, 1.5D, X'01'), (1, 'a', NULL, 0.0D, X'02'), (2, NULL, 1, 1D, NULL), (1, '', 1, -0.0D, X''), (3, '😀é', 5, double('NaN'), X'FF'),
  (1, 'c', 2, NULL, X'00'), (3, 'z', -5, double('Infinity'), X'7F'), (1, 'b', 7, 3D, X'01') AS v(k, s, i, d, b);
CREATE TABLE nested USING parquet AS SELECT s, array(d, i) AS a, named_struct('d', d, 's', s) AS st FROM one;
CREATE TABLE many USING parquet AS SELECT id, id % 7 AS k, CAST(id * 31 % 211 AS STRING) AS s, id * 17 % 97 AS i FROM range(0, 3000, 1, 4);
SELECT listagg(s), listagg(s, ', '), string_agg(s, '😀'), listagg(s, NULL), listagg(b), listagg(b, X'2C') FROM one;
SELECT k, listagg(s), string_agg(s, ', '), listagg(b, X'FFFF') FROM one GROUP BY k;
SELECT k, listagg(s, ',') WITHIN GROUP (ORDER BY s), listagg(s, ',') WITHIN GROUP (ORDER BY s DESC), listagg(b, X'2C') WITHIN GROUP (ORDER BY b DESC) FROM one GROUP BY k;
SELECT k, listagg(s, ',') WITHIN GROUP (ORDER BY i), listagg(s, ',') WITHIN GROUP (ORDER BY i DESC), listagg(s, ',') WITHIN GROUP (ORDER BY i NULLS LAST), listagg(s, ',') WITHIN GROUP (ORDER BY i DESC NULLS FIRST) FROM one GROUP BY k;
SELECT k, listagg(s, ',') WITHIN GROUP (ORDER BY d, i DESC), listagg(s, ',') WITHIN GROUP (ORDER BY d DESC, s), listagg(b) WITHIN GROUP (ORDER BY s, d) FROM one GROUP BY k;
SELECT listagg(s, ',') WITHIN GROUP (ORDER BY a, s), listagg(s, ',') WITHIN GROUP (ORDER BY st DESC) FROM nested;
SELECT k, listagg(DISTINCT s, ',') WITHIN GROUP (ORDER BY s), count(*) FROM one GROUP BY k;
SELECT k, listagg(s, ',') FILTER (WHERE i > 1), listagg(s) FILTER (WHERE i > 100) FROM one GROUP BY k;
SELECT k, listagg(s, ',') WITHIN GROUP (ORDER BY s DESC), listagg(CAST(id AS STRING), ',') WITHIN GROUP (ORDER BY i, id) FROM many GROUP BY k;
SELECT listagg(DISTINCT s, ',') WITHIN GROUP (ORDER BY s DESC) FROM many;
SELECT id, listagg(s), listagg(s, ',') WITHIN GROUP (ORDER BY i) FROM many GROUP BY id;
SELECT listagg(s), listagg(CAST(s AS BINARY)) FROM many WHERE id < 0;
SELECT k, listagg(s) FROM many WHERE id < 0 GROUP BY k;
