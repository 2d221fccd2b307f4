"""The engines that a benchmark runs: a long-lived process each, so that they alternate by query."""

import json
import os
import pickle
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SparkEngine:
    def __init__(self, name: str, spec: dict, data: Path, work: Path, args):
        self.name = name
        self.result = work / f"{name}.pickle"
        self.log = open(work / f"{name}.log", "w")
        command = [
            str(Path(sys.executable).parent / "spark-submit"),
            "--master", args.master,
            "--driver-memory", args.memory,
            "--conf", "spark.ui.showConsoleProgress=false",
        ]
        jars = [str(ROOT / jar) for jar in spec.get("jars", [])]
        if jars:
            command += ["--jars", ",".join(jars)]
        for key, value in spec.get("conf", {}).items():
            command += ["--conf", f"{key}={value}"]
        command += [str(ROOT / "benchmarks" / "driver.py"), str(data)]
        environment = dict(os.environ, PYSPARK_PYTHON=sys.executable)
        environment.pop("SPARK_HOME", None)
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            env=environment,
        )
        self._read()

    def _read(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended; its log is {self.log.name}")
        return json.loads(line)

    def run(self, sql: str) -> tuple[dict, list | None]:
        command = {"sql": sql, "result": str(self.result)}
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        answer = self._read()
        if "error" in answer:
            return answer, None
        with open(self.result, "rb") as rows:
            return answer, pickle.load(rows)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.log.close()


class DuckDbEngine:
    def __init__(self, name: str, spec: dict, data: Path, work: Path, args):
        import duckdb

        self.name = name
        self.connection = duckdb.connect()
        self.connection.execute(f"SET threads = {int(spec.get('threads', 2))}")
        for table in sorted(p for p in data.iterdir() if p.is_dir()):
            self.connection.execute(
                f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{table}/*.parquet')"
            )

    def run(self, sql: str) -> tuple[dict, list | None]:
        start = time.perf_counter()
        try:
            rows = self.connection.execute(sql).fetchall()
        except Exception as error:  # reported as the query's result
            return {"error": str(error)[:2000]}, None
        return {"seconds": time.perf_counter() - start, "rows": len(rows)}, rows

    def close(self) -> None:
        self.connection.close()


KINDS = {"spark": SparkEngine, "duckdb": DuckDbEngine}


def start(name: str, data: Path, work: Path, args):
    path = ROOT / "benchmarks" / "engines" / f"{name}.toml"
    if not path.exists():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.toml")))
        raise SystemExit(f"ENGINES: no engine {name!r}; allowed: {known}")
    spec = tomllib.loads(path.read_text())
    return KINDS[spec["kind"]](name, spec, data, work, args)
