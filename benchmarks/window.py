"""Windows over few and over many partitions: ranks, other rows' values, and sums over frames of every shape."""

from pathlib import Path

import generate
from query import Query

# Rows at scale 1.
ROWS = {"events": 10_000_000}
FILES = 4

SELECTS = {
    "events": """
        SELECT (hash(i) % 100)::BIGINT AS few, (hash(i + 1) % 1000000)::BIGINT AS many,
          (hash(i + 2) % 100000000)::BIGINT AS o, (hash(i + 3) % 1000)::BIGINT AS v,
          (hash(i + 4) % 1000000)::DOUBLE / 7 AS d, ((hash(i + 5) % 1000000) / 100)::DECIMAL(12, 2) AS m,
          CASE WHEN hash(i + 6) % 4 > 0 THEN 'tag-' || hash(i + 7) % 1000 END AS s
        FROM range({first}, {last}) AS r(i)""",
}

# What is computed OVER a window w of one partition key and the order o.
FUNCTIONS = {
    "ranks": "row_number() OVER w, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, ntile(10) OVER w",
    "shifts": "lag(v) OVER w, lead(v, 3, 0) OVER w, lag(s) IGNORE NULLS OVER w",
    "running": "sum(v) OVER w, avg(d) OVER w, count(s) OVER w, max(d) OVER w, sum(m) OVER w",
    "running-statistics": "stddev(d) OVER w, covar_samp(d, v) OVER w",
    "rows-sliding": "sum(v) OVER f, avg(d) OVER f, sum(m) OVER f, max(v) OVER f",
    "first-last": "first(v) OVER f, last(d) OVER f, nth_value(v, 3) OVER f",
}
WHOLE = "sum(v) OVER p, avg(d) OVER p, count(s) OVER p, max(d) OVER p, sum(m) OVER p"


def _over(key: str, columns: str) -> Query:
    text = f"""
        SELECT {key}, o, {columns} FROM events
        WINDOW p AS (PARTITION BY {key}), w AS (PARTITION BY {key} ORDER BY o),
          f AS (PARTITION BY {key} ORDER BY o ROWS BETWEEN 10 PRECEDING AND 2 FOLLOWING)"""
    return Query(text, sink="noop")


def _range(key: str, before: int) -> Query:
    frame = f"(PARTITION BY {key} ORDER BY o RANGE BETWEEN {before} PRECEDING AND CURRENT ROW)"
    return Query(f"SELECT {key}, o, sum(v) OVER {frame}, avg(d) OVER {frame} FROM events", sink="noop")


def _top(key: str, rank: str) -> Query:
    ranked = f"SELECT *, {rank}() OVER (PARTITION BY {key} ORDER BY o DESC) AS r FROM events"
    return Query(f"SELECT * FROM ({ranked}) WHERE r <= 3", sink="noop")


QUERIES = {
    **{f"{name}-{key}": _over(key, c) for name, c in FUNCTIONS.items() for key in ("few", "many")},
    **{f"whole-{key}": _over(key, WHOLE) for key in ("few", "many")},
    # Frames of about ten rows.
    "range-sliding-few": _range("few", 10_000),
    "range-sliding-many": _range("many", 100_000_000),
    "several": Query(
        """
        SELECT many, o, sum(v) OVER (PARTITION BY many ORDER BY o), rank() OVER (PARTITION BY many ORDER BY v),
          avg(d) OVER (PARTITION BY few), row_number() OVER (PARTITION BY few ORDER BY d) FROM events""",
        sink="noop",
    ),
    "top-few": _top("few", "row_number"),
    "top-many": _top("many", "rank"),
}


def data(cache: Path, scale: str) -> Path:
    selects = {t: (SELECTS[t], round(n * float(scale)), FILES) for t, n in ROWS.items()}
    return generate.tables(cache / "data" / "window" / f"sf{scale}", selects)


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
