-- Parts of URLs, and what is no URL.
-- CONF spark.thermite.jvmFunctions.enabled=false
CREATE TABLE t (n INT, u STRING) USING parquet;
INSERT INTO t VALUES (1, 'https://user:pw@example.org:8080/p/a%20th?q=1&r=x%3D&q=2&e=#frag'), (2, 'http://example.org'), (3, NULL), (4, ''), (5, 'mailto:a@b.org'), (6, '/only/path?x'), (7, '//host?q='), (8, 'file:///etc/x'), (9, 'http://1.2.3.4/'), (10, 'http://1.2.3.400/'), (11, 'http://[::1]:80/a'), (12, 'http://[fe80::1%eth0]/'), (13, 'http://a_b/c'), (14, 'http://日本.jp/語?語=ö#ö'), (15, 'http://h:x/'), (16, 'http://u@h:/?&q=5'), (17, 'a/b:c'), (18, '?'), (19, '#'), (20, 'x:/y'), (21, 'http://a..b'), (22, 'http://a.1'), (23, 'http://123'), (24, 'http://a@b@c/'), (25, 'HTTP://H/?Q=1'), (26, 'http://h?q=1?2/3'), (27, 'x+y-z.0:?'), (28, 'http://-a'), (29, 'http://a./'), (30, 'http://h:99999999999/'), (31, 'http://[1:2:3:4:5:6:7:8]'), (32, 'http://[::ffff:1.2.3.4]:1');
SELECT n, parse_url(u, 'HOST'), parse_url(u, 'PATH'), parse_url(u, 'QUERY'), parse_url(u, 'REF'), parse_url(u, 'PROTOCOL'), parse_url(u, 'FILE'), parse_url(u, 'AUTHORITY'), parse_url(u, 'USERINFO'), parse_url(u, 'host') FROM t;
SELECT n, parse_url(u, 'QUERY', 'q'), parse_url(u, 'QUERY', 'r'), parse_url(u, 'PATH', 'q'), parse_url(u, 'QUERY', 'e') FROM t;
SELECT n, parse_url(u, CASE n % 3 WHEN 0 THEN 'HOST' WHEN 1 THEN 'PATH' END), try_parse_url(u, 'HOST') FROM t;
INSERT INTO t VALUES (40, 'a b'), (41, 'http://'), (42, ':'), (43, '1a:b'), (44, 'a:'), (45, '%zz'), (46, 'a%2'), (47, 'http://[::1'), (48, 'http://[1:2]'), (49, 'http://a[b]'), (50, 'a\u00a0'), (51, 'a\\b'), (52, 'a#b#c'), (53, 'http://[::1]x'), (54, 'http://[1::2::3]'), (55, 'http://[::1%]'), (56, '/a[b]'), (57, 'http://h%/'), (58, 'http://h%20'), (59, 'a\u2003'), (60, 'http://]h'), (61, 'http://u%zz@[::1]'), (62, 'http://[12345::]'), (63, 'http://[:1::2]'), (64, 'http://[1:2:3:4:5:6:7::8]'), (65, 'http://[1:2:3:4:5:6:7:8:9]'), (66, 'http://[::1.2.3]'), (67, '{}'), (68, '|'), (69, '"'), (70, '<'), (71, '^'), (72, '`'), (73, 'a\n'), (74, 'http://h/😀?😀#😀'), (75, 'http://[]');
SELECT n, try_parse_url(u, 'HOST'), try_parse_url(u, 'AUTHORITY'), try_parse_url(u, 'FILE'), try_parse_url(u, 'QUERY', 'q'), try_parse_url(u, 'REF') FROM t;
SELECT n, parse_url(u, 'HOST') FROM t WHERE n IN (1, 45);
SELECT n, parse_url(u, 'HOST') FROM t WHERE n = 41;
SELECT n, parse_url(u, 'PATH', 'q') FROM t WHERE n = 41;
-- CONF spark.thermite.jvmFunctions.enabled=true
SELECT n, try_parse_url(u, 'QUERY', '.'), try_parse_url(u, 'QUERY', substring(u, 1, 1)) FROM t WHERE n NOT BETWEEN 18 AND 18 AND n < 40 AND n <> 27;
