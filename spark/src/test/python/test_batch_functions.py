"""Python functions of whole batches and of groups, and plain functions of rows."""

import unittest

import pandas as pd
import pyarrow as pa
from pyspark.sql import types as T
from pyspark.sql.functions import pandas_udf, udf

from sessions import IS_3_5, TYPES, Tests, plan_nodes

PANDAS, ARROW = "NativeMapInPandas", "NativePythonMapInArrow" if IS_3_5 else "NativeMapInArrow"


def same(batches):
    yield from batches


def described(batches):
    for batch in batches:
        yield pa.RecordBatch.from_pydict(
            {"schema": [str(batch.schema)], "n": pa.array([batch.num_rows], pa.int64())}
        )


class BatchFunctions(Tests):
    def typed(self):
        return self.rows().select(*TYPES)

    def test_each_type_goes_to_python_and_back(self):
        self.both(lambda: self.typed().mapInArrow(same, self.typed().schema), native=[ARROW])
        plain = [c for c in TYPES if c not in ("lapse", "longs", "words", "pair")]
        frame = self.rows().select(*plain)
        self.both(lambda: frame.mapInPandas(same, frame.schema), native=[PANDAS])

    def test_python_sees_the_same_schema_and_batches(self):
        for conf in (
            {},
            {"spark.sql.execution.arrow.maxRecordsPerBatch": "999"},
            {"spark.sql.execution.arrow.maxBytesPerBatch": "123456"},
        ):
            frame = lambda: self.rows().mapInArrow(described, "schema string, n long")  # noqa: E731
            self.both(frame, conf, native=[ARROW])
        self.both(lambda: self.rows().where("id >= 0").select().mapInArrow(described, "schema string, n long"))

    def test_other_rows_than_python_got(self):
        def doubled(frames):
            for frame in frames:
                yield pd.concat([frame, frame])[["id", "word"]]
                yield frame[["id", "word"]].head(1)

        def none(frames):
            for _ in frames:
                pass
            return iter(())

        def one(frames):
            yield pd.DataFrame({"id": [1], "word": ["x"]})

        for function in (doubled, none, one):
            with self.subTest(function.__name__):
                mapped = lambda: self.rows().mapInPandas(function, "id long, word string")  # noqa: E731
                # How much Spark 3.5 sends to a function that does not read it depends on time.
                self.both(mapped, native=[] if IS_3_5 and function is one else [PANDAS])
                # Adaptive execution drops what gave no rows.
                kept = [] if function is none else [PANDAS]
                self.both(lambda: mapped().groupBy("word").count(), native=kept)
                first = lambda: self.rows().where("id < 21000").mapInPandas(  # noqa: E731
                    function, "id long, word string"
                ).limit(4)
                self.both(first, native=[PANDAS])

    def test_large_strings(self):
        def large(batches):
            for batch in batches:
                words = batch.column("word").cast(pa.large_string())
                yield pa.RecordBatch.from_arrays([words, words.cast(pa.large_binary())], ["w", "b"])

        mapped = lambda: self.rows().mapInArrow(large, "w string, b binary")  # noqa: E731
        self.both(mapped, native=[ARROW])
        self.both(lambda: mapped().groupBy("w").count(), native=[ARROW])

    def test_a_barrier(self):
        one = self.rows().select("id", "word").repartition(1)
        self.both(lambda: one.mapInArrow(same, one.schema, barrier=True), native=[ARROW])
        mapped = lambda: one.mapInPandas(same, one.schema, barrier=True)  # noqa: E731
        self.both(lambda: mapped().groupBy("word").count(), native=[PANDAS])

    def test_errors_are_those_of_python(self):
        def fails(batches):
            for batch in batches:
                if batch is not None:
                    raise KeyError("no such batch")
                yield batch

        validated = "spark.sql.execution.arrow.pyspark.validateSchema.enabled"
        for method, schema, function in (
            ("mapInArrow", "id long", fails),
            ("mapInPandas", "id long", fails),
            ("mapInArrow", "id string, x int", same),
            ("mapInPandas", "id string, x int", same),
            ("mapInArrow", "id int", same),
        ):
            for validate in ("true", "false"):
                with self.subTest(f"{method} {schema} {validate}"):
                    rows = self.rows().where("id < 10000").select("id")
                    self.same_error(
                        lambda: getattr(rows, method)(function, schema), {validated: validate}
                    )

    def test_columns_that_are_not_as_declared(self):
        def other(batches):
            for batch in batches:
                names = pa.array(["x" * 3] * batch.num_rows)
                yield pa.RecordBatch.from_arrays([batch.column(0), names, names], ["n", "m", "o"])

        def void(batches):
            for batch in batches:
                yield pa.RecordBatch.from_arrays([pa.nulls(batch.num_rows, pa.int64())], ["id"])

        mapped = lambda: self.rows().select("whole").mapInArrow(other, "whole int, word string")  # noqa: E731
        self.both(mapped, native=[ARROW])
        filled = T.StructType([T.StructField("whole", T.IntegerType(), False)])
        self.both(lambda: self.rows().where("whole > 0").select("whole").mapInArrow(same, filled))
        empty = T.StructType([T.StructField("id", T.LongType(), False)])
        self.same_error(lambda: self.rows().select("id").mapInArrow(void, empty))

    def test_groups(self):
        def summary(key, frame):
            return pd.DataFrame({"kind": [key[0]], "n": [len(frame)], "s": [frame.id.sum()]})

        def tables(key, table):
            n = pa.array([table.num_rows], pa.int64())
            return pa.Table.from_arrays([pa.array([str(table.schema)]), n], ["t", "n"])

        def pairs(left, right):
            return pd.DataFrame({"n": [len(left) * 10 + len(right)]})

        @pandas_udf("double")
        def mean(x: pd.Series) -> float:
            return x.mean()

        self.spark.udf.register("mean_of", mean)
        grouped = lambda: self.rows().select("kind", "id", "word").groupBy("kind")  # noqa: E731
        kept = ["NativeSort", "NativeExchange"]
        by_pandas, by_arrow = [*kept, "NativeFlatMapGroupsInPandas"], [*kept, "NativeFlatMapGroupsInArrow"]
        summarised = lambda: grouped().applyInPandas(summary, "kind string, n long, s long")  # noqa: E731
        for rows in ("10000", "999"):
            batches = {"spark.sql.execution.arrow.maxRecordsPerBatch": rows}
            self.both(summarised, batches, native=by_pandas)
            if not IS_3_5:
                tabled = lambda: grouped().applyInArrow(tables, "t string, n long")  # noqa: E731
                self.both(tabled, batches, native=by_arrow)
        counted = lambda: summarised().groupBy("n").count()  # noqa: E731
        self.both(counted, native=[*by_pandas, "NativeHashAggregate"])
        self.both(
            lambda: grouped().cogroup(grouped()).applyInPandas(pairs, "n long").groupBy("n").count(),
            native=kept + ["NativeFlatMapCoGroupsInPandas", "NativeHashAggregate"],
        )
        self.both(lambda: self.spark.sql("SELECT kind, mean_of(id) FROM rows GROUP BY kind"), native=kept)
        self.both(
            lambda: self.spark.sql("SELECT id, mean_of(id) OVER (PARTITION BY kind) FROM rows"),
            native=kept,
        )

    def test_groups_of_each_type(self):
        def same_rows(frame):
            return frame

        def same_table(table):
            return table

        plain = [c for c in TYPES if c not in ("lapse", "longs", "words", "pair")]
        for key in ("tiny", "day", "flag", "money"):
            frame = lambda: self.rows().where("id < 3000").select(*plain)  # noqa: E731
            schema = frame().schema
            self.both(lambda: frame().groupBy(key).applyInPandas(same_rows, schema))
        if IS_3_5:
            return
        # Python gets timestamps in the session's zone, and must give them in UTC.
        typed = lambda: self.typed().where("id < 3000").drop("moment")  # noqa: E731
        self.both(
            lambda: typed().groupBy("flag").applyInArrow(same_table, typed().schema),
            native=["NativeFlatMapGroupsInArrow"],
        )

    def test_keys_of_groups(self):
        def described(key, frame):
            # Either zero may be the first of its group.
            values = [v + 0.0 if isinstance(v, float) else v for v in key]
            return pd.DataFrame({"k": [str(values)], "n": [len(frame)]})

        def tabled(key, table):
            values = [v.as_py() + 0.0 if pa.types.is_floating(v.type) and v.is_valid else v.as_py() for v in key]
            rows = pa.array([table.num_rows], pa.int64())
            return pa.Table.from_arrays([pa.array([str(values)]), rows], ["k", "n"])

        zeros = "if(id % 5 = 0, 0D, -0D)"
        numbers = f"if(id % 5 < 2, {zeros}, if(id % 5 = 2, double('NaN'), if(id % 5 = 3, NULL, 1.5D)))"
        frame = lambda: self.rows().selectExpr(f"{numbers} AS d", "kind", "id")  # noqa: E731
        for keys in (["kind", "d"], [], ["id"], [frame().id % 3, "kind"]):
            grouped = lambda: frame().where("id < 900").groupBy(*keys)  # noqa: E731
            rows = lambda: grouped().applyInPandas(described, "k string, n long")  # noqa: E731
            self.both(rows, native=["NativeFlatMapGroupsInPandas"])
            if not IS_3_5:
                rows = lambda: grouped().applyInArrow(tabled, "k string, n long")  # noqa: E731
                self.both(rows, native=["NativeFlatMapGroupsInArrow"])
        none = lambda: frame().where("id < 0").groupBy("kind").applyInPandas(described, "k string, n long")  # noqa: E731
        self.both(none)

    def test_errors_of_groups(self):
        def fails(frame):
            raise KeyError("no such group")

        def other(frame):
            return pd.DataFrame({"x": ["text"] * len(frame)})

        for function in (fails, other):
            with self.subTest(function.__name__):
                rows = self.rows().where("id < 100").select("kind", "id")
                self.same_error(lambda: rows.groupBy("kind").applyInPandas(function, "x long"))

    def test_functions_of_rows_have_native_neighbours(self):
        self.spark.udf.register("shout", udf(lambda w: w and w.upper(), "string"))
        frame = self.both(
            lambda: self.spark.sql("SELECT shout(word) AS w, count(*), sum(id) FROM rows GROUP BY 1"),
            native=["BatchEvalPython", "NativeHashAggregate", "RowInput"],
        )
        transitions = [n for n in plan_nodes(frame) if n.nodeName() == "NativeColumnarToRow"]
        self.assertEqual(len(transitions), 2)


if __name__ == "__main__":
    unittest.main()
