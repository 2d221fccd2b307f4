package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.TaskContext
import org.apache.spark.sql.thermite.ThermiteSession

/** Executors that die between map and reduce, corrupt blocks of others, and speculation. */
class ExecutorLossSuite extends ClusterTests {
  override protected def confs: Seq[(String, String)] = super.confs ++ Seq(
    "spark.shuffle.readHostLocalDisk" -> "false",
    "spark.speculation" -> "true",
    "spark.speculation.interval" -> "100ms",
    "spark.speculation.quantile" -> "0.5",
    "spark.speculation.multiplier" -> "3",
    "spark.speculation.minTaskRuntime" -> "1s")

  test("blocks of another executor are fetched") {
    val (_, seen) = watched(check(join))
    assert(seen.remoteBlocks > 0)
    assert(seen.failures.isEmpty && seen.fetchFailures.isEmpty)
  }

  test("the outputs of an executor that was killed are computed again") {
    val (run, expected) = mapped(join)
    kill(executors(spark).values.head)
    val (rows, seen) = watched(run())
    assert(rows == expected)
    assert(seen.mapTasks > 0)
    waitFor(spark.sparkContext.statusTracker.getExecutorInfos.length == 3)
  }

  test("a corrupt block of another executor is a fetch failure") {
    val before = dataFiles().toSet
    val (run, expected) = mapped(repartition)
    val files = dataFiles().filterNot(before)
    assert(files.length > 1)
    files.foreach(corrupt)
    val (rows, seen) = watched(run())
    assert(rows == expected)
    assert(seen.mapTasks > 0)
    val corrupted = seen.fetchFailures.filter(_.message.contains("corrupt shuffle block"))
    assert(corrupted.nonEmpty, seen.fetchFailures)
    corrupted.foreach(failed => assert(failed.bmAddress != null && failed.mapIndex >= 0))
  }

  test("a slow map task has a second attempt, and one output counts") {
    if (ThermiteSession.isNative) {
      ExecutorLossSuite.register(spark)
      val sql = "SELECT /*+ REPARTITION(3, k) */ k, slow(id) AS id FROM facts"
      val frame = spark.sql(sql)
      val (rows, seen) = watched(frame.collect())
      assertNative(frame)
      assert(rows.map(_.getLong(1)).sorted.toSeq == (0L until 20000L))
      assert(seen.speculative > 0)
    }
  }
}

private object ExecutorLossSuite {
  /** A function that stays long at one row, in a task's first attempt. */
  def register(session: org.apache.spark.sql.SparkSession): Unit =
    session.udf.register("slow", (id: Long) => {
      if (id == 77 && TaskContext.get().attemptNumber() == 0) Thread.sleep(6000)
      id
    })
}
