"""Python functions over four million rows, which do little themselves."""

from pathlib import Path

import generate
from query import Query

ROWS = 4_000_000
SELECT = """
    SELECT i AS id, i % 1000 AS g, (i * 0.5)::DOUBLE AS v, 'row-' || i AS s
    FROM range({first}, {last}) AS r(i)"""


def _query(text: str, sink: str = "rows") -> Query:
    return Query(text, sink=sink, functions="python_functions")


QUERIES = {
    "pandas-column": _query("SELECT id, s, plus_one(v) FROM numbers", "noop"),
    "arrow-column": _query("SELECT id, s, negated(v) FROM numbers", "noop"),
    "map-in-arrow": _query("SELECT * FROM mapped", "noop"),
    "map-in-pandas": _query("SELECT * FROM framed", "noop"),
    "pandas-aggregate": _query("SELECT g, sum(plus_one(v)), count(*) FROM numbers GROUP BY g"),
    "pandas-groups": _query("SELECT * FROM centered", "noop"),
    "pandas-mean": _query("SELECT g, mean_of(v) FROM numbers GROUP BY g"),
    "pandas-filter": _query("SELECT count(*), sum(id) FROM numbers WHERE plus_one(v) > 1000000"),
}


def data(cache: Path, scale: str) -> Path:
    selects = {"numbers": (SELECT, round(ROWS * float(scale)), 4)}
    return generate.tables(cache / "data" / "python" / f"sf{scale}", selects)


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
