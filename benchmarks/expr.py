"""Expressions over four million rows: each is hashed and the hashes are combined, so that all values
are computed and none leaves the engine."""

from pathlib import Path

import generate
from expressions import AGGREGATES, EXPRESSIONS
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

QUERIES = {
    **{
        name: Query(f"SELECT bit_xor(xxhash64(v)) FROM (SELECT {e} AS v FROM t)")
        for name, e in EXPRESSIONS.items()
    },
    **{
        name: Query(f"SELECT count(v), min(v), max(v) FROM (SELECT {e} AS v FROM t GROUP BY i % 1000)")
        for name, e in AGGREGATES.items()
    },
}


def data(cache: Path, scale: str) -> Path:
    return generate.tables(
        cache / "data" / "expr" / f"sf{scale}", {"t": (SELECT, round(ROWS * float(scale)), FILES)}
    )


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
