-- Arrays of columns and constants, of all types.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, b BOOLEAN, y TINYINT, h SMALLINT, l BIGINT, f FLOAT, d DOUBLE, c DECIMAL(10,2), w DECIMAL(38,6), s STRING, x BINARY, e DATE, p TIMESTAMP, q TIMESTAMP_NTZ,
  a ARRAY<INT>, r STRUCT<u: INT, v: STRING>, m MAP<STRING, INT>) USING parquet;
INSERT INTO t VALUES
  (1, true, 1Y, 2S, 3L, 1.5F, DOUBLE('NaN'), 1.25, 99999999999999999999999999999999.123456, 'a', X'00FF', DATE'2024-02-29', TIMESTAMP'2024-02-29 12:00:00.123456', TIMESTAMP_NTZ'1900-01-01 00:00:00', array(1, NULL), named_struct('u', 1, 'v', 'x'), map('k', 1)),
  (2, false, -128Y, -32768S, -9223372036854775808L, FLOAT('-0.0'), DOUBLE('-0.0'), -0.01, -0.000001, '', X'', DATE'0001-01-01', TIMESTAMP'1969-12-31 23:59:59.999999', TIMESTAMP_NTZ'9999-12-31 23:59:59', array(), named_struct('u', NULL, 'v', '😀'), map()),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT array(n), array(n, n), array(n, 7, NULL), array(7, n), array(1, 2) FROM t;
SELECT array(b, true), array(y, y), array(h, 1S), array(l, 1L, l) FROM t;
SELECT array(f, FLOAT('NaN')), array(d, d, 0.0D), array(c, 1.00), array(w, w) FROM t;
SELECT array(s, 'lit', s), array(s, NULL), array(x, X'AB') FROM t;
SELECT array(e, DATE'2000-01-01'), array(p, p), array(q, q), array(INTERVAL 1 DAY, INTERVAL '2 3' DAY TO HOUR) FROM t;
SELECT array(INTERVAL '1' YEAR, INTERVAL '2' MONTH), array(NULL, NULL), array() FROM t;
SELECT array(a, array(5), NULL), array(a, array(n)), array(r, named_struct('u', n, 'v', s)), array(m, m) FROM t;
SELECT array(array(n), array(1)), array(array(array(n, 1))), array(named_struct('a', 1), named_struct('a', n)) FROM t;
SELECT array(coalesce(n, 0), 1), array(coalesce(n, 0), n) FROM t;
SELECT CASE WHEN n = 1 THEN array(n) WHEN n = 2 THEN array(1) END, coalesce(a, array(3)), if(n = 1, array(1), array(n)) FROM t;
SELECT array(n, 1 / (n - 2)) FROM t WHERE n = 1;
SELECT array(n, 1 / (n - 2)) FROM t;
SELECT array(n, 1)[0] + size(array(s, s)), count(*) FROM t GROUP BY array(n, 1)[0] + size(array(s, s));
SELECT count(array(n)) FROM t WHERE array(n) = array(1);
-- CONF spark.thermite.jvmFunctions.enabled=
SELECT array(make_interval(n), NULL), array(make_interval(n))[0], array_repeat(make_interval(1, n), 2), named_struct('i', make_interval(n)).i FROM t;
SELECT slice(array(make_interval(n), make_interval(1)), 2, 1), flatten(array(array(make_interval(n)))), arrays_zip(array(make_interval(n)), a), array_append(array(make_interval(1)), make_interval(n)) FROM t;
SELECT to_json(array(try_parse_json('[1]'), try_parse_json(s))[0]), size(array(try_parse_json(s))), to_json(named_struct('v', try_parse_json('{"a": 1}')).v) FROM t;
