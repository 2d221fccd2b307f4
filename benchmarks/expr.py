"""Expressions over four million rows: each is hashed and the hashes are combined, so that all values
are computed and none leaves the engine."""

from pathlib import Path

import generate
from query import Query

ROWS = 4_000_000
FILES = 4

SELECT = """
    SELECT (hash(i) % 1000000)::INTEGER - 500000 AS i, (hash(i + 1) % 10000000019)::BIGINT AS l,
      (hash(i + 2) % 1000000) / 997.0::DOUBLE - 300 AS d,
      ((hash(i + 3) % 100000000) / 100.0)::DECIMAL(12, 2) AS m,
      CASE WHEN i % 20 > 0 THEN 'Name ' || (hash(i + 4) % 100000) || ' of Street ' || i % 97 END AS s,
      (hash(i + 5) % 1000000007)::VARCHAR AS n,
      DATE '1992-01-01' + (hash(i + 6) % 10000)::INTEGER AS day,
      TIMESTAMP '1992-01-01' + INTERVAL (hash(i + 7) % 800000000) SECOND AS ts,
      [i % 7, i % 5, NULL, i % 3] AS a,
      MAP {{'a': i % 9, 'b': i % 4}} AS kv,
      '{{"id": ' || i || ', "name": "n' || i % 50 || '", "tags": ["x", "y"]}}' AS j,
      'https://example.org/p' || i % 900 || '?q=' || i % 13 AS url
    FROM range({first}, {last}) AS r(i)"""

EXPRESSIONS = {
    # Arithmetic and comparison
    "add": "l + i",
    "subtract-decimal": "m - 1.25",
    "multiply": "d * 1.5",
    "multiply-decimal": "m * m",
    "divide": "d / 7",
    "divide-decimal": "m / 3",
    "remainder": "l % 97",
    "pmod": "pmod(l, 97)",
    "negative": "-d",
    "abs": "abs(i)",
    "compare": "l > 5000000000 AND d < 100",
    "in": "i IN (1, 2, 3, 5, 8)",
    "between": "day BETWEEN DATE'2000-01-01' AND DATE'2005-01-01'",
    "equal-strings": "s = n",
    "greatest": "greatest(i, l, 5)",
    "coalesce": "coalesce(s, n)",
    "case": "CASE WHEN i > 0 THEN 'p' WHEN i < 0 THEN 'n' ELSE 'z' END",
    "if": "if(d > 0, l, i)",
    "nullif": "nullif(i, 7)",
    # Math
    "sqrt": "sqrt(abs(d))",
    "exp": "exp(d / 100)",
    "ln": "ln(abs(d) + 1)",
    "pow": "pow(d, 1.5)",
    "sin": "sin(d)",
    "atan2": "atan2(d, 3)",
    "floor": "floor(d)",
    "ceil-decimal": "ceil(m)",
    "round": "round(m, 1)",
    "round-double": "round(d, 2)",
    "bround": "bround(m, 0)",
    "hex": "hex(l)",
    "conv": "conv(n, 10, 16)",
    "bin": "bin(i)",
    "factorial": "factorial(i % 20)",
    # Bits and hashes
    "bit-and": "l & 255",
    "shift": "shiftleft(i, 3)",
    "bit-count": "bit_count(l)",
    "hash": "hash(s, l)",
    "xxhash64": "xxhash64(s, l)",
    "md5": "md5(s)",
    "sha2": "sha2(s, 256)",
    "crc32": "crc32(s)",
    # Strings
    "upper": "upper(s)",
    "initcap": "initcap(s)",
    "length": "length(s)",
    "substring": "substring(s, 3, 5)",
    "left": "left(s, 4)",
    "concat": "concat(s, '-', n)",
    "concat-ws": "concat_ws(',', s, n)",
    "trim": "trim(s)",
    "lpad": "lpad(n, 12, '0')",
    "replace": "replace(s, 'Street', 'Road')",
    "translate": "translate(s, 'aeiou', '12345')",
    "instr": "instr(s, 'of')",
    "locate": "locate('e', s, 5)",
    "reverse": "reverse(s)",
    "repeat": "repeat(n, 2)",
    "split": "split(s, ' ')",
    "split-part": "split_part(s, ' ', 2)",
    "like": "s LIKE '%of%7'",
    "starts-with": "startswith(s, 'Name 1')",
    "rlike": "s RLIKE 'Name [0-9]+7 of'",
    "regexp-replace": "regexp_replace(s, '[0-9]+', '#')",
    "regexp-extract": "regexp_extract(s, '([0-9]+) of', 1)",
    "ascii": "ascii(s)",
    "base64": "base64(CAST(s AS BINARY))",
    "levenshtein": "levenshtein(s, n)",
    "soundex": "soundex(s)",
    "format-string": "format_string('%s/%d', s, i)",
    "format-number": "format_number(d, 2)",
    "encode": "encode(s, 'utf-8')",
    # Casts
    "cast-string-int": "CAST(n AS BIGINT)",
    "cast-int-string": "CAST(l AS STRING)",
    "cast-double-string": "CAST(d AS STRING)",
    "cast-string-double": "CAST(n AS DOUBLE)",
    "cast-decimal": "CAST(m AS DECIMAL(20, 4))",
    "cast-double-decimal": "CAST(d AS DECIMAL(15, 3))",
    "cast-date-string": "CAST(day AS STRING)",
    "cast-string-date": "CAST(CAST(day AS STRING) AS DATE)",
    "cast-timestamp-string": "CAST(ts AS STRING)",
    "cast-timestamp-date": "CAST(ts AS DATE)",
    # Dates and times
    "year": "year(day)",
    "month": "month(day)",
    "day-of-week": "dayofweek(day)",
    "week": "weekofyear(day)",
    "date-add": "date_add(day, i % 100)",
    "datediff": "datediff(day, DATE'2000-01-01')",
    "add-months": "add_months(day, i % 50)",
    "last-day": "last_day(day)",
    "trunc": "trunc(day, 'MM')",
    "date-trunc": "date_trunc('HOUR', ts)",
    "hour": "hour(ts)",
    "date-format": "date_format(ts, 'yyyy-MM-dd HH:mm')",
    "to-date": "to_date(date_format(day, 'yyyyMMdd'), 'yyyyMMdd')",
    "unix-timestamp": "unix_timestamp(ts)",
    "from-unixtime": "from_unixtime(l % 1000000000)",
    "months-between": "months_between(ts, day)",
    "next-day": "next_day(day, 'MON')",
    "make-date": "make_date(2000 + i % 20, 1 + l % 12, 3)",
    # Collections
    "element": "a[1]",
    "size": "size(a)",
    "array-contains": "array_contains(a, 3)",
    "array-max": "array_max(a)",
    "sort-array": "sort_array(a)",
    "array-distinct": "array_distinct(a)",
    "array-join": "array_join(CAST(a AS ARRAY<STRING>), ',')",
    "array": "array(i, l)",
    "slice": "slice(a, 2, 2)",
    "map-value": "kv['a']",
    "map-keys": "map_keys(kv)",
    "struct": "named_struct('x', i, 'y', s)",
    "transform": "transform(a, x -> x + 1)",
    "filter": "filter(a, x -> x > 2)",
    "aggregate": "aggregate(a, 0L, (acc, x) -> acc + coalesce(x, 0))",
    "exists": "exists(a, x -> x > 5)",
    # JSON and URL
    "get-json-object": "get_json_object(j, '$.name')",
    "from-json": "from_json(j, 'id BIGINT, name STRING').name",
    "to-json": "to_json(named_struct('x', i, 'y', s))",
    "parse-url": "parse_url(url, 'HOST')",
    "url-encode": "url_encode(url)",
}

QUERIES = {name: Query(f"SELECT bit_xor(xxhash64({e})) FROM t") for name, e in EXPRESSIONS.items()}


def data(cache: Path, scale: str) -> Path:
    return generate.tables(
        cache / "data" / "expr" / f"sf{scale}", {"t": (SELECT, round(ROWS * float(scale)), FILES)}
    )


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
