"""Python functions of columns: pandas, Arrow, and plain ones that Arrow carries."""

import unittest
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
from pyspark.sql.functions import col, lit, pandas_udf, sum as total, udf

from sessions import IS_3_5, TYPES, Tests, since_4

if not IS_3_5:
    from pyspark.sql.functions import arrow_udf

EVAL = "NativeArrowEvalPython"

# A Series has no structs.
SEEN = [c for c in TYPES if c != "pair"] if IS_3_5 else TYPES


@pandas_udf("long")
def plus_one(x: pd.Series) -> pd.Series:
    return x + 1


@pandas_udf("long")
def batch_rows(x: pd.Series) -> pd.Series:
    return pd.Series([len(x)] * len(x))


@pandas_udf("long")
def times(x: pd.Series, y: pd.Series) -> pd.Series:
    return x * y


def arrow_type(x):
    """The type and the rows of the batches that Python sees."""
    return (_pandas_type if IS_3_5 else arrow_udf("string")(_arrow_type))(x)


@pandas_udf("string")
def _pandas_type(x: pd.Series) -> pd.Series:
    return pd.Series([f"{x.dtype} {len(x)} {x.isna().sum()}"] * len(x))


def _arrow_type(x: pa.Array) -> pa.Array:
    return pa.array([f"{x.type} {len(x)}"] * len(x))


@pandas_udf("long")
def running(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
    before = 0
    for batch in batches:
        yield batch * 0 + before + len(batch)
        before += len(batch)


class ScalarFunctions(Tests):
    def test_each_type_goes_to_python_and_back(self):
        types = self.rows().schema
        # Series of these have no type of their own in pandas that is Spark's again.
        if not IS_3_5:
            arrow = [arrow_udf(types[c].dataType)(_same) for c in TYPES]
            self.both(
                lambda: self.rows().select("id", *[f(c) for f, c in zip(arrow, TYPES)]), native=[EVAL]
            )
        plain = [c for c in TYPES if c not in ("lapse", "longs", "words", "pair")]
        pandas = [pandas_udf(types[c].dataType)(_same_series) for c in plain]
        self.both(
            lambda: self.rows().select("id", *[f(c) for f, c in zip(pandas, plain)]), native=[EVAL]
        )
        optimised = [udf(_same_value, types[c].dataType, useArrow=True) for c in TYPES]
        self.both(
            lambda: self.rows().where("id < 500").select(*[f(c) for f, c in zip(optimised, TYPES)]),
            native=[EVAL],
        )

    def test_maps_go_to_python_and_back(self):
        kind = "map<string,bigint>"
        same = udf(_same_value, kind, useArrow=True) if IS_3_5 else arrow_udf(kind)(_same)
        self.both(lambda: self.rows().select("id", same("entries").alias("m")).selectExpr(
            "id", "map_entries(m)"), native=[EVAL])

    def test_python_sees_the_same_types_and_batches(self):
        self.both(lambda: self.rows().select("id", *[arrow_type(c) for c in SEEN]), native=[EVAL])
        for conf in (
            {"spark.sql.execution.arrow.maxRecordsPerBatch": "7"},
            {"spark.sql.execution.arrow.maxRecordsPerBatch": "0"},
            {"spark.sql.execution.arrow.maxBytesPerBatch": "50000"},
            {"spark.sql.session.timeZone": "Asia/Kolkata"},
        ):
            frame = lambda: self.rows().select(  # noqa: E731
                "id", arrow_type("word"), arrow_type("moment"), arrow_type(SEEN[-1]), batch_rows("id"),
                arrow_type("longs"), arrow_type("flag"))
            # Without a limit Spark 3.5 sends a batch of no rows where there are none.
            unlimited = conf.get("spark.sql.execution.arrow.maxRecordsPerBatch") == "0"
            self.both(frame, conf, native=["ArrowEvalPython" if IS_3_5 and unlimited else EVAL])

    def test_iterators_of_batches(self):
        self.both(lambda: self.rows().select("id", running("id")), native=[EVAL])
        first = lambda: self.rows().where("id < 21000").select(running("id")).limit(3)  # noqa: E731
        self.both(first, native=[EVAL])

    def test_compressed_batches_and_concurrency(self):
        for conf in (
            {"spark.sql.execution.arrow.compression.codec": "zstd"},
            {"spark.sql.execution.arrow.compression.codec": "lz4"},
            {"spark.sql.execution.pythonUDF.arrow.concurrency.level": "3"},
        ):
            same = udf(_same_value, "string", useArrow=True)
            self.both(lambda: self.rows().select("id", plus_one("id"), same("word")), conf, [EVAL])

    @since_4
    def test_what_spark_sends_or_reads_otherwise_is_left_to_it(self):
        for key, value in (
            ("spark.sql.execution.arrow.useLargeVarTypes", "true"),
            ("spark.sql.execution.arrow.maxRecordsPerOutputBatch", "30000"),
            ("spark.sql.execution.arrow.maxBytesPerOutputBatch", "100m"),
        ):
            with self.subTest(key):
                frame = lambda: self.rows().select(arrow_type("word"))  # noqa: E731
                self.both(frame, {key: value}, native=["ArrowEvalPython"])

    def test_several_chained_and_repeated_functions(self):
        self.both(
            lambda: self.rows().select(
                plus_one(plus_one("id")),
                plus_one(times("id", plus_one("whole"))),
                times("id", "id"),
                times(col("id") + 1, col("whole") * 2),
                *([] if IS_3_5 else [times(y=col("id"), x=col("whole"))]),
                plus_one(lit(5)),
            ),
            native=[EVAL],
        )

    def test_arguments_of_no_columns(self):
        answer = udf(lambda: 42, "int", useArrow=True)
        by_arrow = [] if IS_3_5 else [EVAL]
        self.both(lambda: self.rows().select("id", answer()), native=by_arrow)
        self.both(lambda: self.rows().select(plus_one(lit(1))), native=[EVAL])

    def test_arguments_of_subqueries(self):
        self.spark.udf.register("plus_one", plus_one)
        sql = "SELECT id, plus_one((SELECT max(id) FROM rows) + id) AS p FROM rows WHERE id < 50"
        self.both(lambda: self.spark.sql(sql), native=[EVAL])

    def test_below_and_above_other_operators(self):
        self.spark.udf.register("plus_one", plus_one)
        self.spark.udf.register("running", running)
        for sql in (
            "SELECT id, word FROM rows WHERE plus_one(id) % 3 = 0 AND word IS NOT NULL",
            "SELECT kind, sum(plus_one(id)), count(*) FROM rows GROUP BY kind",
            "SELECT plus_one(n) FROM (SELECT kind, count(*) AS n FROM rows GROUP BY kind)",
            "SELECT plus_one(id) % 10 AS k, max(word) FROM rows GROUP BY plus_one(id) % 10",
            "SELECT a.id, b.word FROM rows a JOIN rows b ON plus_one(a.id) = b.id WHERE a.id < 300",
            "SELECT a.id, b.word FROM rows a JOIN rows b ON a.id = b.id AND plus_one(a.id) > b.whole",
            "SELECT id, plus_one(id) AS p FROM rows ORDER BY p DESC LIMIT 5",
            "SELECT plus_one(id) FROM rows UNION ALL SELECT id FROM rows",
            "SELECT id, sum(plus_one(id)) OVER (PARTITION BY kind ORDER BY id) FROM rows",
            "SELECT plus_one(id) FROM rows WHERE false",
            "SELECT id, plus_one(id), explode(words) FROM rows",
        ):
            with self.subTest(sql):
                native = [] if "false" in sql else [EVAL]
                self.both(lambda: self.spark.sql(sql), native=native)

    def test_a_limit_stops_early(self):
        first = lambda: self.rows().where("id < 21000").select(batch_rows("id")).limit(3)  # noqa: E731
        self.both(first, native=[EVAL])
        for _ in range(3):
            frame = self.rows().select(plus_one("id")).limit(10)
            self.assertEqual(len(frame.collect()), 10)
        self.assert_nothing_leaks()

    def test_rows_of_the_jvm(self):
        frame = self.spark.createDataFrame([(i, str(i)) for i in range(100)], "id long, word string")
        native = lambda: frame.select("word", plus_one("id").alias("p")).groupBy("word").agg(total("p"))  # noqa: E731
        self.both(native, native=[EVAL, "RowInput"])
        self.both(lambda: frame.select(plus_one("id")), native=["ArrowEvalPython"])

    def test_cached_rows(self):
        def query():
            frame = self.rows().select("id", plus_one("id")).cache()
            try:
                return self.spark.createDataFrame(frame.collect(), frame.schema)
            finally:
                frame.unpersist(blocking=True)

        self.both(query)

    def test_errors_are_those_of_python(self):
        @pandas_udf("long")
        def fails(x: pd.Series) -> pd.Series:
            raise ValueError("no such number")

        @pandas_udf("long")
        def shorter(x: pd.Series) -> pd.Series:
            return x[1:]

        @pandas_udf("long")
        def words(x: pd.Series) -> pd.Series:
            return pd.Series(["x"] * len(x))

        @pandas_udf("long")
        def more(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
            for batch in batches:
                yield pd.concat([batch, batch])

        for function in (fails, shorter, words, more):
            for conf in ({}, {"spark.sql.execution.pyspark.udf.simplifiedTraceback.enabled": "true"}):
                with self.subTest(function.__name__):
                    rows = self.rows().where("id < 10000")
                    self.same_error(lambda: rows.select("id", function("id")), conf)

    def test_errors_below_python_are_sparks(self):
        self.same_error(lambda: self.rows().selectExpr("id", "1 / (id - 500) AS x").select(plus_one("id"), "x"))
        self.same_error(lambda: self.rows().select(plus_one((1 / (col("id") - 500)).cast("long"))))


def _same(x):
    return x


def _same_series(x: pd.Series) -> pd.Series:
    return x


def _same_value(x):
    return x


_same.__annotations__ = {"x": pa.Array, "return": pa.Array}

if __name__ == "__main__":
    unittest.main()
