-- Joins by a key and an order: the rows of a key are looked up by the order, in every type of join.
CREATE TABLE v USING parquet AS SELECT id % 5 AS k, CAST(if(id % 17 = 0, NULL, id % 60) AS INT) AS since, CAST(id % 60 + 9 AS INT) AS until, id AS version, DATE'2024-01-01' + CAST(id % 40 AS INT) AS day, CAST(id % 90 AS SMALLINT) AS s, id / 3D AS x FROM range(0, 600, 1, 2);
CREATE TABLE e USING parquet AS SELECT if(id % 13 = 0, NULL, id % 6) AS k, CAST(if(id % 11 = 0, NULL, id % 70) AS INT) AS at, id, DATE'2024-01-05' + CAST(id % 40 AS INT) AS day, id % 100 AS l, id / 7D AS x FROM range(0, 90, 1, 2);
-- CONF spark.sql.autoBroadcastJoinThreshold=-1
-- CONF spark.thermite.join.hash=always
SELECT e.id, v.version FROM e JOIN v ON e.k = v.k AND e.at >= v.since AND e.at < v.until;
SELECT e.id, v.version FROM e LEFT JOIN v ON e.k = v.k AND v.since > e.at;
SELECT e.id, v.version FROM e RIGHT JOIN v ON e.k = v.k AND v.since <= e.at;
SELECT e.id, v.version FROM e FULL JOIN v ON e.k = v.k AND e.at < v.until AND v.version % 3 = 1;
SELECT e.id FROM e WHERE EXISTS (SELECT 1 FROM v WHERE e.k = v.k AND v.since < e.at);
SELECT e.id FROM e WHERE NOT EXISTS (SELECT 1 FROM v WHERE e.k = v.k AND v.since >= e.at);
SELECT e.id, e.k IN (SELECT k FROM v WHERE v.since < e.at) FROM e;
SELECT count(*), sum(v.version) FROM e JOIN v ON e.k = v.k AND e.day < v.day;
SELECT count(*), sum(v.version) FROM e JOIN v ON e.k = v.k AND v.s < e.l;
SELECT count(*), sum(v.version) FROM e JOIN v ON e.k = v.k AND v.x <= e.x;
SELECT count(*), sum(v.version) FROM e JOIN v ON e.k = v.k AND 100 / (v.version + 1) < e.l AND v.since < e.at;
SELECT count(*), sum(v.version) FROM e JOIN v ON e.k = v.k AND v.since < e.at AND 100 / (v.version + 1) < e.l;
-- CONF spark.sql.autoBroadcastJoinThreshold=10MB
SELECT e.id, v.version FROM e JOIN v ON e.k = v.k AND v.since <= e.at;
SELECT e.id, v.version FROM e LEFT JOIN v ON e.k = v.k AND v.since > e.at AND v.until > e.at;
SELECT a.id, b.version, c.version FROM e a JOIN v b ON a.k = b.k AND b.since < a.at JOIN v c ON a.k = c.k AND c.until < a.at WHERE a.id < 20;
