-- Broadcast hash joins: join types, residual conditions, nulls and duplicates in keys, empty sides.
CREATE TABLE a USING parquet AS SELECT id, CASE WHEN id % 9 = 0 THEN NULL ELSE id % 20 END AS k, id % 3 AS x FROM range(200);
CREATE TABLE b USING parquet AS SELECT id, CASE WHEN id % 8 = 0 THEN NULL ELSE id % 25 END AS k, id % 4 AS y FROM range(150);
CREATE TABLE e USING parquet AS SELECT * FROM b WHERE id < 0;
-- AQE both
-- PLAN NativeBroadcastHashJoin
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a JOIN b ON a.k = b.k;
-- PLAN NativeBroadcastHashJoin
SELECT /*+ BROADCAST(a) */ a.id, b.id FROM a JOIN b ON a.k = b.k AND a.x <> b.y;
-- PLAN NativeBroadcastHashJoin
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeBroadcastHashJoin
SELECT /*+ BROADCAST(a) */ a.id, b.id FROM a RIGHT JOIN b ON a.k = b.k AND a.x < b.y;
-- PLAN NativeBroadcastHashJoin
SELECT /*+ BROADCAST(b) */ a.id FROM a LEFT SEMI JOIN b ON a.k = b.k AND a.x <> b.y;
-- PLAN NativeBroadcastHashJoin
SELECT /*+ BROADCAST(b) */ a.id FROM a LEFT ANTI JOIN b ON a.k = b.k AND a.x <> b.y;
-- Keys that are null-safe, of two columns, expressions, constant, of other types.
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a JOIN b ON a.k <=> b.k AND b.id < 30;
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a JOIN b ON a.k = b.k AND a.x = b.y;
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a JOIN b ON a.k + 1 = b.k * 2;
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k AND a.x = 1;
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k AND b.y = 1;
SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a LEFT JOIN b ON a.k = b.k WHERE b.id IS NULL;
-- Empty sides.
SELECT /*+ BROADCAST(e) */ a.id, e.id FROM a JOIN e ON a.k = e.k;
SELECT /*+ BROADCAST(e) */ a.id, e.id FROM a LEFT JOIN e ON a.k = e.k;
SELECT /*+ BROADCAST(e) */ a.id FROM a LEFT ANTI JOIN e ON a.k = e.k;
SELECT /*+ BROADCAST(e) */ a.id FROM a LEFT SEMI JOIN e ON a.k = e.k;
SELECT /*+ BROADCAST(b) */ e.id, b.id FROM e LEFT JOIN b ON e.k = b.k;
SELECT /*+ BROADCAST(e) */ e.id, b.id FROM e RIGHT JOIN b ON e.k = b.k;
-- Nulls under NOT IN.
SELECT a.id FROM a WHERE a.k NOT IN (SELECT k FROM b WHERE k IS NOT NULL);
SELECT a.id FROM a WHERE a.k NOT IN (SELECT k FROM b);
SELECT a.id FROM a WHERE a.k NOT IN (SELECT k FROM e);
SELECT a.id FROM a WHERE a.k NOT IN (SELECT k FROM b WHERE k > 15 AND k IS NOT NULL);
-- One side twice, and joins over joins.
SELECT /*+ BROADCAST(y) */ x.id, y.id FROM b x JOIN b y ON x.k = y.k AND x.id < y.id;
SELECT /*+ BROADCAST(b), BROADCAST(c) */ a.id FROM a JOIN b ON a.k = b.k JOIN b AS c ON a.k = c.k AND b.y = c.y;
SELECT /*+ BROADCAST(b) */ count(*), sum(a.id), max(b.id) FROM a JOIN b ON a.k = b.k;
-- Keys of every type.
CREATE TABLE keys (n INT, b BOOLEAN, i8 TINYINT, i16 SMALLINT, i32 INT, f FLOAT, d DOUBLE, s STRING, bin BINARY, dt DATE,
  ts TIMESTAMP, ntz TIMESTAMP_NTZ, d1 DECIMAL(9,2), d3 DECIMAL(38,10)) USING parquet;
INSERT INTO keys VALUES
  (1, true, 1Y, 1S, 1, CAST(0.0D AS FLOAT), 0.0D, 'a', X'00', DATE'2020-01-01', TIMESTAMP'2020-01-01 00:00:00', TIMESTAMP_NTZ'2020-01-01 00:00:00', 1.00BD, 1BD),
  (2, false, -128Y, -32768S, -1, CAST(-0.0D AS FLOAT), -0.0D, '', X'', DATE'0001-01-01', TIMESTAMP'1970-01-01 00:00:00', TIMESTAMP_NTZ'1970-01-01 00:00:00', -1.50BD, -1.5BD),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (4, true, 127Y, 32767S, 7, CAST('NaN' AS FLOAT), double('NaN'), '😀', X'ff', DATE'9999-12-31', TIMESTAMP'9999-12-31 00:00:00', TIMESTAMP_NTZ'9999-12-31 00:00:00', 9999999.99BD, 1234567890123456789012345678BD),
  (5, true, 127Y, 32767S, 7, CAST('NaN' AS FLOAT), double('NaN'), '😀', X'ff', DATE'9999-12-31', TIMESTAMP'9999-12-31 00:00:00', TIMESTAMP_NTZ'9999-12-31 00:00:00', 9999999.99BD, 1234567890123456789012345678BD);
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.b = r.b;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.i8 = r.i8 AND l.i16 = r.i16;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.i32 = r.i8;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.f = r.f;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.d = r.d;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.d <=> r.d;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.s = r.s;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.bin = r.bin;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.dt = r.dt;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.ts = r.ts AND l.ntz = r.ntz;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.d1 = r.d1;
SELECT /*+ BROADCAST(r) */ l.n, r.n FROM keys l JOIN keys r ON l.d3 <=> r.d3;
