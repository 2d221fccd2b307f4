"""One Spark with Thermite for all Python tests, each query of which also runs without Thermite."""

import os
import re
import shutil
import sys
import tempfile
import time
import unittest
from contextlib import contextmanager
from pathlib import Path

os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable

import pyspark  # noqa: E402
from pyspark import cloudpickle  # noqa: E402
from pyspark.sql import DataFrame, SparkSession  # noqa: E402

MODULE = Path(__file__).resolve().parents[3]

# Spark 3.5 is tested too, by a pyspark of its version.
IS_3_5 = pyspark.__version__.startswith("3.5.")


def since_4(test):
    """A test of what Spark 3.5 does not have; it is none there."""
    return None if IS_3_5 else test


# Values of every type that Python gets as it is, with NULLs; a partition has no rows.
COLUMNS = """
    id,
    if(id % 7 = 0, NULL, id % 2 = 0) AS flag,
    if(id % 7 = 1, NULL, CAST(id % 100 AS TINYINT)) AS tiny,
    if(id % 7 = 2, NULL, CAST(id AS SMALLINT)) AS small,
    if(id % 7 = 3, NULL, CAST(id AS INT)) AS whole,
    if(id % 7 = 4, NULL, CAST(id * 1.5 AS FLOAT)) AS single,
    if(id % 7 = 5, NULL, id / 3D) AS real,
    if(id % 7 = 6, NULL, CAST(id / 4 AS DECIMAL(10, 2))) AS money,
    if(id % 7 = 0, NULL, CAST(id * 1000000007 AS DECIMAL(38, 10))) AS large,
    if(id % 7 = 1, NULL, repeat('ü-' || id, CAST(id % 4 AS INT))) AS word,
    if(id % 5 = 2, NULL, 'g' || (id % 3)) AS kind,
    if(id % 7 = 2, NULL, CAST('b' || id AS BINARY)) AS bytes,
    if(id % 7 = 3, NULL, date_add(DATE'1969-12-30', CAST(id AS INT))) AS day,
    if(id % 7 = 4, NULL, timestamp_micros(id * 1234567891)) AS moment,
    if(id % 7 = 5, NULL, CAST(timestamp_micros(id * 1234567) AS TIMESTAMP_NTZ)) AS clock,
    if(id % 7 = 0, NULL, make_dt_interval(0, CAST(id AS INT), 0, 0.5)) AS lapse,
    if(id % 7 = 6, NULL, transform(sequence(0L, id % 4), x -> if(x = 2, NULL, x + id))) AS longs,
    if(id % 7 = 0, NULL, if(id % 3 = 0, array(), array('a' || id, NULL))) AS words,
    if(id % 7 = 1, NULL, struct(CAST(id AS INT) AS a, if(id % 2 = 0, NULL, 's' || id) AS b)) AS pair,
    if(id % 7 = 2, NULL, map('k' || id, id, 'z', NULL)) AS entries
"""
TYPES = [
    "id", "flag", "tiny", "small", "whole", "single", "real", "money", "large", "word", "bytes", "day",
    "moment", "clock", "lapse", "longs", "words", "pair",
]


# Of many intervals Spark 3.5 writes more than it has room for (`DurationWriter`).
UNWRITTEN = ["lapse"] if IS_3_5 else []
TYPES = [c for c in TYPES if c not in UNWRITTEN]


def protobuf() -> Path:
    version = re.search("<protobuf.version>(.+)</", (MODULE / "pom.xml").read_text())[1]
    jar = f"com/google/protobuf/protobuf-java/{version}/protobuf-java-{version}.jar"
    return Path.home() / ".m2" / "repository" / jar


def start() -> SparkSession:
    target = "target-3.5" if IS_3_5 else "target"
    classes = f"{MODULE / target / 'classes'}:{protobuf()}"
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.plugins", "org.thermite.ThermitePlugin")
        .config("spark.driver.extraClassPath", classes)
        .config("spark.driver.memory", "3g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.session.timeZone", "America/Los_Angeles")
        .config("spark.sql.files.maxPartitionBytes", "64m")
        .config("spark.sql.files.openCostInBytes", "64m")
        .config("spark.sql.autoBroadcastJoinThreshold", "-1")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "OFF")
        .getOrCreate()
    )


# Types of functions are parsed by a session, when the modules of the tests are read.
SPARK = start()


class Tests(unittest.TestCase):
    """Tests over the view `rows`, of 25,000 rows in four partitions."""

    maxDiff = 4000

    @classmethod
    def setUpClass(cls) -> None:
        cls.spark = SPARK
        # Workers have no such module.
        cloudpickle.register_pickle_by_value(sys.modules[cls.__module__])
        cls.folder = tempfile.mkdtemp(prefix="thermite-python-")
        with cls.settings({"spark.thermite.enabled": "false"}):
            empty = cls.spark.range(1).where("id > 0")
            parts = [cls.spark.range(0, 21000, 1, 1), empty, cls.spark.range(21000, 25000, 1, 2)]
            for i, part in enumerate(parts):
                part.createOrReplaceTempView("ids")
                rows = cls.spark.sql(f"SELECT {COLUMNS} FROM ids").drop(*UNWRITTEN)
                rows.write.mode("append" if i else "overwrite").parquet(cls.folder)
        cls.spark.read.parquet(cls.folder).createOrReplaceTempView("rows")

    @classmethod
    def tearDownClass(cls) -> None:
        shutil.rmtree(cls.folder)

    @classmethod
    @contextmanager
    def settings(cls, conf: dict):
        before = {key: cls.spark.conf.get(key, None) for key in conf}
        for key, value in conf.items():
            cls.spark.conf.set(key, value)
        try:
            yield
        finally:
            for key, value in before.items():
                cls.spark.conf.unset(key) if value is None else cls.spark.conf.set(key, value)

    def rows(self) -> DataFrame:
        return self.spark.table("rows")

    def both(self, query, conf: dict | None = None, native=()) -> DataFrame:
        """Runs `query()` without and with Thermite, with and without adaptive execution: the rows are
        equal, and the plan has `native` nodes. Returns the last frame of Thermite's."""
        for adaptive in ("true", "false"):
            with self.settings({"spark.sql.adaptive.enabled": adaptive, **(conf or {})}):
                with self.settings({"spark.thermite.enabled": "false"}):
                    expected, _, metrics = self.run_query(query)
                found, frame, native_metrics = self.run_query(query)
            self.assertEqual(len(expected[1]), len(found[1]))
            for expected_row, found_row in zip(expected[1], found[1]):
                self.assertEqual(expected_row, found_row)
            self.assertEqual(expected[0], found[0])
            nodes = [node.nodeName() for node in plan_nodes(frame)]
            for name in native:
                self.assertIn(name, nodes)
            # Rows of a group come in any order, so batches of groups may take other bytes.
            if any(name.startswith(("NativeArrowEval", "NativeMap")) for name in native):
                self.assertEqual(metrics, native_metrics)
        self.assert_nothing_leaks()
        return frame

    def run_query(self, query) -> tuple:
        frame = query()
        rows = [repr(row) for row in frame.collect()]
        schema = frame.schema.jsonValue()
        return (schema, sorted(rows)), frame, python_metrics(frame)

    def error_of(self, query) -> tuple:
        try:
            query().collect()
        except Exception as error:  # whatever Spark raises is what is compared
            text = re.sub(r"(TID|stage|[tT]ask) [\d.]+", "", str(error))
            first = [line for line in text.splitlines() if not line.startswith(("\tat ", "Driver"))]
            condition = getattr(error, "getCondition", lambda: None)()
            return type(error), condition, "\n".join(first)
        self.fail("the query did not fail")

    def same_error(self, query, conf: dict | None = None) -> tuple:
        with self.settings(conf or {}):
            with self.settings({"spark.thermite.enabled": "false"}):
                expected = self.error_of(query)
            found = self.error_of(query)
        self.assertEqual(expected[:2], found[:2])
        self.assertEqual(causes(expected[2]), causes(found[2]))
        self.assert_nothing_leaks()
        return found

    def assert_nothing_leaks(self) -> None:
        library = self.spark._jvm.org.apache.spark.sql.thermite.exec.Native.library()
        # Tasks that were killed end by and by.
        for _ in range(100):
            if library.liveHandles() == 0:
                return
            time.sleep(0.1)
        self.fail(f"{library.liveHandles()} native things are left")


def causes(text: str) -> list[str]:
    """The lines that say what was raised, and where in Python."""
    return [line for line in text.splitlines() if re.search(r"Error|Exception|File|\[[A-Z_.]+\]", line)]


def plan_nodes(frame: DataFrame) -> list:
    """The operators that ran, through adaptive execution's stages."""
    found = []

    def visit(node) -> None:
        kind = node.getClass().getSimpleName()
        if kind == "AdaptiveSparkPlanExec":
            visit(node.executedPlan())
        elif kind.endswith("QueryStageExec"):
            visit(node.plan())
        else:
            found.append(node)
            children = node.children()
            for i in range(children.size()):
                visit(children.apply(i))

    visit(frame._jdf.queryExecution().executedPlan())
    return found


def python_metrics(frame: DataFrame) -> list[dict]:
    """What went to Python and came back, of each operator that has such metrics."""
    names = ("pythonDataSent", "pythonDataReceived", "pythonNumRowsReceived")
    metrics = [node.metrics() for node in plan_nodes(frame)]
    return [
        {name: m.apply(name).value() for name in names} for m in metrics if m.contains(names[0])
    ]
