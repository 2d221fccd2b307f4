-- Where a value stands in bitmaps, and how many bits are set.
CREATE TABLE t (n INT, l BIGINT, b BINARY) USING parquet;
INSERT INTO t VALUES (1, 0, X''), (2, 1, X'FF01'), (3, -1, X'00'), (4, 32768, X'80'), (5, 32769, NULL), (6, NULL, X'FFFFFFFF'), (7, 9223372036854775807, X'7F'), (8, -32768, X'01'), (9, -9223372036854775808, X'02');
SELECT n, bitmap_bit_position(l), bitmap_bucket_number(l), bitmap_count(b) FROM t;
