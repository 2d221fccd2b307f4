-- Aggregates that Spark's analyzer replaces by others, which are native.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t USING parquet AS SELECT /*+ COALESCE(1) */ id, id % 5 AS k, id % 3 = 0 AS f, CASE WHEN id % 4 = 0 THEN NULL ELSE id % 2 = 0 END AS g,
  CASE WHEN id % 4 = 0 THEN NULL ELSE CAST(id * 31 % 97 AS DOUBLE) END AS x, CASE WHEN id % 6 = 0 THEN NULL ELSE CAST(id * 17 % 89 AS DOUBLE) END AS y FROM range(0, 200, 1, 1);
SELECT any(f), some(g), every(f), bool_and(g), bool_or(f), count_if(f), count_if(g IS NULL), any_value(id), any_value(g, true) FROM t;
SELECT k, any(f), some(g), every(f), bool_and(g), bool_or(f), count_if(f), count_if(g), any_value(x), any_value(g) IGNORE NULLS FROM t GROUP BY k;
SELECT k, first(x), first(x, true), first_value(g), last(y), last(y, true), last_value(g) IGNORE NULLS FROM t GROUP BY k;
SELECT k, regr_count(y, x), regr_avgx(y, x), regr_avgy(y, x) FROM t GROUP BY k;
SELECT k, regr_sxx(y, x), regr_syy(y, x), regr_sxy(y, x), regr_slope(y, x), regr_intercept(y, x), regr_r2(y, x) FROM t GROUP BY k;
SELECT k, std(x), stddev(x), variance(x), skewness(x), kurtosis(y), corr(x, y), mean(y) FROM t GROUP BY k;
SELECT k, bit_and(id), bit_or(id), bit_xor(id), max_by(id, x), min_by(g, y) FROM t GROUP BY k;
SELECT f, k, grouping(f), grouping_id(f, k), count_if(g), any_value(id) FILTER (WHERE id > 10) FROM t GROUP BY CUBE (f, k);
SELECT any(f), count_if(f), any_value(id), regr_count(y, x), bool_and(f) FROM t WHERE id < 0;
