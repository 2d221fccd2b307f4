package org.apache.spark.sql.thermite.shuffle

/** Executors that come and go; those with map outputs stay. */
class DynamicAllocationSuite extends ClusterTests {
  override protected def confs: Seq[(String, String)] = super.confs ++ Seq(
    "spark.dynamicAllocation.enabled" -> "true",
    "spark.dynamicAllocation.shuffleTracking.enabled" -> "true",
    "spark.dynamicAllocation.initialExecutors" -> "2",
    "spark.dynamicAllocation.minExecutors" -> "0",
    "spark.dynamicAllocation.maxExecutors" -> "2",
    "spark.dynamicAllocation.executorIdleTimeout" -> "2s",
    "spark.dynamicAllocation.schedulerBacklogTimeout" -> "1s")

  private def count: Int = spark.sparkContext.statusTracker.getExecutorInfos.length - 1

  test("idle executors with map outputs stay until the shuffle is gone") {
    val (run, expected) = mapped(join)
    val before = count
    assert(before > 0)
    Thread.sleep(4000)
    val (rows, seen) = watched(run())
    assert(rows == expected)
    assert(seen.mapTasks == 0)
    val shuffles = spark.sparkContext.env.mapOutputTracker
      .asInstanceOf[org.apache.spark.MapOutputTrackerMaster]
      .shuffleStatuses
      .keys
      .toSeq
    shuffles.foreach(id => spark.sparkContext.cleaner.get.doCleanupShuffle(id, blocking = true))
    waitFor(count == 0)
    check(aggregate)
  }
}
