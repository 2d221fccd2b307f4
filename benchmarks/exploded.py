"""Rows of arrays, maps and structs: what `explode` and its kin make of a million rows."""

from pathlib import Path

import generate
from query import Query

ROWS = 1_000_000
FILES = 4

# Each array has up to nine elements; every tenth row has none.
SELECT = """
    SELECT i AS id, 'customer ' || hash(i) % 50000 AS s,
      list_transform(range((hash(i + 1) % 10)::BIGINT), lambda j: (i * 7 + j)) AS a,
      list_transform(range((hash(i + 2) % 5)::BIGINT), lambda j: 'tag ' || (i + j) % 977) AS tags,
      map(range((hash(i + 3) % 4)::BIGINT), range((hash(i + 3) % 4)::BIGINT)) AS m,
      list_transform(range((hash(i + 4) % 6)::BIGINT), lambda j: {{
        'id': i + j, 'price': ((i + j) % 9973) / 7.0::DOUBLE, 'name': 'item-' || (i + j) % 5000
      }}) AS items,
      list_transform(range((hash(i + 5) % 4)::BIGINT), lambda j: range(j)) AS aa
    FROM range({first}, {last}) AS r(i)"""


def _rows(text: str) -> Query:
    return Query(text, sink="noop")


QUERIES = {
    "explode": _rows("SELECT id, s, explode(a) FROM t"),
    "explode-outer": _rows("SELECT id, s, explode_outer(a) FROM t"),
    "posexplode": _rows("SELECT id, posexplode(tags) FROM t"),
    "explode-map": _rows("SELECT id, s, explode(m) FROM t"),
    "inline": _rows("SELECT id, inline(items) FROM t"),
    "inline-outer": _rows("SELECT id, inline_outer(items) FROM t"),
    "nested": _rows("SELECT id, v FROM t LATERAL VIEW explode(aa) AS w LATERAL VIEW explode(w) AS v"),
    "stack": _rows("SELECT id, stack(3, id, s, id + 1, 'x', -id, NULL) FROM t"),
    "explode-aggregate": Query("SELECT v % 1000 AS g, count(*), sum(v) FROM t LATERAL VIEW explode(a) AS v GROUP BY 1"),
    "explode-filter": Query("SELECT count(*), sum(v) FROM t LATERAL VIEW explode(a) AS v WHERE v % 97 = 3"),
    "explode-split": Query("SELECT word, count(*) FROM t LATERAL VIEW explode(split(s, ' ')) AS word GROUP BY word"),
}


def data(cache: Path, scale: str) -> Path:
    selects = {"t": (SELECT, round(ROWS * float(scale)), FILES)}
    return generate.tables(cache / "data" / "exploded" / f"sf{scale}", selects)


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
