"""Tests of how engines are run in turn and their rows are compared."""

import argparse
import contextlib
import io
import unittest

import run
from engines import EngineEnded
from query import Query
from suites import SUITES


class Fake:
    """An engine whose answers are given: rows, or an exception."""

    def __init__(self, name: str, asked: list, answers: dict, kind="spark", columns=("a", "b")):
        self.name, self.asked, self.answers = name, asked, answers
        self.kind, self.columns = kind, list(columns)

    def run(self, query: Query):
        self.asked.append((query.text, self.name))
        rows = self.answers[query.text]
        if isinstance(rows, Exception):
            raise rows
        if isinstance(rows, str):
            return {"error": rows}, None
        return {"seconds": 1.0, "columns": self.columns}, rows


class MeasureTest(unittest.TestCase):
    def measure(self, running: list, names=("x",), iterations=1, cold=True) -> list[dict]:
        args = argparse.Namespace(cold=cold, iterations=iterations, queries=list(names))
        with contextlib.redirect_stdout(io.StringIO()) as self.shown:
            return run.measure(args, running, {name: Query(name) for name in names})

    def test_engines_alternate_query_by_query_and_the_warm_up_does_not_count(self):
        asked = []
        running = [Fake(name, asked, {"x": [(1, 2)], "y": [(1, 2)]}) for name in ("one", "two")]
        records = self.measure(running, ("x", "y"), iterations=2, cold=False)
        turn = [("x", "one"), ("x", "two"), ("y", "one"), ("y", "two")]
        self.assertEqual(asked, 3 * turn)
        self.assertEqual(records[1]["seconds"], {"one": [1.0, 1.0], "two": [1.0, 1.0]})

    def test_a_failure_is_recorded_and_the_run_goes_on(self):
        answers = {"x": EngineEnded("gone"), "y": "no such function", "z": [(1, 2)]}
        fine = {name: [(1, 2)] for name in answers}
        records = self.measure([Fake("one", [], fine), Fake("two", [], answers)], "xyz")
        self.assertEqual(
            [record["errors"] for record in records], [{"two": "gone"}, {"two": "no such function"}, {}]
        )
        self.assertEqual([record["equal"] for record in records], [{}, {}, {"two": True}])
        self.assertIn("two FAILED: gone", self.shown.getvalue())

    def test_rows_without_a_base_are_not_compared(self):
        running = [Fake("one", [], {"x": "no"}), Fake("two", [], {"x": [(1, 2)]})]
        self.assertEqual(self.measure(running)[0]["equal"], {})
        running = [Fake("one", [], {"x": None}), Fake("two", [], {"x": None})]
        self.assertEqual(self.measure(running)[0]["equal"], {})

    def test_one_difference_in_any_run_counts(self):
        answers = [[(1, 2)], [(1, 3)], [(1, 2)]]
        other = Fake("two", [], {})
        other.run = lambda _query: ({"seconds": 1.0, "columns": ["a", "b"]}, answers.pop(0))
        records = self.measure([Fake("one", [], {"x": [(1, 2)]}), other], iterations=3)
        self.assertEqual(records[0]["equal"], {"two": False})

    def test_columns_are_compared_between_sparks(self):
        one = Fake("one", [], {"x": [(1, 2)]})
        renamed = {"columns": ("a", "c")}
        spark = Fake("two", [], {"x": [(1, 2)]}, **renamed)
        duckdb = Fake("three", [], {"x": [(1, 2)]}, kind="duckdb", **renamed)
        self.assertEqual(self.measure([one, spark, duckdb])[0]["equal"], {"two": False, "three": True})

    def test_order_is_compared_where_the_query_sorts(self):
        rows = [(1, 2), (2, 2)]
        running = [Fake("one", [], {}), Fake("two", [], {})]
        for text, equal in (("SELECT a, b FROM t", True), ("SELECT a, b FROM t ORDER BY a", False)):
            running[0].answers, running[1].answers = {text: rows}, {text: rows[::-1]}
            self.assertEqual(self.measure(running, (text,))[0]["equal"], {"two": equal})


class FileNameTest(unittest.TestCase):
    def name(self, engines: str, queries=SUITES["tpch"].names) -> str:
        return run.file_name(
            argparse.Namespace(suite="tpch", scale="10", engines=engines.split(","), queries=queries)
        )

    def test_only_a_whole_run_has_the_name_of_the_suite(self):
        self.assertEqual(self.name("spark,comet,thermite"), "tpch-sf10")
        self.assertEqual(self.name("spark,thermite", ["q1"]), "tpch-sf10-part")
        self.assertEqual(self.name("spark,spark-b"), "tpch-sf10-spark-spark-b")


class SuitesTest(unittest.TestCase):
    def test_generated_suites_have_the_queries_that_they_name(self):
        for name in ("shuffle", "small", "cache"):
            suite = SUITES[name]
            self.assertEqual(list(suite.queries(None)), suite.names)
            self.assertEqual(suite.kinds, ("spark",))


if __name__ == "__main__":
    unittest.main()
