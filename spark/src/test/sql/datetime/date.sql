-- Fields of dates, days added and subtracted, over the whole calendar.
-- ERRORS condition
CREATE TABLE t USING parquet AS SELECT * FROM VALUES (DATE'1998-12-01', 90), (DATE'0001-01-01', 1), (DATE'9999-12-31', -1), (DATE'2000-02-29', 366), (DATE'1900-03-01', -1), (NULL, 1), (DATE'1970-01-01', NULL), (DATE'1582-10-15', -1), (DATE'1582-10-04', 11),
  (DATE'1969-12-31', 1), (DATE'2024-02-29', 12), (DATE'2023-01-31', 1), (DATE'2020-12-31', 0), (DATE'2021-01-03', 7), (DATE'2016-01-01', -365), (DATE'0400-02-29', 146097) AS v(d, n);
SELECT year(d), month(d), day(d), quarter(d), extract(YEAR FROM d), extract(MONTH FROM d), extract(DAY FROM d), date_part('QUARTER', d) FROM t;
SELECT dayofmonth(d) FROM t;
SELECT dayofyear(d), extract(DOY FROM d) FROM t;
SELECT dayofweek(d), extract(DAYOFWEEK FROM d) FROM t;
SELECT weekday(d), extract(DAYOFWEEK_ISO FROM d) FROM t;
SELECT weekofyear(d), extract(WEEK FROM d), extract(YEAROFWEEK FROM d) FROM t;
SELECT date_add(d, n), date_sub(d, n), date_add(d, 1), date_sub(d, 400), d + 5, d - 5 FROM t;
SELECT date_add(d, CAST(n AS TINYINT)) FROM t WHERE n BETWEEN -100 AND 100;
SELECT d - INTERVAL '90' DAY, d + INTERVAL '3' DAY FROM t;
SELECT datediff(d, DATE'2000-01-01'), datediff(DATE'2000-01-01', d), datediff(d, date_add(d, n)) FROM t;
SELECT d - DATE'2000-01-01' FROM t;
SELECT d + INTERVAL '3' MONTH, d + INTERVAL '1' YEAR, d - INTERVAL '1' MONTH FROM t;
SELECT add_months(d, n), add_months(d, 1), add_months(d, -13) FROM t WHERE n < 1000;
SELECT last_day(d) FROM t;
SELECT next_day(d, 'MON'), next_day(d, 'sunday') FROM t;
SELECT trunc(d, 'YEAR'), trunc(d, 'MM'), trunc(d, 'QUARTER'), trunc(d, 'WEEK'), trunc(d, 'none') FROM t;
SELECT months_between(d, DATE'2000-01-31'), months_between(d, DATE'2000-01-31', false) FROM t;
SELECT make_date(year(d), month(d), 1) FROM t;
SELECT unix_date(d) FROM t;
SELECT date_from_unix_date(n) FROM t;
SELECT date_format(d, 'yyyy-MM-dd') FROM t;
SELECT CAST(d AS TIMESTAMP_NTZ) FROM t;
SELECT d BETWEEN DATE'1900-01-01' AND DATE'2000-12-31', d >= DATE'1995-01-01' AND d < DATE'1995-01-01' + INTERVAL '1' YEAR FROM t;
SELECT year(d), count(*) FROM t GROUP BY year(d);
-- ANSI off
SELECT make_date(2019, 2, 29), make_date(year(d), 13, 1) FROM t;
-- ANSI on
SELECT make_date(2019, 2, n) FROM t WHERE n = 90;
