"""Whole-query shuffle benchmark: rows of primitive and of nested columns through a hash shuffle."""

from pathlib import Path

import generate
from query import Query

# Rows at scale 1.
ROWS = {"primitive": 4_000_000, "nested": 1_000_000}
FILES = 4

SELECTS = {
    "primitive": """
        SELECT (hash(i) >> 1)::BIGINT AS k, i AS a, (hash(i + 1) % 100000)::BIGINT AS b,
          (hash(i + 2) % 1000000) / 997.0::DOUBLE AS x, sqrt(i) AS y,
          DATE '1992-01-01' + (hash(i + 3) % 2500)::INTEGER AS d,
          'name-' || (hash(i + 4) % 10000) AS s, (hash(i + 5) % 1000000007)::VARCHAR AS t
        FROM range({first}, {last}) AS r(i)""",
    "nested": """
        SELECT (hash(i) >> 1)::BIGINT AS k,
          list_transform(range((hash(i + 1) % 6)::BIGINT), lambda j: {{
            'id': i + j, 'price': ((i + j) % 9973) / 7.0::DOUBLE, 'name': 'item-' || (i + j) % 5000
          }}) AS items,
          map(list_transform(range((hash(i + 2) % 4)::BIGINT), lambda j: 'key-' || (i % 50 + j)),
            list_transform(range((hash(i + 2) % 4)::BIGINT), lambda j: i * j)) AS counts
        FROM range({first}, {last}) AS r(i)""",
}
COLUMNS = {"primitive": ["a", "b", "x", "y", "d", "s", "t"], "nested": ["items", "counts"]}

# Every partition is written and read as it is.
CONF = {"spark.sql.adaptive.coalescePartitions.enabled": "false"}


def _queries() -> dict[str, Query]:
    """Counts of the columns' values make them pass the shuffle at little cost after it; the noop sink
    takes whole rows."""
    queries = {}
    for table, columns in COLUMNS.items():
        counts = ", ".join(f"count({column})" for column in columns)
        for partitions in (200, 2000):
            rows = f"SELECT /*+ REPARTITION({partitions}, k) */ * FROM {table}"
            name = f"{table}-{partitions}"
            queries[name] = Query(f"SELECT sum(k % 1000), {counts} FROM ({rows})", CONF)
            queries[f"{name}-rows"] = Query(rows, CONF, sink="noop")
    return queries


QUERIES = _queries()


def data(cache: Path, scale: str) -> Path:
    selects = {t: (SELECTS[t], round(n * float(scale)), FILES) for t, n in ROWS.items()}
    return generate.tables(cache / "data" / "shuffle" / f"sf{scale}", selects)


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
