package org.apache.spark.sql.thermite.operator

import java.nio.file.Files

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.{DataFrame, Observation}
import org.apache.spark.sql.functions.{col, expr}
import org.apache.spark.sql.thermite.ThermiteSession

/** Metrics that a query collects of its rows while they pass, as Spark collects them. */
class ObserveSuite extends ThermiteSession with BeforeAndAfterAll {
  private val metrics = Seq(
    "count(*) AS n",
    "sum(id) AS total",
    "min(s) AS least",
    "max(s) AS greatest",
    "avg(d) AS mean",
    "count_if(s IS NULL) AS nulls",
    "sort_array(collect_set(s)) AS texts",
    "approx_count_distinct(id) AS about",
    "sum(size(a)) AS elements",
    "percentile(d, 0.5) AS median").map(expr)

  override def beforeAll(): Unit = vanilla {
    spark.sql("DROP TABLE IF EXISTS rows")
    spark.sql("""CREATE TABLE rows USING parquet AS SELECT id,
      if(id % 7 = 0, NULL, concat('text ', id % 41)) AS s, id / 7D AS d, array(id, NULL) AS a FROM range(0, 5000, 1, 3)""")
  }

  private def rows: DataFrame = spark.table("rows")

  /** Runs `query` with an observation of its rows; its metrics, its result and the frame. */
  private def run(query: (DataFrame => DataFrame) => DataFrame): (Map[String, Any], Seq[String], DataFrame) = {
    val observation = Observation("seen")
    val frame = query(_.observe(observation, metrics.head, metrics.tail: _*))
    val result = frame.collect().map(_.toString).sorted.toSeq
    (observation.get.toMap, result, frame)
  }

  private def check(name: String, isNative: Boolean)(query: (DataFrame => DataFrame) => DataFrame): Unit =
    test(name) {
      val (expected, result, _) = vanilla(run(query))
      val (seen, actual, frame) = run(query)
      assert(seen == expected)
      assert(actual == result)
      if (ThermiteSession.isNative && isNative) assert(left(frame).isEmpty, reasons(frame))
      assertNothingLeaks()
    }

  check("of a scan", isNative = true)(observe => observe(rows))

  check("of a filter, below a projection", isNative = true)(observe =>
    observe(rows.where("id % 3 = 1")).selectExpr("id + 1", "upper(s)"))

  check("below an aggregate", isNative = true)(observe =>
    observe(rows).groupBy("s").agg(expr("sum(d)"), expr("count(*)")))

  check("below and above exchanges", isNative = true)(observe =>
    observe(rows.repartition(3, col("s")).where("id > 10")).repartition(5, col("id")))

  check("of no rows", isNative = true)(observe => observe(rows.where("id < 0")))

  check("below an order", isNative = true)(observe => observe(rows).orderBy("d").limit(10))

  check("below a limit, which decides what is read", isNative = false)(observe => observe(rows.coalesce(1)).limit(10))

  test("of rows that are written") {
    val folder = Files.createTempDirectory("observed").resolve("out").toString
    def written(): Map[String, Any] = {
      val observation = Observation("written")
      spark.table("rows").observe(observation, metrics.head, metrics.tail: _*)
        .write.mode("overwrite").parquet(folder)
      observation.get.toMap
    }
    val expected = vanilla(written())
    assert(written() == expected)
  }
}
