package org.apache.spark.sql.thermite.exec

import java.nio.file.Files

import scala.concurrent.{Await, Future}
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration._
import scala.util.Try

import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.fallback.Explain

/** What must hold when things go wrong: errors are Spark's own, and nothing stays behind. */
class SafetySuite extends ThermiteSession {

  private def causes(error: Throwable): Seq[Throwable] =
    Iterator.iterate(error)(_.getCause).takeWhile(_ != null).toSeq

  private def table(): java.nio.file.Path = {
    val folder = Files.createTempDirectory("thermite-safety").resolve("t")
    vanilla(spark.range(1000).repartition(1).write.parquet(folder.toString))
    folder
  }

  private def dataFile(folder: java.nio.file.Path): java.nio.file.Path =
    folder.toFile.listFiles().find(_.getName.endsWith(".parquet")).get.toPath

  test("a bad value names the key, the value and what is allowed") {
    val conf = new SQLConf
    conf.setConfString("spark.thermite.batchSize", "7")
    val error = intercept[IllegalArgumentException](ThermiteConf.batchSize(conf))
    Seq("spark.thermite.batchSize", "'7'", "128").foreach(t => assert(error.getMessage.contains(t)))
  }

  test("a missing file is Spark's FAILED_READ_FILE with the path") {
    val folder = table()
    val frame = spark.read.parquet(folder.toString)
    val file = dataFile(folder)
    Files.delete(file)
    val error = intercept[Exception](frame.collect())
    assert(causes(error).exists(e =>
      e.getMessage.contains("FAILED_READ_FILE.FILE_NOT_EXIST") &&
        e.getMessage.contains(file.getFileName.toString)))
    assertNothingLeaks()
  }

  test("a corrupt file is Spark's FAILED_READ_FILE with the path") {
    val folder = table()
    val frame = spark.read.schema("id LONG").parquet(folder.toString)
    val file = dataFile(folder)
    Files.write(file, Array.fill[Byte](Files.size(file).toInt)(7))
    val error = intercept[Exception](frame.collect())
    assert(causes(error).exists(e =>
      e.getMessage.contains("FAILED_READ_FILE") &&
        e.getMessage.contains(file.getFileName.toString)))
    assertNothingLeaks()
  }

  test("a cancelled query stops within a second or two and leaves nothing") {
    val folder = table()
    val sc = spark.sparkContext
    spark.read.parquet(folder.toString).createOrReplaceTempView("cancel_me")
    val sql = "SELECT count(*) FROM cancel_me a, cancel_me b, cancel_me c WHERE a.id + b.id + c.id = -1"
    val running = Future {
      sc.setJobGroup("cancelled", "a long cross join", interruptOnCancel = true)
      Try(spark.sql(sql).collect())
    }
    while (sc.statusTracker.getActiveJobIds().isEmpty) Thread.sleep(20)
    Thread.sleep(1500)
    val begin = System.nanoTime()
    sc.cancelJobGroup("cancelled")
    assert(Await.result(running, 10.seconds).isFailure)
    while (sc.statusTracker.getExecutorInfos.exists(_.numRunningTasks() > 0)) Thread.sleep(20)
    val seconds = (System.nanoTime() - begin) / 1e9
    assert(seconds < 3, s"stopped after $seconds s")
    assertNothingLeaks()
  }

  test("enabled=false gives plain Spark, at run time") {
    val frame = spark.read.parquet(table().toString)
    assert(left(frame.filter("id > 5")).isEmpty)
    vanilla {
      val plain = spark.sql(s"SELECT count(*) FROM parquet.`${table()}` WHERE id > 5")
      plain.collect()
      assert(!plain.queryExecution.executedPlan.toString.contains("Native"))
    }
  }

  test("EXPLAIN shows native nodes, and why others stay") {
    spark.read.parquet(table().toString).createOrReplaceTempView("explained")
    val native = spark.sql("EXPLAIN SELECT id + 1 FROM explained WHERE id > 3").head().getString(0)
    assert(native.contains("NativeProject") && native.contains("NativeParquetScan"))
    withConf("spark.thermite.jvmFunctions.enabled" -> "false") {
      val frame = spark.sql("SELECT hll_sketch_agg(id) FROM explained")
      frame.collect()
      assert(reasons(frame).exists(_.contains("ObjectHashAggregate")))
    }
    val sine = spark.sql("SELECT sin(id) FROM explained").queryExecution.executedPlan
    assert(Explain.text(sine).contains("Spark's own code computes in native operators: SIN"))
  }

  test("a native operator reports rows and time") {
    val frame = spark.read.parquet(table().toString).filter("id >= 10")
    frame.collect()
    val metrics = frame.queryExecution.executedPlan.collect {
      case p: org.apache.spark.sql.thermite.operator.NativeOperatorExec => p.metrics
    }.head
    assert(metrics("numOutputRows").value == 990)
    assert(metrics("nativeTime").value > 0)
  }
}
