"""The engines that a benchmark runs: a long-lived process each, so that they alternate by query."""

import json
import os
import pickle
import re
import socket
import subprocess
import sys
import tomllib
import venv
from dataclasses import asdict
from pathlib import Path

import maven
from query import Query

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "benchmarks"

# Settings of the user's shell that would change what spark-submit runs.
FOREIGN = ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS", "PYSPARK_DRIVER_PYTHON", "PYTHONPATH")

# Seconds after which a query counts as failed.
PATIENCE = 1800


class EngineEnded(Exception):
    """The engine's process is gone; what is measured on the others still counts."""


class Engine:
    """An engine's process and the talk with it. If it ends, the next query starts it again."""

    def __init__(self, name: str, spec: dict, data: Path, work: Path, args):
        self.name = name
        self.kind = spec["kind"]
        self.peak_gib = 0.0
        self.home = work / name
        self.home.mkdir()
        self.door = self.home / "socket"
        self.command = COMMANDS[self.kind](spec, data, args) + [str(self.door)]
        self.environment = {k: v for k, v in os.environ.items() if k not in FOREIGN}
        self.environment["PYSPARK_PYTHON"] = str(interpreter(spec, args.cache))
        self.log = open(work / f"{name}.log", "w")
        self.connection = self.lines = None
        try:
            self._start()
        except EngineEnded:
            self.log.close()
            raise

    def _start(self) -> None:
        self.door.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.door))
            listener.listen(1)
            # In a folder of its own: Spark leaves its warehouse and artifacts where it is started.
            self.process = subprocess.Popen(
                self.command,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=self.log,
                stderr=self.log,
                env=self.environment,
            )
            self.connection = self._accept(listener)
        self.connection.settimeout(PATIENCE)
        self.lines = self.connection.makefile("rw", buffering=1)
        self.version = self._read()["ready"]

    def _accept(self, listener: socket.socket) -> socket.socket:
        listener.settimeout(0.5)
        while self.process.poll() is None:
            try:
                return listener.accept()[0]
            except TimeoutError:
                continue
        raise self._ended()

    def _ended(self) -> EngineEnded:
        self._hang_up()
        self.process.kill()
        self.process.wait()
        return EngineEnded(f"{self.name} ended; its log is {self.log.name}")

    def _read(self) -> dict:
        line = self.lines.readline()
        if not line:
            raise self._ended()
        return json.loads(line)

    def run(self, query: Query) -> tuple[dict, list | None]:
        """The answer, which has an "error" if the query failed, and the rows, if it gives any."""
        if self.process.poll() is not None:
            self._start()
        result = self.home / "result.pickle"
        try:
            self.lines.write(json.dumps({**asdict(query), "result": str(result)}) + "\n")
            answer = self._read()
        except OSError as error:
            raise self._ended() from error
        self.peak_gib = max(self.peak_gib, peak_gib(self.process.pid))
        if "error" in answer:
            return answer, None
        with open(result, "rb") as rows:
            return answer, pickle.load(rows)

    def _hang_up(self) -> None:
        for end in (self.lines, self.connection):
            try:
                if end is not None:
                    end.close()
            except OSError:  # what it could not send is no longer wanted
                pass
        self.connection = self.lines = None

    def close(self) -> None:
        self._hang_up()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


def peak_gib(pid: int) -> float:
    """The most memory that the process has held."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 2**20 if found else 0.0


def _spark(spec: dict, data: Path, args) -> list[str]:
    jars = [ROOT / jar for jar in spec.get("jars", [])]
    for jar in jars:
        if not jar.exists():
            raise SystemExit(f"there is no {jar}; `dev/build.sh {spec['build']}` builds it")
    fetched = [maven.fetch(args.cache, artifact) for artifact in spec.get("maven", [])]
    command = [
        str(interpreter(spec, args.cache).parent / "spark-submit"),
        "--master", args.master,
        "--driver-memory", args.memory,
        "--conf", "spark.ui.showConsoleProgress=false",
    ]
    if jars or fetched:
        command += ["--jars", ",".join(map(str, jars + fetched))]
    if fetched:
        path = ":".join(map(str, fetched))
        command += ["--driver-class-path", path, "--conf", f"spark.executor.extraClassPath={path}"]
    for key, value in spec.get("conf", {}).items():
        command += ["--conf", f"{key}={value}"]
    return command + [str(FOLDER / "driver.py"), str(data), spec.get("native", "")]


def _embedded(spec: dict, data: Path, _args) -> list[str]:
    driver = [sys.executable, str(FOLDER / "embedded.py")]
    return driver + [spec["kind"], str(spec["threads"]), str(data)]


COMMANDS = {"spark": _spark, "duckdb": _embedded, "datafusion": _embedded}


def interpreter(spec: dict, cache: Path) -> Path:
    """The Python whose pyspark runs the engine: the benchmarks' own, or one of that version."""
    if "pyspark" not in spec:
        return Path(sys.executable)
    version = spec["pyspark"]
    folder = cache / f"venv-{'.'.join(version.split('.')[:2])}"
    done = folder / ".pyspark"
    if not done.exists() or done.read_text() != version:
        print(f"creating the Python environment {folder} ...", flush=True)
        venv.create(folder, clear=True, with_pip=True)
        install = ["-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([folder / "bin" / "python", *install, f"pyspark=={version}"], check=True)
        done.write_text(version)
    return folder / "bin" / "python"


def specs(names: list[str], kinds: tuple[str, ...]) -> dict[str, dict]:
    """What benchmarks/engines/ says of each engine, checked before anything is built or run."""
    known = {p.stem: tomllib.loads(p.read_text()) for p in (FOLDER / "engines").glob("*.toml")}
    allowed = ", ".join(sorted(name for name, spec in known.items() if spec["kind"] in kinds))
    for name in names:
        if name not in known:
            raise SystemExit(f"ENGINES: no engine {name!r}; allowed: {allowed}")
        if known[name]["kind"] not in kinds:
            raise SystemExit(f"ENGINES: {name} cannot run this suite; allowed: {allowed}")
        if names.count(name) > 1:
            raise SystemExit(f"ENGINES: {name} is named twice; spark-b is a second vanilla Spark")
    return {name: known[name] for name in names}
