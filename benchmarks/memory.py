"""Joins whose build side is several times the native memory: run by an engine that has little of it."""

from pathlib import Path

import generate
from query import Query

# Rows at scale 1: 4 million build rows are about 650 MiB with their index.
ROWS = {"facts": 8_000_000, "wide": 4_000_000, "skewed": 4_000_000}
FILES = 4

WIDE = """
  (hash(i) % 1000003)::BIGINT AS a, (hash(i + 1) % 100000)::BIGINT AS b, sqrt(i) AS x,
  'some text that is part of the row number ' || i AS s"""
SELECTS = {
    "facts": """
        SELECT (hash(i) % 4000000)::BIGINT AS k, (hash(i + 7) % 1000)::BIGINT AS v
        FROM range({first}, {last}) AS r(i)""",
    "wide": f"SELECT i AS k, {WIDE} FROM range({{first}}, {{last}}) AS r(i)",
    # Nine of ten rows have one key, which few facts have.
    "skewed": f"""
        SELECT CASE WHEN i % 10 > 0 THEN 5 ELSE i END AS k, {WIDE}
        FROM range({{first}}, {{last}}) AS r(i)""",
}

# Two partitions, so that a task's build side is half of the table.
HASH = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.thermite.join.hash": "always",
}
MERGE = {**HASH, "spark.thermite.join.hash": "never"}
COLUMNS = "count(*), sum(f.v), sum(w.a), sum(w.b), max(w.x), max(w.s)"


def _join(kind: str, table: str) -> str:
    return f"SELECT {COLUMNS} FROM {table} w {kind} JOIN facts f ON w.k = f.k"


QUERIES = {
    "hash-inner": Query(_join("", "wide"), HASH),
    "hash-outer": Query(_join("FULL OUTER", "wide"), HASH),
    "hash-skewed": Query(_join("", "skewed"), HASH),
    "hash-skewed-outer": Query(_join("FULL OUTER", "skewed"), HASH),
    "merge-inner": Query(_join("", "wide"), MERGE),
    "merge-skewed": Query(_join("", "skewed"), MERGE),
}


def data(cache: Path, scale: str) -> Path:
    selects = {t: (SELECTS[t], round(n * float(scale)), FILES) for t, n in ROWS.items()}
    return generate.tables(cache / "data" / "memory" / f"sf{scale}", selects)


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
