package org.apache.spark.sql.thermite.operator

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.ShuffleDependency
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.thermite.ThermiteSession

/** In how many stages a join runs that keeps rows of its broadcast side. */
class NestedLoopJoinSuite extends ThermiteSession with BeforeAndAfterAll {
  private val join = "SELECT /*+ BROADCAST(b) */ a.id, b.id FROM a FULL JOIN b ON a.id > b.id + 90"

  override def beforeAll(): Unit = vanilla {
    spark.sql("CREATE DATABASE nested_loops")
    spark.sql("USE nested_loops")
    spark.sql("CREATE TABLE a USING parquet AS SELECT id FROM range(0, 100, 1, 4)")
    spark.sql("CREATE TABLE b USING parquet AS SELECT id FROM range(0, 20, 1, 2)")
  }

  override def afterAll(): Unit = {
    spark.sql("USE default")
    spark.sql("DROP DATABASE nested_loops CASCADE")
  }

  private def shuffles(rdd: RDD[_]): Int = rdd.dependencies.map { dependency =>
    shuffles(dependency.rdd) + (if (dependency.isInstanceOf[ShuffleDependency[_, _, _]]) 1 else 0)
  }.sum

  /** As of vanilla Spark, where `files` of a table are read by tasks of their own. */
  private def check(files: Boolean, confs: (String, String)*)(planned: DataFrame => Unit): Unit = {
    val splits = Seq(
      "spark.sql.adaptive.enabled" -> "false",
      "spark.sql.files.minPartitionNum" -> "1",
      "spark.sql.files.openCostInBytes" -> (if (files) "1MB" else "0"),
      "spark.sql.files.maxPartitionBytes" -> "1MB")
    withConf(splits ++ confs: _*) {
      val compared = compare(join)
      assert(compared.difference.isEmpty)
      if (ThermiteSession.isNative) planned(compared.frame.get)
      assertNothingLeaks()
    }
  }

  test("one task of the streamed side knows all matches") {
    check(files = false) { frame =>
      assert(left(frame).isEmpty, reasons(frame))
      assert(shuffles(frame.queryExecution.toRdd) == 0)
    }
  }

  test("several tasks write which rows they have matched") {
    check(files = true) { frame =>
      assert(left(frame).isEmpty, reasons(frame))
      assert(shuffles(frame.queryExecution.toRdd) == 1)
    }
  }

  test("without native shuffles it is Spark's") {
    check(files = true, "spark.thermite.exchange.enabled" -> "false") { frame =>
      assert(left(frame).contains("BroadcastNestedLoopJoin"))
      assert(reasons(frame).exists(_.contains("spark.thermite.exchange.enabled is false")))
    }
  }
}
