"""What a query and a task cost by themselves: stages of 2,000 tiny tasks, queries over ten rows."""

from pathlib import Path

import generate
from query import Query

TASKS = 2000
SELECT = "SELECT i % 1000 AS g, i AS v, 'row-' || i AS s FROM range({first}, {last}) AS r(i)"

# A file costs what a partition may hold, so each is a task of its own.
FILE_A_TASK = {
    "spark.sql.files.maxPartitionBytes": "16m",
    "spark.sql.files.openCostInBytes": "16m",
}
MANY_PARTITIONS = {
    "spark.sql.shuffle.partitions": str(TASKS),
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
}
GROUPS = "SELECT g, count(*) AS n, sum(v) AS v FROM many GROUP BY g"
REPEATED = 20

QUERIES = {
    "scan-2000-tasks": Query("SELECT count(*), sum(v), max(s) FROM many", FILE_A_TASK),
    "reduce-2000-tasks": Query(f"SELECT count(*), sum(n), sum(v) FROM ({GROUPS})", MANY_PARTITIONS),
    "ten-rows-filter": Query("SELECT v + 1, s FROM ten WHERE g > 3", times=REPEATED),
    "ten-rows-group": Query("SELECT s, sum(v) FROM ten GROUP BY s ORDER BY s", times=REPEATED),
    "ten-rows-join": Query(
        "SELECT count(*), sum(a.v * b.v) FROM ten a JOIN ten b ON a.g = b.g", times=REPEATED
    ),
}


def data(cache: Path, _scale: str) -> Path:
    selects = {"many": (SELECT, 10 * TASKS, TASKS), "ten": (SELECT, 10, 1)}
    return generate.tables(cache / "data" / "small", selects)


def queries(_cache: Path) -> dict[str, Query]:
    return QUERIES
