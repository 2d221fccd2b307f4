"""A Spark application that runs the queries it reads from a pipe, one JSON object a line.

In: {"sql": ..., "result": path}. Out: {"seconds", "rows", "native", "operators", "left"} or {"error"}.
"""

import json
import os
import pickle
import sys
import time
import traceback

from pyspark.sql import SparkSession

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
    transition = root and kind == "ColumnarToRow"
    found = [] if wrapper or transition else [kind]
    subquery = kind.startswith("Subquery") or kind == "ReusedSubquery"
    for child in below(node):
        child_root = (root and (wrapper or transition)) or subquery
        found += operators(child, child_root or name(child).startswith("Subquery"))
    return found


def run(spark: SparkSession, sql: str, result: str) -> dict:
    start = time.perf_counter()
    frame = spark.sql(sql)
    rows = frame.collect()
    seconds = time.perf_counter() - start
    kinds = operators(frame._jdf.queryExecution().executedPlan())
    native = [k for k in kinds if k.startswith("Native")]
    with open(result, "wb") as out:
        pickle.dump([tuple(row) for row in rows], out)
    return {
        "seconds": seconds,
        "rows": len(rows),
        "native": len(native),
        "operators": len(kinds),
        "left": sorted(k for k in kinds if not k.startswith("Native")),
    }


def main() -> None:
    # Pipes of their own: spark-submit keeps the streams of the process to itself.
    data, commands, answers = sys.argv[1], open(sys.argv[2]), open(sys.argv[3], "w", buffering=1)
    spark = SparkSession.builder.getOrCreate()
    for table in sorted(os.listdir(data)):
        path = os.path.join(data, table)
        if os.path.isdir(path):
            spark.read.parquet(path).createOrReplaceTempView(table)
    print(json.dumps({"ready": spark.version}), file=answers)
    for line in commands:
        command = json.loads(line)
        try:
            answer = run(spark, command["sql"], command["result"])
        except Exception as error:  # the harness reports it and goes on with the next query
            answer = {"error": str(error)[:2000], "trace": traceback.format_exc()[-2000:]}
        print(json.dumps(answer), file=answers)
    spark.stop()


if __name__ == "__main__":
    main()
