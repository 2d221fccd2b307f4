-- LIKE: wildcards, escapes, characters of more than one byte, patterns of a column, prefixes and suffixes.
-- ERRORS condition
CREATE TABLE t USING parquet AS SELECT * FROM VALUES ('green apple'), ('special requests'), ('a special one with requests'), (''), (NULL), ('requests special'), ('specialrequests'), ('special'),
  ('100%'), ('a_b'), ('aXb'), ('a\\b'), ('a\\_b'), ('😀x'), ('x😀'), ('line\nbreak'), ('PROMO BRUSHED'), ('promo'), ('é'), ('aaa'), ('abab'), ('%'), ('_'), ('a.b'), ('a*b'), ('(a)'), ('[a]'), ('MEDIUM POLISHED TIN') AS v(s);
SELECT s, s LIKE '%green%', s LIKE 'PROMO%', s LIKE '%special%requests%', s NOT LIKE '%x', s LIKE '_x' FROM t;
SELECT s, s LIKE '100\\%', s LIKE 'a\\_b', s LIKE 'a\\\\b', s LIKE '', s LIKE '%', s LIKE 'line%break' FROM t;
SELECT s, s LIKE 'a/_b' ESCAPE '/', s LIKE '%/%' ESCAPE '/', s LIKE '100!%' ESCAPE '!' FROM t;
SELECT s, s LIKE '_', s LIKE '__', s LIKE '%_', s LIKE '_%', s LIKE '%_%', s LIKE '%%', s LIKE 'é', s LIKE '_😀' FROM t;
SELECT s, s LIKE 'a_b', s LIKE 'a.b', s LIKE 'a*b', s LIKE '(a)', s LIKE '[a]', s LIKE 'a%b%a%b', s LIKE '%a%a%a%' FROM t;
SELECT s, s LIKE 'green apple', s LIKE 'GREEN%', s LIKE '%a_e', s LIKE 'MEDIUM POLISHED%', s LIKE '%\n%' FROM t;
SELECT s, s LIKE NULL FROM t;
SELECT * FROM t WHERE s LIKE '%special%requests%';
SELECT * FROM t WHERE s NOT LIKE '%special%requests%';
SELECT s LIKE 'a\\xb' FROM t;
SELECT s LIKE 'ab\\' FROM t;
SELECT s, startswith(s, 'a'), endswith(s, 't'), contains(s, 'ee'), startswith(s, ''), endswith(s, ''), contains(s, '') FROM t;
SELECT s, contains(s, '😀'), startswith(s, '😀'), endswith(s, '😀'), startswith(s, 'longer than any of the strings here') FROM t;
SELECT startswith(s, substring(s, 1, 2)), contains(s, s) FROM t;
SELECT s LIKE s, s LIKE substring(s, 1, 1) FROM t WHERE s NOT LIKE '%\\\\%';
SELECT s ILIKE '%PROMO%', s ILIKE 'É' FROM t;
SELECT s LIKE ANY ('%a%', 'x%'), s LIKE ALL ('%a%', '%e%') FROM t;
SELECT s RLIKE '^a.*b$' FROM t;
