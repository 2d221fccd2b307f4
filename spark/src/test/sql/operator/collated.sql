-- Operators that group, sort, join, partition and prune by strings in collations.
CREATE TABLE k (n INT, g INT, l STRING COLLATE UTF8_LCASE, u STRING COLLATE UNICODE, ci STRING COLLATE UNICODE_CI, ai STRING COLLATE UNICODE_CI_AI, r STRING COLLATE UTF8_BINARY_RTRIM, lr STRING COLLATE UTF8_LCASE_RTRIM, de STRING COLLATE de_CI_RTRIM, b STRING) USING parquet;
INSERT INTO k SELECT /*+ COALESCE(1) */ n, n % 3, s, s, s, s, s, s, s, s FROM VALUES (1, 'a'), (2, 'A'), (3, 'á'), (4, 'Á'), (5, 'a '), (6, 'A  '), (7, 'ß'), (8, 'ss'), (9, 'SS'), (10, 'İ'), (11, 'i̇'), (12, 'I'), (13, 'ı'), (14, 'Σ'), (15, 'σ'), (16, 'ς'), (17, 'straße'), (18, 'STRASSE'), (19, ''), (20, ' '), (21, NULL), (22, 'é😀'), (23, 'É😀'), (24, 'e\u0301'), (25, 'Z'), (26, 'z'), (27, 'ä'), (28, 'zz top'), (29, 'a,b'), (30, 'A,B'), (31, 'aB'), (32, 'AB'), (33, NULL), (34, 'b'), (35, 'B'), (36, '_a') AS v(n, s);
CREATE TABLE j (i INT, l STRING COLLATE UTF8_LCASE, ci STRING COLLATE UNICODE_CI, r STRING COLLATE UTF8_BINARY_RTRIM, b STRING) USING parquet;
INSERT INTO j SELECT /*+ COALESCE(1) */ n, s, s, s, s FROM VALUES (1, 'A'), (2, 'a'), (3, 'ab'), (4, 'SS'), (5, 'ß'), (6, NULL), (7, 'q'), (8, 'a  '), (9, ''), (10, 'É😀'), (11, 'Z') AS v(n, s);
CREATE TABLE nested (n INT, a ARRAY<STRING COLLATE UTF8_LCASE>, s STRUCT<x: STRING COLLATE UNICODE_CI, y: INT>, m MAP<STRING, STRING COLLATE UTF8_LCASE>) USING parquet;
INSERT INTO nested SELECT /*+ COALESCE(1) */ * FROM VALUES (1, array('a', 'A', NULL, 'b'), named_struct('x', 'a', 'y', 1), map('k', 'V', 'K', 'v')), (2, array('A', 'a', NULL, 'B'), named_struct('x', 'A', 'y', 1), map('k', NULL)), (3, NULL, NULL, NULL), (4, array('A', 'a'), named_struct('x', NULL, 'y', 2), map()), (5, array(), named_struct('x', NULL, 'y', 2), map('k', 'v')) AS v(n, a, s, m);
-- AQE both
SELECT l, count(*) FROM k GROUP BY l;
SELECT ci, sum(n), min(b), max(u), first(n), last(ci) FROM k GROUP BY ci;
SELECT ai, r, count(n) FROM k GROUP BY ai, r;
SELECT lr, de, g, avg(n) FROM k GROUP BY lr, de, g;
SELECT upper(b COLLATE UTF8_LCASE) AS x, count(*), collect_list(n) FROM k GROUP BY x;
SELECT trim(r || ''), count(DISTINCT g), array_sort(collect_list(b)) FROM k GROUP BY r || '';
SELECT u, count(*) FROM k GROUP BY u HAVING u > 'a';
SELECT length(l), count(*) + max(n) FROM k GROUP BY l;
SELECT DISTINCT l FROM k;
SELECT DISTINCT ci, g FROM k;
SELECT DISTINCT r FROM k;
SELECT g, count(DISTINCT l), count(DISTINCT ci), count(DISTINCT r, de) FROM k GROUP BY g;
SELECT count(DISTINCT l), count(l), count(DISTINCT ai), sum(DISTINCT n) FROM k;
SELECT g, min(l), max(l), min(ci), max(ci), min(r), max(r), min(u), max(de) FROM k GROUP BY g;
SELECT min(l), max(l), min(ci), max(ai), min(lr) FROM k;
SELECT min(l), max(ci), count(l) FROM k WHERE n > 100;
SELECT g, max_by(n, l), min_by(n, ci), max_by(l, n), min_by(ci, n), first(r), last(u, true), any_value(l) FROM k GROUP BY g;
SELECT g, size(collect_set(b)), collect_list(ci), array_sort(collect_list(de)) FROM k GROUP BY g;
SELECT mode(l), mode(r), approx_count_distinct(b) FROM k WHERE n < 7;
SELECT g, approx_count_distinct(l), approx_count_distinct(ci), approx_count_distinct(r) FROM k GROUP BY g;
SELECT g, listagg(l, ',' COLLATE UTF8_LCASE) WITHIN GROUP (ORDER BY l, n), listagg(b, ',') WITHIN GROUP (ORDER BY ci, n), listagg(l) WITHIN GROUP (ORDER BY n) FROM k GROUP BY g;
SELECT listagg(DISTINCT l, ',' COLLATE UTF8_LCASE) WITHIN GROUP (ORDER BY l) FROM k WHERE n < 7;
SELECT l, g, count(*), grouping(l) FROM k GROUP BY ROLLUP (l, g);
SELECT ci, r, sum(n) FROM k GROUP BY CUBE (ci, r);
SELECT g, min(l), max(n) FROM k GROUP BY ROLLUP (g);
SELECT lower(ci), sum(n) FILTER (WHERE l > 'b'), count(DISTINCT b) FROM k GROUP BY ci;
SELECT s, count(*) FROM nested GROUP BY s;
SELECT a, count(*) FROM nested GROUP BY a;
SELECT DISTINCT s, a FROM nested;
SELECT count(DISTINCT s), count(DISTINCT a) FROM nested;
-- FALLBACK MAP<STRING, STRING COLLATE UTF8_LCASE>
SELECT m, count(*) FROM nested GROUP BY m;
SELECT max(s), min(a), collect_set(s.y), max_by(n, s) FROM nested;
SELECT n, l FROM k ORDER BY l, n;
-- FALLBACK a sort by STRING COLLATE UNICODE
SELECT n, u FROM k ORDER BY u, n;
-- FALLBACK a sort by STRING COLLATE UNICODE_CI
SELECT n, ci FROM k ORDER BY ci DESC, n;
-- FALLBACK a sort by STRING COLLATE UNICODE_CI_AI
SELECT n, ai FROM k ORDER BY ai NULLS LAST, n;
SELECT n, row_number() OVER (PARTITION BY l ORDER BY n), sum(n) OVER (PARTITION BY r ORDER BY n), rank() OVER (ORDER BY lr), dense_rank() OVER (PARTITION BY g ORDER BY l DESC), cume_dist() OVER (ORDER BY r NULLS LAST) FROM k;
SELECT * FROM (SELECT n, l, rank() OVER (PARTITION BY g ORDER BY l, n) AS place FROM k) WHERE place < 3;
SELECT l FROM k WHERE l > 'a' ORDER BY l || 'x', n LIMIT 7;
SELECT /*+ REPARTITION_BY_RANGE(3, l, n) */ n, l FROM k;
SELECT n, r FROM k ORDER BY r DESC NULLS FIRST, n DESC;
SELECT n, lr FROM k ORDER BY lr, n;
-- FALLBACK a sort by STRING COLLATE DE_CI_RTRIM
SELECT n, de FROM k ORDER BY de, n;
-- FALLBACK a sort by STRING COLLATE DE_CI_RTRIM
SELECT n, de, l FROM k ORDER BY upper(de), substring(l, 1, 1), n;
SELECT n, l FROM k ORDER BY l, n LIMIT 5;
-- FALLBACK a sort by STRING COLLATE UNICODE_CI
SELECT n, ci FROM k ORDER BY ci DESC, n LIMIT 7;
SELECT l FROM k SORT BY l;
-- FALLBACK a sort by STRING COLLATE UNICODE_CI
SELECT n, s FROM nested ORDER BY s.x, n;
-- FALLBACK sort of STRUCT<x: STRING COLLATE UNICODE_CI
SELECT n, s FROM nested ORDER BY s, n;
-- FALLBACK a sort by STRING COLLATE UNICODE_CI
SELECT n, row_number() OVER (PARTITION BY l ORDER BY n), count(*) OVER (PARTITION BY ci), sum(n) OVER (PARTITION BY r ORDER BY n), first_value(b) OVER (PARTITION BY ai ORDER BY n) FROM k;
-- FALLBACK a sort by STRING COLLATE UNICODE_CI
SELECT n, rank() OVER (ORDER BY l), dense_rank() OVER (PARTITION BY g ORDER BY ci), percent_rank() OVER (ORDER BY r DESC), cume_dist() OVER (ORDER BY de NULLS LAST) FROM k;
SELECT n, lag(l) OVER (ORDER BY n), lead(ci, 2, 'none') OVER (ORDER BY n), nth_value(r, 2) OVER (PARTITION BY g ORDER BY n), max(l) OVER (PARTITION BY g ORDER BY n), min(ci) OVER (PARTITION BY g ORDER BY n ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING), count(*) OVER (ORDER BY lr), max(l) OVER (PARTITION BY g) FROM k;
-- FALLBACK a sort by STRING COLLATE UNICODE_CI
SELECT * FROM (SELECT n, ci, rank() OVER (PARTITION BY g ORDER BY ci, n) AS place FROM k) WHERE place < 3;
SELECT * FROM (SELECT n, l, row_number() OVER (PARTITION BY l ORDER BY n) AS place FROM k) WHERE place = 1;
-- FALLBACK grouping by STRING COLLATE TH_CI
SELECT b COLLATE th_CI AS x, count(*) FROM k GROUP BY x;
SELECT l FROM k UNION SELECT l FROM j;
SELECT l FROM k UNION ALL SELECT l FROM j;
-- FALLBACK a sort-merge join by STRING COLLATE UNICODE_CI
SELECT lower(ci) FROM (SELECT ci FROM k INTERSECT SELECT ci FROM j);
SELECT lower(l) FROM (SELECT l FROM k INTERSECT SELECT l FROM j);
SELECT k.n, j.i FROM k JOIN j ON k.l = j.b COLLATE UTF8_LCASE;
SELECT n FROM k WHERE l IN (SELECT l FROM j) OR n = 20;
SELECT r FROM k EXCEPT SELECT r FROM j;
SELECT l FROM k EXCEPT ALL SELECT l FROM j;
SELECT k.n, j.i FROM k JOIN j ON k.l = j.l;
SELECT k.n, j.i, k.ci, j.ci FROM k LEFT JOIN j ON k.ci = j.ci;
SELECT k.n, j.i, k.r, j.r FROM k RIGHT JOIN j ON k.r = j.r AND k.n > j.i;
SELECT k.n, j.i FROM k FULL JOIN j ON k.l = j.l AND k.ci = j.ci;
SELECT k.n FROM k LEFT SEMI JOIN j ON k.ci = j.ci;
SELECT k.n FROM k LEFT ANTI JOIN j ON k.l = j.l;
SELECT k.n, j.i FROM k JOIN j ON k.l <=> j.l;
SELECT k.n, j.i FROM k JOIN j ON upper(k.l) = upper(j.l);
SELECT k.n, j.i FROM k JOIN j ON k.l < j.l AND k.ci <> j.ci;
-- FALLBACK a sort-merge join by STRING COLLATE UNICODE_CI
SELECT k.n, j.i FROM k JOIN j ON k.ci = j.b COLLATE UNICODE_CI;
SELECT n FROM k WHERE l IN (SELECT l FROM j);
-- FALLBACK a sort-merge join by STRING COLLATE UNICODE_CI
SELECT n FROM k WHERE ci IN (SELECT ci FROM j) OR n = 20;
SELECT n FROM k WHERE r NOT IN (SELECT r FROM j WHERE r IS NOT NULL);
SELECT n FROM k WHERE EXISTS (SELECT 1 FROM j WHERE j.l = k.l AND j.i <> k.n);
SELECT x.n, y.n FROM nested x JOIN nested y ON x.s = y.s;
SELECT x.n, y.n FROM nested x JOIN nested y ON x.a = y.a;
-- CONF spark.sql.autoBroadcastJoinThreshold=-1
SELECT k.n, j.i FROM k JOIN j ON k.l = j.l;
SELECT /*+ MERGE(j) */ k.n, j.i, k.ci, j.ci FROM k LEFT JOIN j ON k.ci = j.ci;
SELECT /*+ MERGE(j) */ k.n, j.i FROM k FULL JOIN j ON upper(k.l) = upper(j.l);
SELECT /*+ SHUFFLE_HASH(j) */ k.n, j.i FROM k RIGHT JOIN j ON k.r = j.r;
-- FALLBACK a sort-merge join by STRING COLLATE UNICODE_CI
SELECT /*+ SHUFFLE_HASH(j) */ k.n, j.i FROM k JOIN j ON upper(k.ci) = upper(j.ci);
SELECT k.n FROM k LEFT ANTI JOIN j ON k.ci = j.ci;
-- CONF spark.thermite.join.hash=never
-- PLAN NativeSortMergeJoin
SELECT k.n, j.i FROM k JOIN j ON k.l = j.l;
SELECT k.n, j.i FROM k FULL JOIN j ON k.ci = j.ci;
SELECT k.n, j.i FROM k FULL JOIN j ON upper(k.l) = upper(j.l);
SELECT k.n FROM k LEFT SEMI JOIN j ON k.r = j.r;
-- FALLBACK a sort-merge join by STRING COLLATE UNICODE_CI
SELECT k.n, j.i FROM k JOIN j ON upper(k.ci) = upper(j.ci);
-- CONF spark.thermite.join.hash=
-- CONF spark.sql.autoBroadcastJoinThreshold=
SELECT /*+ REPARTITION(3, l) */ l, spark_partition_id() FROM k;
SELECT /*+ REPARTITION(3, ci, r) */ n, spark_partition_id() FROM k;
SELECT /*+ REPARTITION(3, de) */ n, lr, spark_partition_id() FROM k;
-- FALLBACK a sort by STRING COLLATE UNICODE_CI
SELECT /*+ REPARTITION_BY_RANGE(3, ci, n) */ n, ci FROM k;
SELECT n, l FROM k DISTRIBUTE BY l SORT BY l, n;
SELECT x, n FROM nested LATERAL VIEW explode(a) t AS x WHERE x = 'A';
SELECT n, key, value FROM nested LATERAL VIEW OUTER explode(m) t AS key, value;
SELECT x, count(*) FROM nested LATERAL VIEW posexplode(a) t AS p, x GROUP BY x;
SELECT * FROM (SELECT g, l FROM k) PIVOT (max(l) FOR g IN (0, 1));
SELECT n, c, v FROM k UNPIVOT (v FOR c IN (l)) WHERE v = 'ss';
CREATE VIEW v AS SELECT n, l, ci, lower(l) AS x FROM k;
SELECT x, count(*) FROM v GROUP BY x;
CREATE TABLE w USING parquet AS SELECT l, ci, array(l) AS a, n FROM k;
SELECT l, a, count(*) FROM w WHERE ci < 'm' GROUP BY l, a;
CACHE TABLE c AS SELECT n, l, ci, r, b FROM k;
SELECT * FROM c;
SELECT n FROM c WHERE l = 'ss';
SELECT n FROM c WHERE ci < 'b' AND n > 2;
SELECT n FROM c WHERE r IN ('a', 'A') OR l IS NULL;
SELECT n FROM c WHERE startswith(l, 'S') AND l IS NOT NULL;
SELECT n FROM c WHERE b = 'ss' OR l = 'A';
SELECT l, count(*) FROM c GROUP BY l;
DROP VIEW c;
-- CONF spark.sql.optimizer.runtime.bloomFilter.enabled=true
-- CONF spark.sql.optimizer.runtime.bloomFilter.applicationSideScanSizeThreshold=1
-- CONF spark.sql.autoBroadcastJoinThreshold=-1
SELECT k.n, j.i FROM k JOIN j ON k.l = j.l WHERE j.i < 5;
SELECT k.n, j.i FROM k JOIN j ON k.ci = j.ci WHERE j.b > 'R';
-- CONF spark.sql.autoBroadcastJoinThreshold=
-- CONF spark.thermite.jvmFunctions.enabled=false
-- FALLBACK collationkey has no native version
SELECT l, count(*) FROM k GROUP BY l;
-- FALLBACK equalto of STRING COLLATE UTF8_LCASE has no native version
SELECT n FROM k WHERE l = 'a';
SELECT l, length(ci), concat(l, 'x'), CAST(l AS STRING) FROM k WHERE r IS NOT NULL;
