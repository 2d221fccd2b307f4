-- Numbers of a range, cut into partitions as Spark cuts them.
-- AQE both
-- PLAN NativeRange
SELECT id, spark_partition_id() FROM range(10);
-- PLAN NativeRange
SELECT id, spark_partition_id(), monotonically_increasing_id() FROM range(5, -18, -3, 4);
-- PLAN NativeRange
SELECT id FROM range(0, 100, 7, 1);
SELECT id FROM range(0);
SELECT id FROM range(3, 3, 1, 2);
SELECT count(*), sum(id), min(id), max(id) FROM range(3, 0);
-- More partitions than numbers.
SELECT id, spark_partition_id() FROM range(0, 3, 1, 8);
-- The ends of BIGINT.
SELECT id FROM range(9223372036854775800, 9223372036854775807, 3, 2);
SELECT id FROM range(-9223372036854775807, -9223372036854775800, 2, 3);
SELECT id FROM range(-9223372036854775800, -9223372036854775807, -2, 2);
SELECT count(*), sum(id % 7), max(id) FROM range(0, 100000, 1, 3) WHERE id % 3 = 0;
SELECT a.id, b.id FROM range(20) a JOIN range(10, 30) b ON a.id = b.id;
SELECT id FROM range(50) ORDER BY id DESC LIMIT 5;
