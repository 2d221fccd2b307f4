"""Python functions over ten million rows, which do little themselves."""

from pathlib import Path

import generate
from query import Query

ROWS = 10_000_000
SELECT = "SELECT i AS id, i % 1000 AS g, i * 0.5 AS v, 'row-' || i AS s FROM range({first}, {last}) AS r(i)"


def _query(text: str, sink: str = "rows") -> Query:
    return Query(text, sink=sink, functions="python_functions")


QUERIES = {
    "pandas-column": _query("SELECT id, s, plus_one(v) FROM numbers", "noop"),
    "arrow-column": _query("SELECT id, s, negated(v) FROM numbers", "noop"),
    "map-in-arrow": _query("SELECT * FROM mapped", "noop"),
    "pandas-aggregate": _query("SELECT g, sum(plus_one(v)), count(*) FROM numbers GROUP BY g"),
    "pandas-filter": _query("SELECT count(*), sum(id) FROM numbers WHERE plus_one(v) > 4000000"),
}


def data(cache: Path, _scale: str) -> Path:
    return generate.tables(cache / "data" / "python", {"numbers": (SELECT, ROWS, 4)})


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
