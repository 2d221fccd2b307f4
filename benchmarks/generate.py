"""Writes a table's Parquet files with DuckDB, the same rows each time."""

import shutil
from pathlib import Path


def tables(folder: Path, selects: dict[str, tuple[str, int, int]]) -> Path:
    """Makes `folder` once. A table is a SELECT with {first} and {last}, its rows and its files."""
    done = folder / ".complete"
    if done.exists():
        return folder
    import duckdb

    print(f"generating data in {folder} ...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    connection = duckdb.connect()
    for table, (select, rows, files) in selects.items():
        (folder / table).mkdir(parents=True)
        bounds = [rows * i // files for i in range(files + 1)]
        for i, (first, last) in enumerate(zip(bounds, bounds[1:])):
            path = folder / table / f"part-{i:05}.parquet"
            rows_of_file = select.format(first=first, last=last)
            connection.execute(f"COPY ({rows_of_file}) TO '{path}' (FORMAT parquet)")
    done.touch()
    return folder
