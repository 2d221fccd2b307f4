-- Collecting into arrays: lists in order, sets once, of all types, through buffers, DISTINCT and FILTER.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE one USING parquet AS SELECT /*+ COALESCE(1) */ * FROM VALUES
  (1, 17L, 'b', 0.0D, X'01', DATE'2020-01-01', 1.50BD, true, array(1, NULL), named_struct('a', 1, 'b', 'x'), map(1, 'a')),
  (1, 1L, 'a', -0.0D, X'', NULL, 1.50BD, false, array(1, NULL), named_struct('a', 1, 'b', CAST(NULL AS STRING)), map(2, NULL)),
  (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (1, 16L, '', double('NaN'), X'00', DATE'1969-12-31', -2.25BD, true, array(), named_struct('a', 1, 'b', 'x'), map()),
  (3, 9223372036854775807L, '😀é', double('Infinity'), X'FF', DATE'9999-12-31', 999.99BD, NULL, array(2), NULL, NULL),
  (1, 33L, 'a', 1.5D, X'0100', DATE'2020-01-01', 0.00BD, true, NULL, named_struct('a', CAST(NULL AS INT), 'b', 'x'), map(1, 'a')),
  (3, -9223372036854775808L, 'ab', 0.1D, X'FF', DATE'0001-01-01', 999.99BD, false, array(2), named_struct('a', 5, 'b', ''), map(3, 'c')),
  (1, 17L, 'b', 1e10D, X'01', DATE'2020-01-02', NULL, NULL, array(2, 1), named_struct('a', 1, 'b', 'x'), map(3, 'c'))
  AS v(k, l, s, d, b, dt, n, f, a, st, m);
CREATE TABLE nested USING parquet AS SELECT k, make_dt_interval(k) AS d1, make_ym_interval(k) AS y1, dt, named_struct('x', d, 'y', array(n)) AS st, array(s, s) AS a FROM one;
CREATE TABLE many USING parquet AS SELECT id, id % 7 AS k, id % 1013 AS l, CAST(id % 211 AS STRING) AS s,
  CASE WHEN id % 3 = 0 THEN NULL ELSE CAST(id % 97 AS DOUBLE) / 4 END AS d, CAST(id % 19 AS INT) AS i FROM range(0, 20000, 1, 4);
CREATE TABLE e USING parquet AS SELECT * FROM many WHERE id < 0;
-- Lists, in the order of one task's rows.
-- PLAN NativeObjectHashAggregate
SELECT collect_list(l), collect_list(s), collect_list(d), collect_list(b) FROM one;
SELECT k, collect_list(l), array_agg(s), collect_list(d), collect_list(b), collect_list(dt) FROM one GROUP BY k;
SELECT k, collect_list(n), collect_list(f), collect_list(a), collect_list(st), collect_list(m) FROM one GROUP BY k;
SELECT collect_list(st), collect_list(a) FROM nested;
SELECT k, collect_list(l) FILTER (WHERE l > 10), array_agg(s) FILTER (WHERE d IS NULL) FROM one GROUP BY k;
SELECT collect_list(CAST(l AS TINYINT)), collect_list(CAST(k AS SMALLINT)), collect_list(k), collect_list(CAST(k AS FLOAT)) FROM one WHERE l < 100 AND l > 0;
SELECT collect_list(CAST(dt AS TIMESTAMP_NTZ)), collect_list(d1), collect_list(y1) FROM nested;
-- Sets, in the order of Spark's table.
SELECT collect_set(l), collect_set(s), collect_set(d), collect_set(b) FROM one;
SELECT k, collect_set(l), collect_set(s), collect_set(d), collect_set(b), collect_set(dt), collect_set(f) FROM one GROUP BY k;
SELECT k, explode_outer(c) FROM (SELECT k, collect_set(n) AS c FROM one GROUP BY k);
SELECT k, explode_outer(c) FROM (SELECT k, collect_set(a) AS c FROM one GROUP BY k);
SELECT k, explode_outer(c) FROM (SELECT k, collect_set(st) AS c FROM one GROUP BY k);
SELECT collect_set(CAST(dt AS TIMESTAMP_NTZ)), collect_set(d1), collect_set(y1) FROM nested;
SELECT collect_set(CAST(d AS FLOAT)), collect_set(CAST(k AS SMALLINT)), collect_set(k), collect_set(k = 1) FROM one;
SELECT k, collect_set(l) FILTER (WHERE l > 10) FROM one GROUP BY k;
-- Through the buffers of several tasks. Elements become rows where their order is that of the tasks.
CREATE TABLE pairs USING parquet AS SELECT k, named_struct('s', s, 'd', d) AS p, id FROM many;
SELECT k, explode_outer(c) FROM (SELECT k, collect_list(l) AS c FROM many GROUP BY k);
SELECT k, explode_outer(c) FROM (SELECT k, collect_list(s) AS c FROM many GROUP BY k);
SELECT k, explode_outer(c) FROM (SELECT k, array_agg(d) AS c FROM many GROUP BY k);
SELECT explode_outer(c) FROM (SELECT collect_list(p) AS c FROM pairs);
SELECT k, collect_set(l), collect_set(i), collect_set(d), collect_set(s) FROM many GROUP BY k;
SELECT collect_set(l), collect_set(s), collect_set(d), collect_set(id) FROM many WHERE id > 5000;
SELECT k, explode_outer(c) FROM (SELECT k, collect_set(CAST(l AS DECIMAL(20, 2))) AS c FROM many GROUP BY k);
SELECT l, explode_outer(c) FROM (SELECT l, collect_list(id) AS c FROM many GROUP BY l);
SELECT l, collect_set(k) FROM many GROUP BY l;
SELECT id, collect_list(s), collect_set(l) FROM many GROUP BY id;
SELECT k, explode_outer(c), n FROM (SELECT k, collect_list(DISTINCT i) AS c, count(DISTINCT l) AS n FROM many GROUP BY k);
SELECT explode_outer(c), n FROM (SELECT collect_list(DISTINCT s) AS c, sum(DISTINCT i) AS n FROM many);
SELECT k, explode_outer(c), n FROM (SELECT k, collect_list(DISTINCT i) FILTER (WHERE l > 500) AS c, count(*) AS n FROM many GROUP BY k);
-- Nothing to collect.
SELECT collect_list(l), collect_set(s), array_agg(d) FROM e;
SELECT k, collect_list(l), collect_set(s) FROM e GROUP BY k;
SELECT collect_list(l), collect_set(l) FROM one WHERE k = 2;
