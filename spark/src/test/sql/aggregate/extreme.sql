-- Extremes, and values at extremes, of nested types and intervals.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT /*+ COALESCE(1) */ * FROM VALUES
  (1, array(0.0D, NULL), named_struct('a', 1, 'b', array('x')), X'00', make_ym_interval(0, 5), make_dt_interval(0, 0, 0, 1.5)),
  (1, NULL, NULL, NULL, NULL, NULL),
  (1, array(-0.0D, 2.0D), named_struct('a', 1, 'b', array()), X'FF', make_ym_interval(0, -5), make_dt_interval(-1)),
  (1, array(0.0D, 2.0D), named_struct('a', NULL, 'b', array('x')), X'7F', make_ym_interval(100, 5), make_dt_interval(1)),
  (2, array(), named_struct('a', 1, 'b', NULL), X'', make_ym_interval(0, 0), make_dt_interval(0)),
  (2, array(double('NaN')), named_struct('a', 2, 'b', array('x', NULL)), X'0000', make_ym_interval(178956970, 7), make_dt_interval(106751990)),
  (2, array(double('Infinity'), 7.0D), named_struct('a', 2, 'b', array('x')), X'01', make_ym_interval(-178956970, -7), make_dt_interval(-106751990)),
  (3, NULL, NULL, NULL, NULL, NULL)
  AS v(k, a, s, b, ym, dt);
CREATE TABLE deeper USING parquet AS SELECT k, array(a) AS a, named_struct('x', a, 'y', s) AS s, array(s, s) AS t, ym FROM t;
SELECT k, min(a), max(a), min(s), max(s), min(b), max(b) FROM t GROUP BY k;
SELECT min(a), max(a), min(s), max(s), min(ym), max(ym), min(dt), max(dt) FROM t;
SELECT k, min(ym), max(ym), min(dt), max(dt) FROM t GROUP BY k;
SELECT k, max_by(k, a), min_by(dt, a), max_by(a, s), min_by(s, s), max_by(b, ym), min_by(b, ym), max_by(a, dt), min_by(s, b) FROM t GROUP BY k;
SELECT k, min(a), max(s), max_by(s, t), min(t), min(a) FILTER (WHERE ym IS NULL) FROM deeper GROUP BY k;
SELECT min(a), max(s), max_by(a, s) FROM t WHERE k > 5;
SELECT k, sum(ym), avg(ym), sum(dt), avg(dt) FROM t WHERE k <> 2 GROUP BY k;
SELECT sum(ym), avg(ym), sum(dt), avg(dt), sum(ym) FILTER (WHERE k = 1), avg(DISTINCT dt) FROM t;
SELECT sum(ym), avg(ym), sum(dt), avg(dt) FROM t WHERE k = 3;
SELECT k, sum(ym) FROM t WHERE k = 2 AND ym >= make_ym_interval(0) GROUP BY k;
-- Sums that overflow.
CREATE TABLE large USING parquet AS SELECT /*+ COALESCE(1) */ * FROM VALUES (make_ym_interval(178956970, 7), make_dt_interval(106751990)), (make_ym_interval(0, 1), make_dt_interval(106751990)) AS v(ym, dt);
SELECT sum(ym) FROM large;
SELECT avg(ym) FROM large;
SELECT sum(dt) FROM large;
SELECT avg(dt) FROM large;
SELECT try_sum(ym), try_avg(ym), try_sum(dt), try_avg(dt) FROM large;
SELECT k, try_sum(ym), try_avg(ym), try_sum(dt), try_avg(dt) FROM t GROUP BY k;
SELECT ym, try_sum(ym), try_avg(dt) FROM large GROUP BY ym;
SELECT try_sum(k), try_avg(k), try_sum(CAST(k AS DECIMAL(38, 0))), try_avg(CAST(k AS DOUBLE)) FROM t;
