package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.deploy.thermite.ShuffleService

/** Spark's shuffle service has the blocks when executors are gone, and merges those pushed to it. */
class ShuffleServiceSuite extends ClusterTests {
  private lazy val service = new ShuffleService(localDir)

  override protected def master: String = PushCluster.Master

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
    "spark.shuffle.push.finalize.timeout" -> "1s")

  test("pushed blocks are merged, and read as such") {
    Seq(aggregate, join, repartition).foreach { sql =>
      val (_, seen) = watched(check(sql))
      assert(seen.mergedBlocks > 0)
      assert(seen.failures.isEmpty && seen.fetchFailures.isEmpty)
    }
  }

  test("adaptive execution reads merged blocks, and single ones where it splits") {
    withConf(
      "spark.sql.adaptive.enabled" -> "true",
      "spark.sql.adaptive.advisoryPartitionSizeInBytes" -> "100KB") {
      Seq(aggregate, join, "SELECT /*+ REBALANCE(one) */ * FROM (SELECT k % 2 AS one, * FROM facts)")
        .foreach(check(_))
    }
  }

  test("a corrupt merged block is a fetch failure, and the blocks are read one by one") {
    val (run, expected) = mapped(repartition)
    val merged = org.apache.spark.util.Utils
      .recursiveList(localDir)
      .filter(f => f.isFile && f.getName.startsWith("shuffleMerged_") && f.getName.endsWith(".data"))
      .filter(_.length() > 0)
    assert(merged.nonEmpty)
    merged.foreach(corrupt)
    val (rows, seen) = watched(run())
    assert(rows == expected)
    assert(seen.fetchFailures.exists(_.message.contains("corrupt shuffle block")))
  }

  test("executors that are killed take no map output with them") {
    val (run, expected) = mapped(join)
    executors(spark).values.foreach(kill)
    val (rows, seen) = watched(run())
    assert(rows == expected)
    assert(seen.mapTasks == 0)
  }

  test("no file is left of a shuffle that is unregistered") {
    val before = shuffleFiles().toSet
    val frame = spark.sql(join)
    frame.collect()
    assert(shuffleFiles().toSet.diff(before).nonEmpty)
    val ids = collect(executed(frame)) { case e: NativeShuffleExchangeExec => e.shuffleId }
    executors(spark).values.foreach(kill)
    ids.foreach(id => spark.sparkContext.cleaner.get.doCleanupShuffle(id, blocking = true))
    waitFor(shuffleFiles().toSet.diff(before).isEmpty)
  }
}
