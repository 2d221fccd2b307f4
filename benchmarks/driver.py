"""A Spark application that runs the queries which the harness asks for, and says what of their plans
was native and how many bytes their shuffles wrote."""

import importlib
import os
import sys
import time

from pyspark.sql import SparkSession

from serve import serve

# Nodes that are no operators of their own: wrappers, and the transition at the root.
WRAPPERS = {
    "AdaptiveSparkPlan",
    # What adaptive execution leaves of operators that gave no rows.
    "EmptyRelation",
    "ShuffleQueryStage",
    "BroadcastQueryStage",
    "TableCacheQueryStage",
    "ResultQueryStage",
    "AQEShuffleRead",
    "ReusedExchange",
    "InputAdapter",
    "ReusedSubquery",
    "Subquery",
    "SubqueryBroadcast",
}

# How the names of Thermite's operators begin.
THERMITE = "Native"


def name(node) -> str:
    return node.nodeName().split(" ")[0].split("(")[0]


def below(node) -> list:
    """The nodes under `node`, through wrappers, stages and subqueries."""
    kind = node.getClass().getSimpleName()
    if kind == "AdaptiveSparkPlanExec":
        return [node.executedPlan()]
    if kind.endswith("QueryStageExec"):
        return [node.plan()]
    nodes = []
    for sequence in (node.children(), node.subqueries()):
        nodes += [sequence.apply(i) for i in range(sequence.size())]
    return nodes


def operators(node, root: bool = True) -> list[str]:
    kind = name(node)
    wrapper = kind in WRAPPERS or kind.startswith("WholeStageCodegen")
    transition = root and kind.endswith("ColumnarToRow")
    found = [] if wrapper or transition else [kind]
    subquery = kind.startswith("Subquery") or kind == "ReusedSubquery"
    for child in below(node):
        child_root = (root and (wrapper or transition)) or subquery
        found += operators(child, child_root or name(child).startswith("Subquery"))
    return found


def share(frame, prefix: str) -> dict:
    """Operators whose names begin with `prefix` are native, but for transitions to rows."""
    kinds = operators(frame._jdf.queryExecution().executedPlan())
    left = [k for k in kinds if not k.startswith(prefix) or k.endswith("ColumnarToRow")]
    return {"native": len(kinds) - len(left), "operators": len(kinds), "left": sorted(left)}


def jvm_code(spark: SparkSession, frame) -> list[str]:
    """The functions that Thermite left to Spark's own code inside native operators."""
    explain = spark._jvm.org.apache.spark.sql.thermite.fallback.Explain
    names = explain.jvmCode(frame._jdf.queryExecution().executedPlan())
    return [names.apply(i) for i in range(names.size())]


def shuffle_bytes(spark: SparkSession) -> int:
    """What tasks have written to shuffles since the application started."""
    context = spark.sparkContext._jsc.sc()
    context.listenerBus().waitUntilEmpty()
    executors = context.statusStore().executorList(False)
    return sum(executors.apply(i).totalShuffleWrite() for i in range(executors.size()))


def measure(spark: SparkSession, command: dict) -> tuple[dict, list | None, object]:
    rows = None
    for statement in command["before"]:
        spark.sql(statement)
    before = shuffle_bytes(spark)
    start = time.perf_counter()
    for _ in range(command["times"]):
        frame = spark.sql(command["text"])
        if command["sink"] == "noop":
            frame.write.format("noop").mode("overwrite").save()
        else:
            rows = frame.collect()
    answer = {"seconds": time.perf_counter() - start, "columns": frame.columns}
    answer["shuffle_bytes"] = shuffle_bytes(spark) - before
    return answer, rows, frame


def run(spark: SparkSession, prefix: str, command: dict) -> tuple[dict, list | None]:
    if command["functions"]:
        importlib.import_module(command["functions"]).register(spark)
    changed = {key: spark.conf.get(key, None) for key in command["conf"]}
    for key, value in command["conf"].items():
        spark.conf.set(key, value)
    try:
        answer, rows, frame = measure(spark, command)
    finally:
        for key, value in changed.items():
            spark.conf.unset(key) if value is None else spark.conf.set(key, value)
    if rows is None:
        return answer, None
    if prefix:
        answer.update(share(frame, prefix))
        answer["jvm_code"] = jvm_code(spark, frame) if prefix == THERMITE else []
    return {**answer, "rows": len(rows)}, [tuple(row) for row in rows]


def main(data: str, prefix: str, door: str) -> None:
    spark = SparkSession.builder.getOrCreate()
    for table in sorted(os.listdir(data)):
        path = os.path.join(data, table)
        if os.path.isdir(path):
            spark.read.parquet(path).createOrReplaceTempView(table)
    serve(door, spark.version, lambda command: run(spark, prefix, command))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
