"""The engines that a benchmark runs: a long-lived process each, so that they alternate by query."""

import json
import os
import pickle
import subprocess
import sys
import threading
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
        pipes = [work / f"{name}.commands", work / f"{name}.answers"]
        for pipe in pipes:
            os.mkfifo(pipe)
        command += [str(ROOT / "benchmarks" / "driver.py"), str(data), *map(str, pipes)]
        environment = dict(os.environ, PYSPARK_PYTHON=sys.executable)
        environment.pop("SPARK_HOME", None)
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            env=environment,
        )
        threading.Thread(target=self._watch, args=pipes, daemon=True).start()
        self.commands = open(pipes[0], "w", buffering=1)
        self.answers = open(pipes[1])
        self._read()

    def _watch(self, commands: Path, answers: Path) -> None:
        """Opens the pipes' other ends if the process ends before it has, so that nobody waits."""
        self.process.wait()
        for path, mode in ((commands, os.O_RDONLY), (answers, os.O_WRONLY)):
            try:
                os.close(os.open(path, mode | os.O_NONBLOCK))
            except OSError:
                pass

    def _read(self) -> dict:
        line = self.answers.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended; its log is {self.log.name}")
        return json.loads(line)

    def run(self, sql: str) -> tuple[dict, list | None]:
        command = {"sql": sql, "result": str(self.result)}
        self.commands.write(json.dumps(command) + "\n")
        answer = self._read()
        if "error" in answer:
            return answer, None
        with open(self.result, "rb") as rows:
            return answer, pickle.load(rows)

    def close(self) -> None:
        self.commands.close()
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
