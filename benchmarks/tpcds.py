"""TPC-DS: the data by DuckDB's generator, the queries from Spark's own tests jar."""

import shutil
import zipfile
from importlib.resources import files
from pathlib import Path

import maven
from query import Query
from tpch import SPARK_TESTS

# Queries that the specification gives in two parts.
PARTS = {14, 23, 24, 39}
QUERIES = [f"q{i}{part}" for i in range(1, 100) for part in ("ab" if i in PARTS else [""])]
# DuckDB's name of a column, and the specification's.
RENAMED = {("customer", "c_last_review_date_sk"): "c_last_review_date"}


def connect(file: Path):
    """A DuckDB with the generator, which its Python package brings."""
    import duckdb

    connection = duckdb.connect(str(file), config={"allow_unsigned_extensions": "true"})
    version = f"v{duckdb.__version__}"
    extension = files("duckdb_extension_tpcds") / "extensions" / version / "tpcds.duckdb_extension"
    connection.load_extension(str(extension))
    return connection


def data(cache: Path, scale: str) -> Path:
    """The folder with one folder of Parquet files a table; made once for each scale factor."""
    folder = cache / "data" / "tpcds" / f"sf{scale}"
    done = folder / ".complete"
    if not done.exists():
        print(f"generating TPC-DS data, scale factor {scale}, in {folder} ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        database = folder / "generated.duckdb"
        connection = connect(database)
        connection.execute(f"CALL dsdgen(sf = {scale})")
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            (folder / table).mkdir(parents=True)
            for (old_table, column), new in RENAMED.items():
                if table == old_table:
                    connection.execute(f"ALTER TABLE {table} RENAME {column} TO {new}")
            path = folder / table / "part-00000.parquet"
            connection.execute(f"COPY {table} TO '{path}' (FORMAT parquet)")
        connection.close()
        database.unlink()
        done.touch()
    return folder


def queries(cache: Path) -> dict[str, Query]:
    with zipfile.ZipFile(maven.fetch(cache, SPARK_TESTS)) as archive:
        return {q: Query(archive.read(f"tpcds/{q}.sql").decode()) for q in QUERIES}
