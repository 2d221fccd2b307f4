"""Python functions of aggregates, of windows and of the groups of two inputs."""

import unittest

import pandas as pd
import pyarrow as pa
from pyspark.sql.functions import col, lit, pandas_udf
from pyspark.sql.window import Window

from sessions import IS_3_5, Tests, since_4

if not IS_3_5:
    from pyspark.sql.functions import arrow_udf

AGGREGATE = "NativeAggregateInPandas" if IS_3_5 else "NativeArrowAggregatePython"
WINDOW = "NativeWindowInPandas" if IS_3_5 else "NativeArrowWindowPython"
PAIRS = ["NativeSort", "NativeFlatMapCoGroupsInPandas"]


@pandas_udf("double")
def mean(x: pd.Series) -> float:
    return x.mean()


@pandas_udf("long")
def total(x: pd.Series) -> int:
    return x.sum()


@pandas_udf("string")
def joined(words: pd.Series, ids: pd.Series) -> str:
    return "|".join(sorted(f"{w}{i}" for w, i in zip(words, ids))[:5]) or None


@pandas_udf("array<long>")
def first_and_rows(x: pd.Series) -> list:
    return [x.min(), len(x)]


class GroupFunctions(Tests):
    def setUp(self):
        self.spark.udf.register("mean_of", mean)
        self.spark.udf.register("total_of", total)
        self.spark.udf.register("joined_of", joined)
        self.few().createOrReplaceTempView("few")

    def few(self):
        return self.rows().where("id < 3000")

    def test_aggregates(self):
        for sql in (
            "SELECT kind, mean_of(id), mean_of(whole), total_of(id) FROM few GROUP BY kind",
            "SELECT mean_of(id + 1), joined_of(word, id) FROM few",
            "SELECT mean_of(id) FROM few WHERE id < 0",
            "SELECT kind, mean_of(id) FROM few WHERE id < 0 GROUP BY kind",
            "SELECT id % 3 AS k, upper(kind) AS u, joined_of(word, id) AS j FROM few GROUP BY 1, 2",
            "SELECT concat(kind, '!'), mean_of(id) + 1 FROM few GROUP BY kind HAVING mean_of(id) > 5",
            "SELECT count(*), sum(t) FROM (SELECT total_of(id) AS t FROM few GROUP BY day)",
            "SELECT mean_of(id), mean_of(id) FROM few GROUP BY kind, flag",
        ):
            with self.subTest(sql):
                native = [] if "id < 0" in sql else [AGGREGATE]
                self.both(lambda: self.spark.sql(sql), native=native)

    def test_aggregates_of_many_batches(self):
        grouped = lambda: self.rows().groupBy("kind").agg(total("id"), first_and_rows("id"))  # noqa: E731
        self.both(grouped, {"spark.sql.execution.arrow.maxRecordsPerBatch": "999"}, native=[AGGREGATE])
        one = lambda: self.rows().agg(total("id"), first_and_rows("whole"))  # noqa: E731
        self.both(one, native=[AGGREGATE])

    def test_keys_of_aggregates(self):
        numbers = "if(id % 5 < 2, if(id % 5 = 0, 0D, -0D), if(id % 5 = 2, double('NaN'), if(id % 5 = 3, NULL, 1.5D)))"
        frame = lambda: self.few().withColumn("d", col("id") * 0).selectExpr("*", f"{numbers} AS n")  # noqa: E731
        for key in ("tiny", "day", "moment", "money", "large", "bytes", "flag", "single"):
            self.both(lambda: frame().where("id < 300").groupBy(key).agg(total("id")), native=[AGGREGATE])
        # Either zero may be the first of its group.
        self.both(lambda: frame().groupBy("n").agg(total("id")).selectExpr("n + 0", "*").drop("n"), native=[AGGREGATE])

    @since_4
    def test_aggregates_by_arrow(self):
        import pyarrow.compute as pc

        @arrow_udf("long")
        def arrow_total(x: pa.Array) -> int:
            return pc.sum(x).as_py()

        grouped = lambda: self.few().groupBy("kind").agg(arrow_total("id"), arrow_total("whole"))  # noqa: E731
        self.both(grouped, native=[AGGREGATE])
        windowed = lambda: self.few().select("id", arrow_total("id").over(Window.partitionBy("kind")))  # noqa: E731
        self.both(windowed, native=[WINDOW])
        named = lambda: self.few().groupBy("kind").agg(joined(ids=col("id"), words=col("word")))  # noqa: E731
        self.both(named, native=[AGGREGATE])

    def test_windows(self):
        by_kind = "PARTITION BY kind ORDER BY id"
        for window in (
            "PARTITION BY kind",
            "PARTITION BY kind, flag",
            "PARTITION BY real * 0",
            by_kind,
            f"{by_kind} ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING",
            f"{by_kind} ROWS BETWEEN 5 PRECEDING AND 3 PRECEDING",
            f"{by_kind} ROWS BETWEEN 2 FOLLOWING AND UNBOUNDED FOLLOWING",
            f"{by_kind} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING",
            f"{by_kind} RANGE BETWEEN 7 PRECEDING AND 4 FOLLOWING",
            "PARTITION BY kind ORDER BY id DESC RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
            "PARTITION BY kind ORDER BY whole RANGE BETWEEN 7 PRECEDING AND 4 FOLLOWING",
            "PARTITION BY kind ORDER BY whole DESC NULLS LAST RANGE BETWEEN CURRENT ROW AND 9 FOLLOWING",
            "PARTITION BY kind ORDER BY tiny, id",
        ):
            with self.subTest(window):
                rows = f"SELECT *, mean_of(id) OVER ({window}) AS m FROM few WHERE id < 400"
                self.both(lambda: self.spark.sql(rows), native=[WINDOW])

    def test_several_windows(self):
        spec = Window.partitionBy("kind").orderBy("id")
        near, behind = spec.rowsBetween(-2, 2), spec.rangeBetween(-10, Window.currentRow)
        all_rows = spec.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
        frame = lambda: self.few().where("id < 500").select(  # noqa: E731
            "id", "word",
            mean("id").over(near).alias("a"), total("id").over(all_rows).alias("b"),
            mean("real").over(behind).alias("c"), joined("word", "id").over(near).alias("d"),
            (total(col("id") + 1).over(near) + 1).alias("e"), mean("id").over(spec).alias("f"),
        )
        self.both(frame, native=[WINDOW])
        self.both(lambda: frame().groupBy("d").count(), native=[WINDOW, "NativeHashAggregate"])
        empty = lambda: self.few().where("id < 0").select(mean("id").over(near))  # noqa: E731
        self.both(empty)
        large = lambda: self.rows().select("id", "words", total("id").over(Window.partitionBy("kind")))  # noqa: E731
        self.both(large, native=[WINDOW])
        self.both(lambda: self.rows().select("id", total("id").over(Window.partitionBy())).limit(5), native=[WINDOW])

    def test_groups_of_two_inputs(self):
        def pairs(key, left, right):
            names = f"{list(left.columns)} {list(right.columns)} {[str(t) for t in left.dtypes]}"
            ids = left["id"].sum() if len(left) else 0
            rows = len(left) * 100000 + len(right)
            return pd.DataFrame({"k": [str(key)], "n": [rows], "s": [ids], "c": [names]})

        schema = "k string, n long, s long, c string"
        left = lambda: self.few().where("id % 11 < 7")  # noqa: E731
        right = lambda: self.rows().where("id BETWEEN 500 AND 4000 AND id % 13 < 9").select("id", "flag", "kind", "word")  # noqa: E731
        for keys, rows in ((["kind"], "10000"), (["kind"], "100"), (["flag", "kind"], "10000"), ([], "1000")):
            with self.subTest(f"{keys} {rows}"):
                frame = lambda: left().groupBy(*keys).cogroup(right().groupBy(*keys)).applyInPandas(  # noqa: E731
                    pairs, schema)
                native = PAIRS[1:] if not keys else PAIRS
                self.both(frame, {"spark.sql.execution.arrow.maxRecordsPerBatch": rows}, native=native)
        shifted = lambda: left().groupBy(left().id % 5).cogroup(right().groupBy(right().id % 7)).applyInPandas(  # noqa: E731
            pairs, schema)
        self.both(shifted, native=PAIRS)
        none = lambda: left().where("id < 0").groupBy("kind").cogroup(right().groupBy("kind")).applyInPandas(  # noqa: E731
            pairs, schema)
        self.both(none)

    @since_4
    def test_groups_of_two_inputs_by_arrow(self):
        def tables(left, right):
            n = pa.array([left.num_rows * 100000 + right.num_rows], pa.int64())
            return pa.Table.from_arrays([pa.array([str(left.schema) + str(right.schema)]), n], ["t", "n"])

        left, right = self.few(), self.few().where("id > 100").select("id", "kind", "tiny")
        frame = lambda: left.groupBy("tiny").cogroup(right.groupBy("tiny")).applyInArrow(  # noqa: E731
            tables, "t string, n long")
        self.both(frame, native=["NativeFlatMapCoGroupsInArrow"])
        self.both(frame, {"spark.sql.execution.arrow.compression.codec": "zstd"} | {
            "spark.sql.execution.arrow.maxRecordsPerBatch": "3"}, native=["NativeFlatMapCoGroupsInArrow"])

    def test_errors(self):
        @pandas_udf("long")
        def fails(x: pd.Series) -> int:
            raise ValueError("no such number")

        def pairs(left, right):
            raise KeyError("no such group")

        self.same_error(lambda: self.few().groupBy("kind").agg(fails("id")))
        self.same_error(lambda: self.few().select(fails("id").over(Window.partitionBy("kind"))))
        near = Window.partitionBy("kind").orderBy("id").rowsBetween(-1, 1)
        self.same_error(lambda: self.few().select(fails("id").over(near)))
        two = lambda: self.few().groupBy("kind").cogroup(self.few().groupBy("kind"))  # noqa: E731
        self.same_error(lambda: two().applyInPandas(pairs, "x long"))
        self.same_error(lambda: self.few().groupBy("kind").agg(total((lit(1) / (col("id") - 50)).cast("long"))))


if __name__ == "__main__":
    unittest.main()
