package org.apache.spark.sql.thermite.shuffle

import java.io.{File, RandomAccessFile}

import scala.collection.mutable

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.{FetchFailed, SparkEnv, Success}
import org.apache.spark.executor.TaskMetrics
import org.apache.spark.scheduler.{SparkListener, SparkListenerTaskEnd}
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.{AdaptiveSparkPlanExec, AdaptiveSparkPlanHelper}
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.util.Utils

/** Suites of the shuffle: a session with confs of their own, and its tables. */
trait ShuffleTests extends ThermiteSession with AdaptiveSparkPlanHelper with BeforeAndAfterAll {
  protected def master: String = "local[2]"

  protected def confs: Seq[(String, String)]

  /** Where the executors and the shuffle service of the suite keep their files. */
  protected lazy val localDir: File = Utils.createTempDir(namePrefix = "thermite-shuffle")

  /** What a session needs that is about to start. */
  protected def starting(): Unit = ()

  override def beforeAll(): Unit = {
    super.beforeAll()
    // The process's memory pool is for the usual session.
    ThermiteSession.spark.stop()
    Utils.clearLocalRootDirs()
    starting()
    ThermiteSession.start(master, confs :+ ("spark.local.dir" -> localDir.getPath): _*)
    vanilla {
      val rows = spark.range(0, 20000, 1, 6).selectExpr(
        "id",
        "id % 97 AS k",
        "concat('value-', id % 1000) AS s",
        "array(id, id % 3) AS a",
        "sha2(string(id), 256) AS h")
      rows.write.parquet(s"$localDir/facts")
    }
    spark.read.parquet(s"$localDir/facts").createOrReplaceTempView("facts")
  }

  override def afterAll(): Unit =
    try {
      spark.stop()
      Utils.clearLocalRootDirs()
      Utils.deleteRecursively(localDir)
    } finally super.afterAll()

  protected val aggregate = "SELECT k, count(*), sum(id), min(s), max(a[1]) FROM facts GROUP BY k"

  protected val join = """SELECT /*+ MERGE(l) */ l.k, count(*), sum(l.id + r.id), max(r.s)
    FROM facts l JOIN facts r ON l.id = r.id WHERE r.k < 50 GROUP BY l.k"""

  protected val repartition = "SELECT /*+ REPARTITION(7, s) */ * FROM facts"

  /** Rows as of vanilla Spark; all exchanges native. */
  protected def check(sql: String): DataFrame = {
    val compared = compare(sql)
    assert(compared.difference.isEmpty, s"$sql: ${compared.difference}")
    val frame = compared.frame.get
    if (ThermiteSession.isNative) assertNative(frame)
    frame
  }

  protected def assertNative(frame: DataFrame): Unit = {
    val nodes = nativePlan(frame)
    assert(nodes.contains("NativeExchange"), nodes)
    assert(!nodes.contains("Exchange"), nodes)
  }

  /** What the last run of a query planned. */
  protected def executed(frame: DataFrame): SparkPlan = frame.queryExecution.executedPlan match {
    case adaptive: AdaptiveSparkPlanExec => adaptive.executedPlan
    case other => other
  }

  /** Runs `body` and says how its tasks and stages ended. */
  protected def watched[A](body: => A): (A, Watched) = {
    val watched = new Watched
    spark.sparkContext.addSparkListener(watched)
    try {
      val result = body
      spark.sparkContext.listenerBus.waitUntilEmpty()
      (result, watched)
    } finally spark.sparkContext.removeSparkListener(watched)
  }

  /** Shuffle files below the session's folder, but for indices and checksums. */
  protected def dataFiles(): Seq[File] = shuffleFiles().filter(_.getName.endsWith(".data"))

  protected def shuffleFiles(): Seq[File] =
    Utils.recursiveList(localDir).toSeq.filter(f => f.isFile && f.getName.startsWith("shuffle_"))

  /** Files of block managers that are no shuffle's: what was temporary. */
  protected def temporaryFiles(): Seq[File] =
    Utils.recursiveList(localDir).toSeq.filter(f =>
      f.isFile && (f.getName.startsWith("temp_") || f.getName.startsWith(".tmp")))

  protected def corrupt(file: File): Unit = {
    val access = new RandomAccessFile(file, "rw")
    try {
      val at = access.length() / 2
      access.seek(at)
      val byte = access.read()
      access.seek(at)
      access.write(byte ^ 0x55)
    } finally access.close()
  }

  protected def env: SparkEnv = SparkEnv.get
}

final class Watched extends SparkListener {
  val fetchFailures: mutable.Buffer[FetchFailed] = mutable.Buffer.empty
  val failures: mutable.Buffer[String] = mutable.Buffer.empty
  var speculative = 0
  var mapTasks = 0
  var remoteBlocks = 0L
  var mergedBlocks = 0L
  var rowsRead = 0L

  override def onTaskEnd(end: SparkListenerTaskEnd): Unit = synchronized {
    if (end.taskInfo.speculative) speculative += 1
    if (end.taskType == "ShuffleMapTask" && end.reason == Success) mapTasks += 1
    Option(end.taskMetrics).foreach { metrics =>
      rowsRead += metrics.shuffleReadMetrics.recordsRead
      mergedBlocks += merged(metrics)
      remoteBlocks += metrics.shuffleReadMetrics.remoteBlocksFetched
    }
    end.reason match {
      case failed: FetchFailed => fetchFailures += failed
      case Success => ()
      case other => failures += other.toString
    }
  }

  private def merged(metrics: TaskMetrics): Long =
    metrics.shuffleReadMetrics.localMergedBlocksFetched +
      metrics.shuffleReadMetrics.remoteMergedBlocksFetched
}
