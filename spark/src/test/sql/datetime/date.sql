CREATE TABLE t USING parquet AS SELECT * FROM VALUES (DATE'1998-12-01', 90), (DATE'0001-01-01', 1), (DATE'9999-12-31', -1), (DATE'2000-02-29', 366), (DATE'1900-03-01', -1), (NULL, 1), (DATE'1970-01-01', NULL), (DATE'1582-10-15', -1) AS v(d, n);
SELECT year(d), month(d), day(d), quarter(d), extract(YEAR FROM d), extract(MONTH FROM d) FROM t;
SELECT date_add(d, n), date_sub(d, n), d - INTERVAL '90' DAY, datediff(d, DATE'2000-01-01') FROM t;
