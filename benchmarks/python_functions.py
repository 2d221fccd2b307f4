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


def same(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield from batches


def register(spark: SparkSession) -> None:
    spark.udf.register("plus_one", plus_one)
    spark.udf.register("negated", negated)
    numbers = spark.table("numbers")
    numbers.mapInArrow(same, numbers.schema).createOrReplaceTempView("mapped")
