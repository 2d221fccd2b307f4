CREATE TABLE t USING parquet AS SELECT * FROM VALUES ('green apple'), ('special requests'), ('a special one with requests'), (''), (NULL),
  ('100%'), ('a_b'), ('a\\b'), ('😀x'), ('line\nbreak'), ('PROMO BRUSHED') AS v(s);
SELECT s, s LIKE '%green%', s LIKE 'PROMO%', s LIKE '%special%requests%', s NOT LIKE '%x', s LIKE '_x' FROM t;
SELECT s, s LIKE '100\\%', s LIKE 'a\\_b', s LIKE 'a\\\\b', s LIKE '', s LIKE '%', s LIKE 'line%break' FROM t;
SELECT s, s LIKE 'a/_b' ESCAPE '/', s LIKE '%/%' ESCAPE '/' FROM t;
SELECT s, startswith(s, 'a'), endswith(s, 't'), contains(s, 'ee') FROM t;
