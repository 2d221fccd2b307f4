package org.apache.spark.sql.thermite.operator

import java.nio.file.{Files, Path}

import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.execution.streaming.runtime.{StreamExecution, StreamingQueryWrapper}
import org.apache.spark.sql.streaming.{OutputMode, StreamingQuery}
import org.apache.spark.sql.thermite.ThermiteSession

/**
 * Micro-batches over files: what keeps no state runs natively, state is Spark's own, and a query goes
 * on from its checkpoint with the plugin switched off and on again.
 */
class StreamingSuite extends ThermiteSession {
  private val schema = "k LONG, v LONG, at TIMESTAMP"

  private def addFile(folder: Path, batch: Int): Unit = vanilla {
    spark
      .range(batch * 100L, batch * 100L + 100)
      .selectExpr("id % 7 AS k", "id AS v", "timestamp_seconds(id * 60) AS at")
      .coalesce(1)
      .write
      .mode("append")
      .parquet(folder.resolve("in").toString)
  }

  private def dims(): Unit = vanilla {
    spark.range(5).selectExpr("id AS k", "concat('d', id) AS name").createOrReplaceTempView("stream_dims")
  }

  private def plan(query: StreamingQuery): Seq[String] = {
    val execution = query.asInstanceOf[StreamingQueryWrapper].streamingQuery
    nodes(execution.asInstanceOf[StreamExecution].lastExecution.executedPlan)
  }

  /** Runs `query` on all files that are there, from its checkpoint on. */
  private def run(folder: Path, mode: OutputMode)(query: DataFrame => DataFrame): Seq[String] = {
    val input = spark.readStream.schema(schema).parquet(folder.resolve("in").toString)
    val running = query(input).writeStream
      .format("parquet")
      .outputMode(mode)
      .option("path", folder.resolve("out").toString)
      .option("checkpointLocation", folder.resolve("checkpoint").toString)
      .start()
    try {
      running.processAllAvailable()
      plan(running)
    } finally running.stop()
  }

  private def rows(folder: Path): Seq[String] =
    vanilla(spark.read.parquet(folder.resolve("out").toString).collect()).map((r: Row) => r.toString).sorted.toSeq

  /** The output after four batches: all by Spark, and by both in turn. */
  private def check(
      native: Seq[String],
      onJvm: Seq[String] = Nil,
      mode: OutputMode = OutputMode.Append)(query: DataFrame => DataFrame): Unit = {
    dims()
    val Seq(expected, mixed) = Seq("spark", "mixed").map(name => Files.createTempDirectory(s"thermite-$name"))
    for (batch <- 0 until 4) {
      Seq(expected, mixed).foreach(addFile(_, batch))
      vanilla(run(expected, mode)(query))
      if (batch % 2 == 1) vanilla(run(mixed, mode)(query))
      else {
        val nodes = run(mixed, mode)(query)
        if (ThermiteSession.isNative) {
          native.foreach(name => assert(nodes.exists(_.startsWith(name)), s"$name in $nodes"))
          onJvm.foreach(name => assert(nodes.contains(name), s"$name in $nodes"))
        }
      }
      assert(rows(mixed) == rows(expected), s"after batch $batch")
    }
    assert(rows(expected).nonEmpty)
  }

  test("projections, filters and joins with a static table") {
    check(Seq("NativeParquetScan", "NativeFilter", "NativeBroadcastHashJoin")) { input =>
      input.where("v % 3 = 0").join(spark.table("stream_dims"), "k").selectExpr("name", "v * 2 AS w", "at")
    }
  }

  test("windows of time") {
    // The last batch has no data; it closes windows.
    check(Seq("NativeExchange"), Seq("StateStoreSave", "HashAggregate")) { input =>
      input
        .withWatermark("at", "10 minutes")
        .groupBy(org.apache.spark.sql.functions.expr("window(at, '30 minutes')"))
        .agg("v" -> "sum", "k" -> "avg")
    }
  }

  test("duplicates") {
    check(Seq("NativeParquetScan", "NativeExchange"), Seq("StreamingDeduplicate")) { input =>
      input.selectExpr("v DIV 3 AS w", "k % 2 AS k").dropDuplicates("w", "k")
    }
  }

  test("a join of two streams") {
    check(Seq("NativeParquetScan", "NativeExchange"), Seq("StreamingSymmetricHashJoin")) { input =>
      val left = input.selectExpr("v", "k")
      left.join(input.where("k = 2").selectExpr("v AS w", "at"), left("v") === org.apache.spark.sql.functions.col("w"))
    }
  }
}
