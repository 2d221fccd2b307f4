-- Whether a function is true of some element, or of all.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, a ARRAY<INT>, s ARRAY<STRING>, aa ARRAY<ARRAY<INT>>, k INT) USING parquet;
INSERT INTO t VALUES
  (1, array(1, 2, 3), array('a', NULL, 'é'), array(array(1, 2), NULL, array()), 1),
  (2, NULL, NULL, NULL, 2),
  (3, array(), array(), array(), 3),
  (4, array(NULL, -2147483648, 2147483647), array('😀', ''), array(array(NULL, 7)), NULL),
  (5, array(0), array('only'), array(array(5), array(6, 7)), 0),
  (6, array(5, 0, 5), array(NULL), array(NULL), 2),
  (7, array(NULL), array('b', 'b'), array(array(0)), 2);
SELECT n, exists(a, x -> x > 1), exists(a, x -> x IS NULL), exists(a, x -> NULL), exists(a, x -> true), exists(a, x -> false) FROM t;
SELECT n, forall(a, x -> x > 0), forall(a, x -> x IS NULL), forall(a, x -> NULL), forall(a, x -> true), forall(a, x -> false) FROM t;
SELECT n, exists(a, x -> x > k), forall(a, x -> x > k), exists(s, x -> x = 'a'), forall(s, x -> x = 'b'), exists(s, x -> length(x) = n) FROM t;
SELECT n, exists(aa, x -> exists(x, y -> y > k)), forall(aa, x -> forall(x, y -> y > 0)), exists(aa, x -> forall(x, y -> y = n)) FROM t;
SELECT n FROM t WHERE exists(a, x -> x = 2);
SELECT n FROM t WHERE NOT forall(a, x -> x = 2);
-- The elements after the one that decides are not looked at.
SELECT n, exists(a, x -> 10 % x = 0) FROM t WHERE n <> 5;
SELECT n, exists(a, x -> 10 % x = 1) FROM t WHERE n = 6;
SELECT n, forall(a, x -> 10 % x > 0), exists(a, x -> 10 % x = k) FROM t WHERE n IN (1, 2, 3, 6);
SELECT forall(a, x -> 10 % x = 0) FROM t WHERE n = 6;
SELECT exists(aa, x -> exists(x, y -> 10 % y = 0)) FROM t;
SELECT exists(s, x -> CAST(x AS INT) = 1) FROM t WHERE n IN (2, 3, 6);
-- CONF spark.sql.legacy.followThreeValuedLogicInArrayExists=false
SELECT n, exists(a, x -> x > 1), exists(a, x -> NULL), exists(a, x -> x > k), exists(aa, x -> exists(x, y -> y > k)) FROM t;
SELECT n, exists(a, x -> 10 % x = 0), forall(a, x -> x > 1) FROM t WHERE n <> 5;
