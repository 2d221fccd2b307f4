package org.apache.spark.sql.thermite.shuffle

import java.io.File
import java.lang.ProcessHandle

import org.apache.spark.SparkContext
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.thermite.ThermiteSession

/** Suites on a cluster: a master, workers and their executors, which are processes of their own. */
trait ClusterTests extends ShuffleTests {
  override protected def master: String = "local-cluster[2,1,1024]"

  /** The executors' class path is this process's; their home has no jars. */
  override protected def starting(): Unit = {
    val home = new File(localDir, "home")
    assert(new File(home, "jars").mkdirs())
    ClusterTests.properties.foreach(key => sys.props(key) = "true")
    sys.props("spark.test.home") = home.getPath
  }

  override def afterAll(): Unit =
    try super.afterAll()
    finally (ClusterTests.properties :+ "spark.test.home").foreach(sys.props -= _)

  override protected def confs: Seq[(String, String)] = Seq(
    "spark.executorEnv.SPARK_SCALA_VERSION" ->
      scala.util.Properties.versionNumberString.split('.').take(2).mkString("."),
    "spark.sql.adaptive.enabled" -> "false",
    "spark.sql.files.maxPartitionBytes" -> "200KB",
    "spark.sql.files.openCostInBytes" -> "0",
    // Of an executor that has been killed.
    "spark.shuffle.io.maxRetries" -> "1",
    "spark.shuffle.io.retryWait" -> "1s")

  override def beforeAll(): Unit = {
    super.beforeAll()
    waitFor(executors(spark).size == 2)
  }

  protected def waitFor(condition: => Boolean): Unit = {
    val end = System.nanoTime() + 60L * 1000000000L
    while (!condition && System.nanoTime() < end) Thread.sleep(50)
    assert(condition)
  }

  /** Ids and processes of the executors. */
  protected def executors(session: SparkSession): Map[String, Long] =
    ClusterTests.processes(session.sparkContext)

  protected def kill(process: Long): Unit = {
    val handle = ProcessHandle.of(process).get
    assert(handle.destroyForcibly())
    waitFor(!handle.isAlive)
  }

  /** Query and rows of vanilla Spark, sorted; the map stages of the native query have run. */
  protected def mapped(sql: String): (() => Seq[String], Seq[String]) = {
    val expected = vanilla(spark.sql(sql).collect().map(_.toString).sorted.toSeq)
    val frame = spark.sql(sql)
    if (ThermiteSession.isNative) assertNative(frame)
    val types = frame.schema
    val rdd = frame.queryExecution.toRdd.mapPartitions { rows =>
      val toRow = org.apache.spark.sql.catalyst.CatalystTypeConverters
        .createToScalaConverter(types)
      rows.map(row => toRow(row).toString)
    }
    val run = () => rdd.collect().sorted.toSeq
    assert(run() == expected)
    (run, expected)
  }
}

object ClusterTests {
  private val properties = Seq("spark.testing")

  // Not in the trait, so that no suite is sent to executors.
  private def processes(sc: SparkContext): Map[String, Long] = {
    val wanted = math.max(sc.statusTracker.getExecutorInfos.length - 1, 1)
    sc.parallelize(1 to wanted * 4, wanted * 4)
      .map { _ =>
        Thread.sleep(50)
        org.apache.spark.SparkEnv.get.executorId -> ProcessHandle.current().pid()
      }
      .collect()
      .toMap
  }
}
