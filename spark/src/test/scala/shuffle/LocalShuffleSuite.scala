package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.sql.execution.adaptive.AQEShuffleReadExec
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec
import org.apache.spark.util.Utils

/** Native shuffles in one process: what adaptive execution makes of them, failures, and files. */
class LocalShuffleSuite extends ShuffleTests {
  // One failure more is the query's end: only stages may be tried again.
  override protected def confs: Seq[(String, String)] = Seq("spark.task.maxFailures" -> "1")

  private def reads(sql: String): Seq[AQEShuffleReadExec] =
    collect(executed(check(sql))) { case read: AQEShuffleReadExec => read }

  test("rows of each kind of partitioning") {
    for (adaptive <- Seq("true", "false")) withConf("spark.sql.adaptive.enabled" -> adaptive) {
      Seq(
        aggregate,
        join,
        repartition,
        "SELECT /*+ REPARTITION(3) */ * FROM facts",
        "SELECT /*+ REPARTITION_BY_RANGE(5, s, id) */ * FROM facts",
        "SELECT /*+ COALESCE(1) */ k FROM (SELECT k FROM facts GROUP BY k)",
        "SELECT sum(id) FROM facts").foreach(check(_))
    }
    assertNothingLeaks()
  }

  test("rows go by the hash of nested values as Spark's do") {
    withConf("spark.sql.adaptive.enabled" -> "false") {
      val hints = Seq("a", "struct(k, s)", "array(struct(s, a), null)", "struct(struct(a), k)")
      hints.foreach { key =>
        check(s"""SELECT id, spark_partition_id() FROM (
          SELECT id FROM (SELECT id, $key AS key FROM facts) DISTRIBUTE BY key)""")
      }
    }
  }

  test("rows of the shuffle count, not blocks") {
    val (_, seen) = watched(spark.sql("SELECT /*+ REPARTITION(3) */ * FROM facts").collect())
    assert(seen.rowsRead == 20000)
  }

  test("small partitions are coalesced") {
    assert(reads(aggregate).exists(_.hasCoalescedPartition))
  }

  test("a skewed partition of a join is split") {
    withConf(
      "spark.sql.autoBroadcastJoinThreshold" -> "-1",
      "spark.thermite.join.hash" -> "never",
      "spark.sql.adaptive.coalescePartitions.enabled" -> "false",
      "spark.sql.adaptive.advisoryPartitionSizeInBytes" -> "20KB",
      "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes" -> "40KB",
      "spark.sql.adaptive.skewJoin.skewedPartitionFactor" -> "2") {
      val split = reads("""SELECT l.id, l.h, r.s FROM
        (SELECT IF(id < 15000, 5L, id) AS j, id, h FROM facts) l
        JOIN (SELECT id AS j, s FROM facts WHERE id < 500 OR id > 15000) r ON l.j = r.j""")
      assert(split.exists(_.hasSkewedPartition), split)
    }
  }

  test("a rebalanced partition is split") {
    withConf("spark.sql.adaptive.advisoryPartitionSizeInBytes" -> "20KB") {
      val split = reads("SELECT /*+ REBALANCE(one) */ * FROM (SELECT k % 2 AS one, * FROM facts)")
      assert(split.exists(_.hasSkewedPartition), split)
    }
  }

  test("an exchange is reused") {
    withConf("spark.sql.autoBroadcastJoinThreshold" -> "-1") {
      val frame = check("""WITH g AS (SELECT /*+ REPARTITION(4, k) */ k, id FROM facts)
        SELECT a.k, count(*) FROM g a JOIN g b ON a.k = b.k WHERE a.id = b.id GROUP BY a.k""")
      assert(collect(executed(frame)) { case reused: ReusedExchangeExec => reused }.nonEmpty)
    }
  }

  test("no file is left of a shuffle that is unregistered") {
    val before = shuffleFiles().toSet
    val frame = spark.sql(join)
    frame.collect()
    assert(shuffleFiles().toSet.diff(before).nonEmpty)
    val ids = collect(executed(frame)) { case e: NativeShuffleExchangeExec => e.shuffleId }
    assert(ids.nonEmpty)
    ids.foreach(id => spark.sparkContext.cleaner.get.doCleanupShuffle(id, blocking = true))
    val left = shuffleFiles().toSet.diff(before)
    assert(left.isEmpty, left)
    assert(temporaryFiles().isEmpty)
  }

  test("nor of a failed task") {
    val before = shuffleFiles().toSet
    val error = intercept[Exception](
      spark.sql("SELECT /*+ REPARTITION(4, id) */ assert_true(id < 19000) FROM facts").collect())
    assert(Utils.exceptionString(error).contains("USER_RAISED_EXCEPTION"))
    assert(temporaryFiles().isEmpty)
    assert(shuffleFiles().toSet.diff(before).forall(_.length() > 0))
    assertNothingLeaks()
  }

  /** A query whose map stage has run: its rows are still to be read. */
  private def shuffled(sql: String) = {
    val before = dataFiles().toSet
    val rows = spark.sql(sql).queryExecution.toRdd
    rows.partitions
    rows.count()
    val files = dataFiles().filterNot(before).filter(_.length() > 0)
    assert(files.nonEmpty)
    (rows, files)
  }

  private def retried(damage: java.io.File => Unit): Unit =
    withConf("spark.sql.adaptive.enabled" -> "false") {
      val (rows, files) = shuffled("SELECT /*+ REPARTITION(4, k) */ id, s FROM facts")
      damage(files.head)
      val (count, seen) = watched(rows.count())
      assert(count == 20000)
      assert(seen.failures.isEmpty)
      // Some find the output gone when another has failed.
      val known = seen.fetchFailures.filter(_.bmAddress != null)
      assert(known.nonEmpty)
      val name = files.head.getName.split("[_.]")
      known.foreach { failed =>
        assert(failed.shuffleId == name(1).toInt && failed.mapId == name(2).toLong)
        assert(failed.bmAddress == env.blockManager.blockManagerId)
        assert(failed.mapIndex >= 0 && failed.reduceId >= 0)
      }
      assertNothingLeaks()
    }

  test("a corrupt block is a fetch failure, and its map task runs again")(retried(corrupt))

  test("so is a file that ends too early") {
    retried { file =>
      val access = new java.io.RandomAccessFile(file, "rw")
      try access.setLength(access.length() / 3)
      finally access.close()
    }
  }

  test("so is a file that is gone")(retried(file => assert(file.delete())))

  test("so is an output without an index") {
    retried { file =>
      val index = file.getName.stripSuffix(".data") + ".index"
      assert(shuffleFiles().find(_.getName == index).exists(_.delete()))
    }
  }
}
