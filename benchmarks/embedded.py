"""Runs queries in DuckDB or DataFusion, over the same Parquet files as the Sparks."""

import re
import sys
import time
from pathlib import Path

from serve import serve


class DuckDb:
    def __init__(self, threads: int):
        import duckdb

        self.version = duckdb.__version__
        self.connection = duckdb.connect()
        self.connection.execute(f"SET threads = {threads}")
        # Spark's.
        self.connection.execute("SET default_null_order = 'nulls_first_on_asc_last_on_desc'")

    def register(self, table: str, folder: Path) -> None:
        self.connection.execute(
            f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{folder}/*.parquet')"
        )

    def rows(self, sql: str) -> tuple[list[str], list[tuple]]:
        # Spark quotes names with backticks.
        cursor = self.connection.execute(sql.replace("`", '"'))
        rows = cursor.fetchall()
        return [column[0] for column in cursor.description], rows


class DataFusion:
    # It has no year().
    YEAR = re.compile(r"\byear\(", re.I)

    def __init__(self, threads: int):
        import datafusion

        self.version = datafusion.__version__
        config = datafusion.SessionConfig().with_target_partitions(threads)
        self.context = datafusion.SessionContext(config)

    def register(self, table: str, folder: Path) -> None:
        self.context.register_parquet(table, str(folder))

    def rows(self, sql: str) -> tuple[list[str], list[tuple]]:
        table = self.context.sql(self.YEAR.sub("date_part('year', ", sql)).to_arrow_table()
        columns = [column.to_pylist() for column in table.columns]
        return table.column_names, list(zip(*columns))


KINDS = {"duckdb": DuckDb, "datafusion": DataFusion}


def main(kind: str, threads: str, data: str, door: str) -> None:
    engine = KINDS[kind](int(threads))
    for folder in sorted(p for p in Path(data).iterdir() if p.is_dir()):
        engine.register(folder.name, folder)

    def run(command: dict) -> tuple[dict, list]:
        start = time.perf_counter()
        columns, rows = engine.rows(command["text"])
        seconds = time.perf_counter() - start
        return {"seconds": seconds, "rows": len(rows), "columns": columns}, rows

    serve(door, engine.version, run)


if __name__ == "__main__":
    main(*sys.argv[1:])
