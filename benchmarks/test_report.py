"""Tests of medians, ratios and the report: a failure must show."""

import unittest

import report
from summary import pairs, speed_ups


def record(query="q1", **parts) -> dict:
    empty = {"seconds": {}, "equal": {}, "native": {}, "shuffle_bytes": {}, "errors": {}}
    return {"query": query, **empty, **parts}


def outcome(*records, suite="tpch", engines=("spark", "thermite")) -> dict:
    return {"suite": suite, "scale": "1", "iterations": 3, "engines": list(engines), "queries": records}


class ReportTest(unittest.TestCase):
    def test_medians_and_what_was_equal_and_native(self):
        text = report.table(
            outcome(
                record(
                    seconds={"spark": [3.0, 2.0, 9.0], "thermite": [1.0, 5.0, 1.5]},
                    equal={"thermite": True},
                    native={"thermite": {"native": 9, "operators": 10, "left": ["Sort"]}},
                )
            )
        )
        self.assertRegex(text, r"q1 +3\.00 +1\.50 +9/10 +equal\n")
        self.assertRegex(text, r"total +3\.00 +1\.50 +9/10 +all equal\n")
        self.assertRegex(text, r"q1 +2\.00x\n")

    def test_a_different_result_shows(self):
        seconds = {"spark": [2.0], "thermite": [1.0]}
        text = report.table(outcome(record(seconds=seconds, equal={"thermite": False})))
        self.assertIn("DIFFERENT", text)
        self.assertIn("0/1 equal", text)

    def test_a_failed_query_shows_and_is_in_no_ratio(self):
        failed = record("q2", seconds={"spark": [8.0], "thermite": [1.0]}, errors={"thermite": "no"})
        fine = record(seconds={"spark": [2.0], "thermite": [1.0]}, equal={"thermite": True})
        text = report.table(outcome(fine, failed))
        self.assertRegex(text, r"q2 +8\.00 +failed +failed\n")
        self.assertRegex(text, r"total +10\.00 +1\.00 \(1 of 2\) +1/2 equal\n")
        self.assertRegex(text, r"q2 +-\n")
        self.assertRegex(text, r"total +2\.00x\n")

    def test_shuffled_bytes_show_in_their_suite_alone(self):
        measured = record(seconds={"spark": [1.0]}, shuffle_bytes={"spark": 2_500_000})
        self.assertRegex(report.table(outcome(measured, suite="shuffle")), r"spark MB")
        self.assertNotIn("spark MB", report.table(outcome(measured)))

    def test_markdown_has_a_row_a_query(self):
        seconds = {"spark": [2.0], "thermite": [1.0]}
        lines = report.markdown(outcome(record(seconds=seconds), record("q2"))).splitlines()
        self.assertEqual(len(lines), 6)
        self.assertEqual({line.count("|") for line in lines}, {lines[0].count("|")})


class SummaryTest(unittest.TestCase):
    def test_each_against_the_first_and_thermite_against_its_peers(self):
        found = pairs(["spark", "comet", "thermite", "duckdb"])
        first = [("comet", "spark"), ("thermite", "spark"), ("duckdb", "spark")]
        self.assertEqual(found, first + [("thermite", "comet"), ("thermite", "duckdb")])

    def test_ratios_of_totals_and_their_mean(self):
        records = [
            record(seconds={"a": [8.0], "b": [2.0]}),
            record(seconds={"a": [1.0], "b": [1.0]}),
            record(seconds={"a": [1.0]}),
        ]
        self.assertEqual(speed_ups(records, "b", "a"), {"total": 3.0, "geometric_mean": 2.0})
        self.assertIsNone(speed_ups(records[2:], "b", "a"))


if __name__ == "__main__":
    unittest.main()
