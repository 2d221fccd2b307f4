-- Text in URLs, sealed text, sentences and numbers by their pictures.
CREATE TABLE t (n INT, s STRING, f STRING) USING parquet;
INSERT INTO t VALUES (1, 'a%20b+c%3D%C3%A9', '1,234.50'), (2, '', ''), (3, NULL, NULL), (4, 'é😀 &=/', '-7.00'), (5, '%zz', '$99.99'), (6, 'Hi there! Bye. ', '12');
SELECT n, url_encode(s), try_url_decode(s), try_url_decode(url_encode(s)) FROM t;
SELECT url_decode(s) FROM t WHERE n = 1;
SELECT url_decode(s) FROM t WHERE n = 5;
SELECT n, sentences(s), sentences(s, 'en', 'US') FROM t;
SELECT n, try_to_number(f, '9,999.99'), try_to_number(f, 'S9.99'), try_to_number(f, '$99.99') FROM t;
SELECT to_number(f, '9,999.99') FROM t WHERE n = 1;
SELECT to_number(f, '9') FROM t WHERE n = 6;
SELECT n, hex(aes_encrypt(s, 'abcdefghijklmnop', 'ECB')), CAST(aes_decrypt(aes_encrypt(s, 'abcdefghijklmnop', 'GCM'), 'abcdefghijklmnop') AS STRING), try_aes_decrypt(CAST(s AS BINARY), 'abcdefghijklmnop', 'ECB') FROM t;
SELECT aes_decrypt(CAST(s AS BINARY), 'abcdefghijklmnop', 'ECB') FROM t WHERE n = 4;
SELECT n, reflect('java.lang.Math', 'max', n, 3), java_method('java.lang.String', 'valueOf', n), try_reflect('java.lang.Integer', 'parseInt', f) FROM t;
SELECT assert_true(n < 100) FROM t;
SELECT assert_true(n < 3, 'too great') FROM t WHERE n = 4;
SELECT raise_error(concat('row ', n)) FROM t WHERE n = 4;
