"""Tests of how the driver counts a plan's native operators, on stand-ins for Spark's nodes."""

import sys
import unittest
from unittest import mock

with mock.patch.dict(sys.modules, {"pyspark": mock.MagicMock(), "pyspark.sql": mock.MagicMock()}):
    import driver


class Seq(list):
    size = list.__len__
    apply = list.__getitem__


class Node:
    def __init__(self, name: str, *children, inside=None, subqueries=()):
        self.name, self.inside = name, inside
        self.children = lambda: Seq(children)
        self.subqueries = lambda: Seq(subqueries)
        self.plan = self.executedPlan = lambda: inside
        self.nodeName = lambda: name
        self.getClass = lambda: mock.Mock(getSimpleName=lambda: f"{name.split(' ')[0]}Exec")


def share(plan: Node, prefix: str) -> dict:
    frame = mock.Mock()
    frame._jdf.queryExecution.return_value.executedPlan.return_value = plan
    return driver.share(frame, prefix)


class ShareTest(unittest.TestCase):
    def test_stages_wrappers_and_the_transition_at_the_root_do_not_count(self):
        stage = Node("ShuffleQueryStage", inside=Node("NativeShuffleExchange", Node("NativeScan parquet")))
        plan = Node("AdaptiveSparkPlan", inside=Node("ColumnarToRow", Node("NativeSort", stage)))
        self.assertEqual(share(plan, "Native"), {"native": 3, "operators": 3, "left": []})

    def test_what_is_left_is_named(self):
        plan = Node("Project", Node("ColumnarToRow", Node("NativeFilter", Node("Scan parquet "))))
        found = share(plan, "Native")
        left = ["ColumnarToRow", "Project", "Scan"]
        self.assertEqual(found, {"native": 1, "operators": 4, "left": left})

    def test_another_engines_transitions_are_not_native(self):
        inner = Node("CometColumnarToRow", Node("CometHashAggregate"))
        plan = Node("CometColumnarToRow", Node("CometSort", Node("BroadcastHashJoin", inner)))
        left = ["BroadcastHashJoin", "CometColumnarToRow"]
        self.assertEqual(share(plan, "Comet"), {"native": 2, "operators": 4, "left": left})

    def test_subqueries_count(self):
        subquery = Node("Subquery", Node("ColumnarToRow", Node("NativeHashAggregate")))
        plan = Node("ColumnarToRow", Node("NativeFilter", subqueries=[subquery]))
        self.assertEqual(share(plan, "Native"), {"native": 2, "operators": 2, "left": []})


if __name__ == "__main__":
    unittest.main()
