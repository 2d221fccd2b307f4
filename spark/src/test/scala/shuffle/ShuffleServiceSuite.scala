package org.apache.spark.sql.thermite.shuffle

import java.io.File

import org.apache.spark.TaskContext
import org.apache.spark.deploy.thermite.ShuffleService
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.execution.adaptive.AQEShuffleReadExec
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.util.Utils

/**
 * Spark's shuffle service has the blocks when executors are gone, and merges those pushed to it.
 * Here is also speculation, which needs several machines.
 */
class ShuffleServiceSuite extends ClusterTests {
  private lazy val service = new ShuffleService(localDir)

  override protected def master: String = TestCluster.Master

  override protected def starting(): Unit = {
    super.starting()
    service.start()
  }

  override def afterAll(): Unit =
    try super.afterAll()
    finally service.stop()

  override protected def confs: Seq[(String, String)] = super.confs ++ Seq(
    "spark.shuffle.service.enabled" -> "true",
    "spark.shuffle.service.port" -> service.port.toString,
    "spark.shuffle.service.removeShuffle" -> "true",
    "spark.serializer" -> "org.apache.spark.serializer.KryoSerializer",
    "spark.shuffle.push.enabled" -> "true",
    // Waits for all that is pushed.
    "spark.shuffle.push.minShuffleSizeToWait" -> "0",
    "spark.shuffle.push.minCompletedPushRatio" -> "1.0",
    "spark.shuffle.push.finalize.timeout" -> "20s",
    "spark.speculation" -> "true",
    "spark.speculation.interval" -> "100ms",
    "spark.speculation.quantile" -> "0.5",
    "spark.speculation.minTaskRuntime" -> "2s")

  test("pushed blocks are merged, and read as such") {
    val (_, seen) = watched(check(join))
    assert(seen.mergedBlocks > 0)
    // On a busy machine some task has a second attempt.
    assert(seen.failures.filterNot(_.startsWith("TaskKilled")).isEmpty && seen.fetchFailures.isEmpty)
  }

  test("a slow map task has a second attempt, and one output counts") {
    if (ThermiteSession.isNative) {
      ShuffleServiceSuite.register(spark)
      val sql = "SELECT /*+ REPARTITION(3, k) */ k, slow(id) AS id FROM facts"
      val frame = spark.sql(sql)
      val (rows, seen) = watched(frame.collect())
      assertNative(frame)
      assert(rows.map(_.getLong(1)).sorted.toSeq == (0L until 20000L))
      assert(seen.speculative > 0, "no second attempt")
    }
  }

  test("adaptive execution reads merged blocks, and single ones where it splits") {
    withConf(
      "spark.sql.adaptive.enabled" -> "true",
      "spark.sql.adaptive.advisoryPartitionSizeInBytes" -> "100KB") {
      val sql = "SELECT /*+ REBALANCE(one) */ * FROM (SELECT k % 2 AS one, * FROM facts)"
      val reads = collect(executed(check(sql))) { case read: AQEShuffleReadExec => read }
      assert(reads.exists(_.hasSkewedPartition))
    }
  }

  test("a corrupt merged block is a fetch failure, and its blocks are read one by one") {
    val (run, expected) = mapped(repartition)
    // The newest shuffle is the native one; vanilla Spark's is merged, too.
    val files = merged().groupBy(_.getName.split('_')(2).toInt)
    corrupt(files(files.keys.max).maxBy(_.length()))
    val (rows, seen) = watched(run())
    assert(rows == expected)
    assert(seen.mapTasks == 0)
    assert(seen.fetchFailures.exists(_.message.contains("corrupt shuffle block")))
  }

  private def merged(): Seq[File] = Utils.recursiveList(localDir).toSeq.filter { file =>
    val name = file.getName
    name.startsWith("shuffleMerged_") && name.endsWith(".data") && file.length() > 0
  }

  test("executors that are killed take no output with them, and what they leave is removed") {
    val before = shuffleFiles().toSet
    val (run, expected) = mapped(join)
    executors(spark).values.foreach(kill)
    val (rows, seen) = watched(run())
    assert(rows == expected)
    assert(seen.mapTasks == 0)
    val files = shuffleFiles().filterNot(before)
    assert(files.nonEmpty)
    val ids = files.map(_.getName.split('_')(1).toInt).distinct
    ids.foreach(id => spark.sparkContext.cleaner.get.doCleanupShuffle(id, blocking = true))
    // As of Spark's shuffles, checksums stay until the application ends.
    waitFor(files.filterNot(_.getName.contains(".checksum.")).forall(!_.exists()))
  }
}

private object ShuffleServiceSuite {
  /** A function that stays long at one row, in a task's first attempt. */
  def register(session: SparkSession): Unit =
    session.udf.register("slow", (id: Long) => {
      if (id == 77 && TaskContext.get().attemptNumber() == 0) Thread.sleep(6000)
      id
    })
}
