-- Decimals: arithmetic at the limits of precision and scale, comparison, aggregation, division by zero.
-- ERRORS condition
CREATE TABLE t (a DECIMAL(15,2), b DECIMAL(15,2), c DECIMAL(38,10), e DECIMAL(38,0), s DECIMAL(5,4)) USING parquet;
INSERT INTO t VALUES (1.25BD, 3.00BD, 1.5BD, 7BD, 0.3333BD), (-99999999999.99BD, 0.01BD, -1234567890.0123456789BD, 99999999999999999999999999999999999999BD, -1.0000BD),
  (NULL, 1.00BD, NULL, NULL, NULL), (1000.01BD, 7.00BD, 9999999999999999999999999999.9999999999BD, 2BD, 0.0001BD), (0.05BD, 0.02BD, 0.00005BD, 1BD, 9.9999BD);
SELECT a + b, a - b, a * b, a * (1 - b), a * (1 - b) * (1 + s) FROM t;
SELECT a / b, b / 7, a / s FROM t;
SELECT a % b, s % 0.3 FROM t;
SELECT c * s, c + 1 FROM t WHERE c < 100000000000;
SELECT -a, a + 1, a * 2, 0.2 * a, a / 7.0 FROM t;
SELECT a > b, a = 1.25, s < a, c <=> a FROM t;
CREATE TABLE x (n INT, p DECIMAL(38,0), q DECIMAL(38,38), r DECIMAL(38,18), u DECIMAL(1,0), v DECIMAL(18,18), w DECIMAL(19,0)) USING parquet;
INSERT INTO x VALUES (1, 99999999999999999999999999999999999999BD, 0.99999999999999999999999999999999999999BD, 99999999999999999999.999999999999999999BD, 9BD, 0.999999999999999999BD, 9999999999999999999BD);
INSERT INTO x VALUES (2, -99999999999999999999999999999999999999BD, -0.99999999999999999999999999999999999999BD, -99999999999999999999.999999999999999999BD, -9BD, -0.999999999999999999BD, -9999999999999999999BD);
INSERT INTO x VALUES (3, 0BD, 0.00000000000000000000000000000000000001BD, 0.000000000000000001BD, 0BD, 0.000000000000000001BD, 1BD), (4, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT q + q, q - q, q * q, v * v, u * u, u + u FROM x;
SELECT r * u, r - r, q * r, v + w, v * w, u - v FROM x;
SELECT u * v, w + 1, w * w, v - 0.5BD FROM x;
SELECT q > v, p > w, r = r, p <=> p, q < u, u >= w FROM x;
SELECT a + 1, 1 + a, a * 1.0BD, 0 - a, a - b + s FROM t;
SELECT a * b * s, (a + b) * (s - 1), a * a * a FROM t;
SELECT a / 3, s / 3, a / b / s, 1 / b FROM t;
SELECT a % 0.07BD, b % 2, -7.5BD % b FROM t;
SELECT a div b, c div 7 FROM t WHERE c < 100000000000;
SELECT pmod(a, 0.07BD), pmod(-a, b) FROM t;
SELECT a + i, a * i, i / a FROM (SELECT a, CAST(a AS INT) AS i FROM t WHERE a < 2000 AND a > 1);
SELECT a + 1.5D, a * CAST(2 AS FLOAT), s > 0.5D FROM t;
-- ANSI off
SELECT p + p, p - 1, p * p, r + r, r * r, p + 0.5BD FROM x;
SELECT a / 0, a % 0, s / u FROM t, x;
SELECT p * 10, p / q, p % 3 FROM x;
SELECT pmod(a, 0BD), a div 0 FROM t;
-- ANSI on
SELECT p + p FROM x WHERE n = 1;
SELECT p - 1 FROM x WHERE n = 2;
SELECT p * p FROM x WHERE n = 1;
SELECT r * r FROM x WHERE n = 2;
SELECT p / q FROM x WHERE n = 3;
SELECT p / q FROM x WHERE n = 1;
SELECT a / 0 FROM t WHERE a = 1.25BD;
SELECT a % 0 FROM t WHERE a = 1.25BD;
SELECT c * 100 FROM t WHERE b = 7BD;
SELECT e * e FROM t WHERE b = 0.01BD;
-- ANSI both
SELECT sum(a), sum(c), avg(a), avg(s), sum(a * b) FROM t WHERE c < 100000000000 OR c IS NULL;
SELECT sum(e) FROM t;
SELECT sum(c), avg(c) FROM t;
SELECT sum(u), avg(u), sum(v), avg(v), sum(q), avg(q), min(p), max(q) FROM x;
