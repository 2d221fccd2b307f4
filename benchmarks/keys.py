"""Keys of many values: aggregates that do not reduce their input, and joins of sorted rows."""

from pathlib import Path

import generate
from query import Query

# Rows at scale 1.
ROWS = {"events": 8_000_000, "people": 4_000_000}
FILES = 4

SELECTS = {
    "events": """
        SELECT (hash(i) >> 2)::BIGINT AS id, (hash(i + 1) % 4000000)::BIGINT AS person,
          'event-' || hash(i + 2) AS code, (hash(i + 3) % 1000)::BIGINT AS v
        FROM range({first}, {last}) AS r(i)""",
    "people": """
        SELECT i AS person, 'person-' || i AS name, (hash(i) % 1000)::BIGINT AS w
        FROM range({first}, {last}) AS r(i)""",
}

MERGE = {"spark.sql.autoBroadcastJoinThreshold": "-1", "spark.thermite.join.hash": "never"}


def _merge(kind: str, columns: str = "count(*), sum(e.v), max(p.name)") -> Query:
    text = f"SELECT {columns} FROM events e {kind} JOIN people p ON e.person = p.person AND p.w > 10"
    return Query(text, MERGE)


QUERIES = {
    "group-unique": Query("SELECT sum(n), max(v) FROM (SELECT id, count(*) n, sum(v) v FROM events GROUP BY id)"),
    "group-pairs": Query("SELECT sum(n), max(v) FROM (SELECT person, count(*) n, avg(v) v FROM events GROUP BY person)"),
    "group-strings": Query("SELECT sum(n), max(code) FROM (SELECT code, count(*) n FROM events GROUP BY code)"),
    "distinct": Query("SELECT count(*), max(id) FROM (SELECT DISTINCT id, code FROM events)"),
    "count-distinct": Query("SELECT count(DISTINCT id), count(DISTINCT person) FROM events"),
    # What dropDuplicates("person") becomes.
    "drop-duplicates": Query(
        "SELECT count(*), max(c) > '' FROM (SELECT person, first(code) c, first(v) v FROM events GROUP BY person)"
    ),
    "merge-inner": _merge(""),
    "merge-left": _merge("LEFT"),
    "merge-full": _merge("FULL"),
    "merge-semi": _merge("LEFT SEMI", "count(*), sum(e.v)"),
    "merge-anti": _merge("LEFT ANTI", "count(*), sum(e.v)"),
}


def data(cache: Path, scale: str) -> Path:
    selects = {t: (SELECTS[t], round(n * float(scale)), FILES) for t, n in ROWS.items()}
    return generate.tables(cache / "data" / "keys" / f"sf{scale}", selects)


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
