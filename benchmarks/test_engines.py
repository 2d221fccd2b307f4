"""Tests of the talk with an engine's process, with a stand-in for spark-submit."""

import argparse
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import engines
from query import Query

STAND_IN = '''#!{python}
import sys
sys.path.insert(0, "{folder}")
from serve import serve
if "die=1" in sys.argv:
    sys.exit(3)

def run(command):
    if command["text"] == "die":
        sys.exit(3)
    if command["text"] == "fail":
        raise ValueError("no such table")
    answer = {{"seconds": 0.5, "columns": ["x", "y"], "conf": command["conf"]}}
    return answer, None if command["sink"] == "noop" else [(1, "a")]

serve(sys.argv[-1], "4.1.3", run)
'''


class EngineTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = Path(folder.name)
        submit = self.work / "spark-submit"
        submit.write_text(STAND_IN.format(python=sys.executable, folder=engines.FOLDER))
        submit.chmod(0o755)
        python = mock.patch.object(engines, "interpreter", return_value=self.work / "python")
        python.start()
        self.addCleanup(python.stop)

    def start(self, spec: dict) -> engines.Engine:
        args = argparse.Namespace(master="local[2]", memory="1g", cache=self.work)
        engine = engines.Engine("spark", {"kind": "spark", **spec}, self.work, self.work, args)
        self.addCleanup(engine.close)
        return engine

    def test_rows_and_errors_come_back(self):
        engine = self.start({})
        self.assertEqual(engine.version, "4.1.3")
        answer, rows = engine.run(Query("select", {"key": "value"}))
        self.assertEqual((answer["columns"], rows), (["x", "y"], [(1, "a")]))
        self.assertEqual(answer["conf"], {"key": "value"})
        answer, rows = engine.run(Query("fail"))
        self.assertEqual((answer["error"], rows), ("no such table", None))
        self.assertEqual(engine.run(Query("select", sink="noop"))[1], None)
        self.assertGreater(engine.peak_gib, 0)

    def test_an_engine_that_ends_is_an_error_and_runs_the_next_query(self):
        engine = self.start({})
        for _ in range(2):
            with self.assertRaisesRegex(engines.EngineEnded, "its log is"):
                engine.run(Query("die"))
            self.assertEqual(engine.run(Query("select"))[1], [(1, "a")])

    def test_an_engine_that_never_starts_is_an_error(self):
        with self.assertRaisesRegex(engines.EngineEnded, "its log is"):
            self.start({"conf": {"die": 1}})

    def test_a_missing_jar_is_named(self):
        with self.assertRaisesRegex(SystemExit, "no-such.jar.*dev/build.sh spark-4.1"):
            self.start({"jars": ["no-such.jar"], "build": "spark-4.1"})


class SpecsTest(unittest.TestCase):
    def test_every_engine_can_be_started(self):
        names = [p.stem for p in (engines.FOLDER / "engines").glob("*.toml")]
        for spec in engines.specs(names, tuple(engines.COMMANDS)).values():
            self.assertLessEqual(
                spec.keys(),
                {"kind", "threads", "pyspark", "maven", "jars", "build", "native", "conf"},
            )
            self.assertEqual("jars" in spec, "build" in spec)

    def test_a_wrong_name_is_answered_with_what_is_allowed(self):
        with self.assertRaisesRegex(SystemExit, "no engine 'sparc'; allowed: .*duckdb, spark, "):
            engines.specs(["spark", "sparc"], ("spark", "duckdb"))
        with self.assertRaisesRegex(SystemExit, "duckdb cannot run this suite; allowed: comet, "):
            engines.specs(["spark", "duckdb"], ("spark",))
        with self.assertRaisesRegex(SystemExit, "named twice"):
            engines.specs(["spark", "spark"], ("spark",))


if __name__ == "__main__":
    unittest.main()
