"""TPC-H: the data by tpchgen-cli, the queries from Spark's own tests jar."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import maven
from query import Query

SPARK_TESTS = "org.apache.spark:spark-sql_2.13:4.1.3:jar:tests"
TABLES = ["customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"]
SMALL = {"nation", "region"}
QUERIES = [f"q{i}" for i in range(1, 23)]


def data(cache: Path, scale: str) -> Path:
    """The folder with one folder of Parquet files a table; made once for each scale factor."""
    folder = cache / "data" / "tpch" / f"sf{scale}"
    done = folder / ".complete"
    if not done.exists():
        print(f"generating TPC-H data, scale factor {scale}, in {folder} ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        parts = 8 if float(scale) >= 10 else 2
        generator = str(Path(sys.executable).parent / "tpchgen-cli")
        for table in TABLES:
            command = [generator, "parquet", "-s", scale, "--tables", table]
            command += ["--parts", "1" if table in SMALL else str(parts)]
            subprocess.run(command + ["--output-dir", str(folder)], check=True)
        done.touch()
    return folder


def queries(cache: Path) -> dict[str, Query]:
    with zipfile.ZipFile(maven.fetch(cache, SPARK_TESTS)) as archive:
        return {q: Query(archive.read(f"tpch/{q}.sql").decode()) for q in QUERIES}
