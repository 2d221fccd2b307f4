"""The suites of queries that can be measured."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cached
import exploded
import expr
import keys
import memory
import python
import shuffle
import small
import tpcds
import tpch
import window
from query import Query


@dataclass(frozen=True)
class Suite:
    title: str
    names: list[str]
    # Both get the cache folder; the data comes as a folder with one folder of Parquet files a table.
    data: Callable[[Path, str], Path]
    queries: Callable[[Path], dict[str, Query]]
    # The kinds of engines that can run it.
    kinds: tuple[str, ...] = ("spark",)
    # Whether the table shows the bytes that shuffles wrote.
    shows_bytes: bool = False


SUITES = {
    "tpch": Suite("TPC-H", tpch.QUERIES, tpch.data, tpch.queries, ("spark", "duckdb", "datafusion")),
    "tpcds": Suite("TPC-DS", tpcds.QUERIES, tpcds.data, tpcds.queries, ("spark", "duckdb")),
    "shuffle": Suite("Shuffle", list(shuffle.QUERIES), shuffle.data, shuffle.queries, shows_bytes=True),
    "memory": Suite("Joins beyond the memory", list(memory.QUERIES), memory.data, memory.queries),
    "expr": Suite("Expressions", list(expr.QUERIES), expr.data, expr.queries),
    "keys": Suite("Keys of many values", list(keys.QUERIES), keys.data, keys.queries),
    "window": Suite("Windows", list(window.QUERIES), window.data, window.queries),
    "cache": Suite("Cached tables", list(cached.QUERIES), cached.data, cached.queries),
    "generate": Suite("Generators", list(exploded.QUERIES), exploded.data, exploded.queries),
    "python": Suite("Python functions", list(python.QUERIES), python.data, python.queries),
    "small": Suite("Small tasks and rows", list(small.QUERIES), small.data, small.queries),
}
