"""A table in Spark's cache: how long it takes to build, and what queries over it take."""

from pathlib import Path

import generate
from query import Query

ROWS = 4_000_000
FILES = 4

# In the order of days, as tables often are: a filter of days then reads few batches.
SELECT = """
    SELECT i AS id, (i // 4000)::INTEGER AS day, (hash(i) % 1000)::INTEGER AS k,
      (hash(i + 1) % 1000000)::BIGINT AS a, sqrt(i) AS x, (i % 100000 / 100)::DECIMAL(12, 2) AS price,
      (DATE '2020-01-01' + (i // 4000)::INTEGER) AS d, 'customer ' || hash(i) % 50000 AS s,
      ['low', 'middle', 'high'][(1 + hash(i) % 3)::INTEGER] AS level
    FROM range({first}, {last}) AS r(i)"""

CACHED = ("CACHE TABLE facts",)


def _over_the_cache(text: str, times: int = 1) -> Query:
    return Query(text, before=CACHED, times=times)


QUERIES = {
    "build": Query("CACHE TABLE facts", before=("UNCACHE TABLE IF EXISTS facts",)),
    "count": _over_the_cache("SELECT count(*) FROM facts", times=5),
    "all-columns": _over_the_cache(
        "SELECT count(id), sum(day), sum(k), sum(a), max(x), sum(price), max(d), max(s), min(level) FROM facts"
    ),
    "two-columns": _over_the_cache("SELECT sum(a), max(k) FROM facts", times=5),
    "group": _over_the_cache("SELECT k, count(*), sum(price) FROM facts GROUP BY k"),
    "group-text": _over_the_cache("SELECT level, count(*), max(s) FROM facts GROUP BY level"),
    "pruned": _over_the_cache(
        "SELECT count(*), sum(price), max(s) FROM facts WHERE day BETWEEN 500 AND 510", times=5
    ),
    "filter": _over_the_cache("SELECT sum(x), max(s) FROM facts WHERE k = 7 AND level = 'high'"),
    "join": _over_the_cache(
        "SELECT count(*), sum(f.price) FROM facts f JOIN facts g ON f.id = g.a WHERE g.k < 100"
    ),
}


def data(cache: Path, scale: str) -> Path:
    selects = {"facts": (SELECT, round(ROWS * float(scale)), FILES)}
    return generate.tables(cache / "data" / "cached" / f"sf{scale}", selects)


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
