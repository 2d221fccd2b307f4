-- Elements by index: a[i], get, element_at, try_element_at.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, i INT, l BIGINT, a ARRAY<INT>, s ARRAY<STRING>, d ARRAY<ARRAY<DOUBLE>>) USING parquet;
INSERT INTO t VALUES
  (1, 0, 0, array(1, NULL, 3), array('a', '', '😀'), array(array(1D, DOUBLE('NaN')), NULL)),
  (2, 1, 4294967296, array(5, 6), array(NULL, 'b'), array(array(), array(DOUBLE('-0.0')))),
  (3, NULL, NULL, array(7, 8, 9), NULL, NULL),
  (4, 2, -1, NULL, array(), array());
SELECT a[0], a[1], s[0], d[0] FROM t WHERE n < 3;
SELECT a[i], s[i], a[l], a[CAST(i AS TINYINT)], a[CAST(i AS SMALLINT)] FROM t WHERE n < 3;
SELECT a[2] FROM t;
SELECT s[0] FROM t;
SELECT a[-1] FROM t WHERE n = 2;
SELECT a[i] FROM t WHERE n = 3 OR n = 4;
SELECT a[n], s[n] FROM t WHERE n < 3;
SELECT get(a, 0), get(a, i), get(a, -1), get(s, 7), get(d, 0) FROM t;
SELECT element_at(a, 1), element_at(a, -1), element_at(a, 2), element_at(a, -2) FROM t;
SELECT element_at(a, 3) FROM t;
SELECT element_at(a, -4) FROM t WHERE n = 2;
SELECT element_at(a, 0) FROM t;
SELECT element_at(s, i) FROM t WHERE n IN (2, 3);
SELECT element_at(s, 1) FROM t WHERE n = 4;
SELECT element_at(d, 1)[0], element_at(d, -1) FROM t WHERE n = 1;
SELECT try_element_at(a, 1), try_element_at(a, 9), try_element_at(s, -3), try_element_at(s, n) FROM t;
SELECT try_element_at(a, 0) FROM t;
SELECT array(n, i)[0], array(n, i)[n], element_at(array(1, 2), n) FROM t WHERE n < 2;
SELECT array(n, i)[n] FROM t WHERE n = 3;
SELECT n FROM t WHERE n < 3 AND a[1] IS NOT NULL;
SELECT CASE WHEN size(a) > 2 THEN a[2] ELSE -1 END, if(n = 2, element_at(a, 2), 0) FROM t;
