package org.apache.spark.sql.thermite.rule

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.{PartialReducerPartitionSpec, SparkPlan}
import org.apache.spark.sql.execution.adaptive.{AdaptiveSparkPlanExec, AQEShuffleReadExec, QueryStageExec}
import org.apache.spark.sql.functions.col
import org.apache.spark.sql.thermite.{Compared, ThermiteSession}

/** Adaptive execution plans the reads of native shuffles as it plans those of Spark's. */
class AdaptiveReadsSuite extends ThermiteSession with BeforeAndAfterAll {

  override def beforeAll(): Unit = vanilla {
    spark.sql("CREATE DATABASE adaptive_reads")
    spark.sql("USE adaptive_reads")
    // Eight files; nine of ten rows have one key, and text that a codec makes small.
    spark
      .range(0, 8000, 1, 8)
      .selectExpr(
        "id",
        "CASE WHEN id % 10 < 9 THEN 1 ELSE id END AS k",
        "repeat('text', 20) AS s")
      .write
      .saveAsTable("t")
    spark.range(2000).selectExpr("id AS k", "id % 3 AS v").write.saveAsTable("u")
  }

  override def afterAll(): Unit = {
    spark.sql("USE default")
    spark.sql("DROP DATABASE adaptive_reads CASCADE")
  }

  private def all(plan: SparkPlan): Seq[SparkPlan] = plan match {
    case adaptive: AdaptiveSparkPlanExec => all(adaptive.executedPlan)
    case stage: QueryStageExec => all(stage.plan)
    case other => other +: other.children.flatMap(all)
  }

  private def reads(frame: DataFrame): Seq[AQEShuffleReadExec] =
    all(frame.queryExecution.executedPlan).collect { case read: AQEShuffleReadExec => read }

  private val settings = Seq(
    "spark.sql.adaptive.enabled" -> "true",
    "spark.sql.shuffle.partitions" -> "10",
    "spark.sql.autoBroadcastJoinThreshold" -> "-1",
    "spark.sql.adaptive.autoBroadcastJoinThreshold" -> "-1",
    // A map task for each file.
    "spark.sql.files.maxPartitionBytes" -> "10k",
    "spark.sql.files.openCostInBytes" -> "10k")

  /** Equal to Spark and fully native; `same` gets the reads of both. */
  private def check(sql: String, confs: (String, String)*)(
      same: (Seq[AQEShuffleReadExec], => Seq[AQEShuffleReadExec]) => Unit): Compared =
    withConf(settings ++ confs: _*) {
      val compared = compare(sql)
      compared.difference.foreach(difference => fail(s"$sql\n${difference.take(2000)}"))
      val frame = compared.frame.get
      if (ThermiteSession.isNative) assert(left(frame).isEmpty, s"$sql\n${reasons(frame)}")
      lazy val plain = vanilla {
        val plain = spark.sql(sql)
        plain.collect()
        reads(plain)
      }
      withClue(s"$sql\n${frame.queryExecution.executedPlan}\n")(same(reads(frame), plain))
      assertNothingLeaks()
      compared
    }

  private def shapes(reads: Seq[AQEShuffleReadExec]): Seq[(Boolean, Boolean, Boolean)] =
    reads.map(read => (read.isLocalRead, read.hasCoalescedPartition, read.hasSkewedPartition))

  test("a join that becomes a broadcast reads whole map outputs") {
    for (parallelism <- Seq("1", "16")) {
      val compared = check(
        "SELECT t.id, u.v FROM t JOIN u ON t.k = u.k WHERE u.v < 2",
        "spark.sql.adaptive.autoBroadcastJoinThreshold" -> "10m",
        "spark.sql.adaptive.coalescePartitions.minPartitionNum" -> parallelism) { (native, spark) =>
        // Whichever side is there first is broadcast.
        def lengths(reads: Seq[AQEShuffleReadExec]): Seq[Int] = reads.map(_.partitionSpecs.length).sorted
        assert(spark.exists(_.isLocalRead))
        assert(native.map(_.isLocalRead).sorted == spark.map(_.isLocalRead).sorted)
        assert(lengths(native) == lengths(spark))
      }
      if (ThermiteSession.isNative) {
        assert(nativePlan(compared.frame.get).contains("NativeBroadcastHashJoin"))
      }
    }
  }

  test("no local read where an aggregate above needs the partitions") {
    check(
      "SELECT t.k, count(*) FROM t JOIN u ON t.k = u.k WHERE u.v < 2 GROUP BY t.k",
      "spark.sql.adaptive.autoBroadcastJoinThreshold" -> "10m") { (native, spark) =>
      // That of the side which is not broadcast.
      assert(spark.exists(!_.isLocalRead))
      assert(native.exists(!_.isLocalRead))
    }
  }

  test("partitions are joined below a union with a scan") {
    check("SELECT k, count(*) FROM u GROUP BY k UNION ALL SELECT id, k FROM t") { (native, spark) =>
      assert(spark.exists(_.hasCoalescedPartition))
      assert(shapes(native) == shapes(spark))
    }
  }

  test("partitions are joined in each side of a union by itself") {
    check(
      """SELECT k, count(*) FROM u GROUP BY k UNION ALL
        SELECT k, v FROM (SELECT /*+ REPARTITION(7, v) */ k, v FROM u) UNION ALL
        SELECT k, max(id) FROM t GROUP BY k""") { (native, spark) =>
      assert(spark.count(_.hasCoalescedPartition) == 2)
      assert(shapes(native) == shapes(spark))
    }
  }

  test("partitions are joined below a join with a scan's broadcast") {
    check(
      "SELECT /*+ BROADCAST(u) */ x.k, x.c, u.v FROM (SELECT k, count(*) AS c FROM t GROUP BY k) x JOIN u ON x.c = u.k") {
      (native, spark) =>
        assert(spark.exists(_.hasCoalescedPartition))
        assert(shapes(native) == shapes(spark))
    }
  }

  test("an empty aggregate empties what reads it") {
    for (sql <- Seq(
        "SELECT t.id, x.c FROM t JOIN (SELECT k, count(*) AS c FROM u WHERE v + k = -1 GROUP BY k) x ON t.k = x.k",
        "SELECT t.id, x.c FROM t LEFT JOIN (SELECT k, count(*) AS c FROM u WHERE v + k = -1 GROUP BY k) x ON t.k = x.k",
        "SELECT t.id FROM t LEFT ANTI JOIN (SELECT k, max(v) FROM u WHERE v + k = -1 GROUP BY k) x ON t.k = x.k")) {
      val compared = check(sql)((_, _) => ())
      val nodes = nativePlan(compared.frame.get)
      assert(!nodes.exists(_.contains("Join")), s"$sql\n$nodes")
    }
  }

  test("an aggregate without groups has a row, even of nothing") {
    check("SELECT t.id FROM t JOIN (SELECT count(*) AS c FROM u WHERE v + k = -1) x ON t.id = x.c")((_, _) => ())
    check("SELECT * FROM (SELECT count(*) AS c, max(k) AS m FROM u WHERE v + k = -1 LIMIT 5) ORDER BY c")((_, _) => ())
  }

  private val skew = Seq(
    "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes" -> "100k",
    "spark.sql.adaptive.advisoryPartitionSizeInBytes" -> "100k",
    "spark.sql.adaptive.coalescePartitions.enabled" -> "false")

  for ((join, columns) <- Seq(
      "JOIN" -> "t.id, t.s, u.v",
      "LEFT JOIN" -> "t.id, t.s, u.v",
      "LEFT SEMI JOIN" -> "t.id, t.s",
      "LEFT ANTI JOIN" -> "t.id, t.s",
      "RIGHT JOIN" -> "t.id, t.s, u.v");
    algorithm <- Seq("always", "never")) test(s"skew: $join, hash join $algorithm") {
    val sql = s"SELECT $columns FROM t $join u ON t.k = u.k"
    check(sql, skew :+ ("spark.thermite.join.hash" -> algorithm): _*) { (native, _) =>
      val pieces = native.flatMap(_.partitionSpecs).collect { case p: PartialReducerPartitionSpec => p }
      if (join == "RIGHT JOIN") assert(pieces.isEmpty)
      else if (ThermiteSession.isNative) {
        // 7200 rows of about 100 bytes in memory, of which not 100 KiB are stored.
        assert(pieces.length >= 4, pieces)
        assert(pieces.map(_.dataSize).sum > 500000, pieces)
        assert(pieces.forall(_.dataSize < 250000), pieces)
      }
    }
  }

  test("a skewed join is not split where an aggregate above needs the partitions") {
    check("SELECT t.k, count(*) FROM t JOIN u ON t.k = u.k GROUP BY t.k", skew: _*) { (native, _) =>
      assert(!native.exists(_.hasSkewedPartition))
    }
  }

  test("a sort of few rows of a shuffle samples none, where nobody asked for partitions") {
    def jobs(sql: String, confs: (String, String)*): Int = withConf(settings ++ confs: _*) {
      val compared = compare(sql, ordered = true)
      assert(compared.difference.isEmpty, compared.difference)
      val group = s"jobs-${System.nanoTime()}"
      spark.sparkContext.setJobGroup(group, sql)
      try spark.sql(sql).collect()
      finally spark.sparkContext.clearJobGroup()
      spark.sparkContext.statusTracker.getJobIdsForGroup(group).length
    }
    val grouped = "SELECT v, count(*) AS n FROM u GROUP BY v"
    val sampling = jobs(s"$grouped ORDER BY v", "spark.sql.adaptive.coalescePartitions.enabled" -> "false")
    if (ThermiteSession.isNative) assert(jobs(s"$grouped ORDER BY v") == sampling - 1)
    val asked = withConf(settings: _*) {
      spark.sql(grouped).repartitionByRange(3, col("v")).rdd.getNumPartitions
    }
    assert(asked == 3)
  }
}
