"""The functions of the suite `python`."""

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import SparkSession
from pyspark.sql.functions import arrow_udf, pandas_udf


@pandas_udf("double")
def plus_one(v: pd.Series) -> pd.Series:
    return v + 1


@arrow_udf("double")
def negated(v: pa.Array) -> pa.Array:
    return pc.negate(v)


@pandas_udf("double")
def mean_of(v: pd.Series) -> float:
    return v.mean()


def register(spark: SparkSession) -> None:
    # Workers do not have this module: what is within this function goes to them as it is.
    def same(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from batches

    def same_frames(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        yield from frames

    def centered(group: pd.DataFrame) -> pd.DataFrame:
        return group.assign(v=group.v - group.v.mean())

    for function in (plus_one, negated, mean_of):
        spark.udf.register(function.__name__, function)
    numbers = spark.table("numbers")
    numbers.mapInArrow(same, numbers.schema).createOrReplaceTempView("mapped")
    numbers.mapInPandas(same_frames, numbers.schema).createOrReplaceTempView("framed")
    rows = numbers.select("id", "g", "v")
    rows.groupBy("g").applyInPandas(centered, rows.schema).createOrReplaceTempView("centered")
