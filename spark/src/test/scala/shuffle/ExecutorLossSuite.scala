package org.apache.spark.sql.thermite.shuffle

/** Executors that die between map and reduce, and corrupt blocks of others. */
class ExecutorLossSuite extends ClusterTests {
  override protected def confs: Seq[(String, String)] =
    super.confs :+ ("spark.shuffle.readHostLocalDisk" -> "false")

  test("the outputs of an executor that was killed are computed again") {
    val ((run, expected), fetched) = watched(mapped(join))
    assert(fetched.remoteBlocks > 0)
    assert(fetched.failures.isEmpty && fetched.fetchFailures.isEmpty)
    kill(executors(spark).values.head)
    val (rows, seen) = watched(run())
    assert(rows == expected)
    assert(seen.mapTasks > 0)
    waitFor(spark.sparkContext.statusTracker.getExecutorInfos.length == 3)
  }

  test("which rows of a broadcast are matched is found again after all executors were killed") {
    val (run, expected) = mapped("""SELECT /*+ BROADCAST(r) */ r.id, count(*), count(l.id)
      FROM (SELECT id FROM facts WHERE k = 3) l
      FULL JOIN (SELECT id FROM facts WHERE id % 100 = 0) r ON l.id > r.id + 19000 GROUP BY r.id""")
    executors(spark).values.foreach(kill)
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
}
