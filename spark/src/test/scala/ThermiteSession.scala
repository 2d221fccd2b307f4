package org.apache.spark.sql.thermite

import java.nio.file.Files

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.{AdaptiveSparkPlanExec, AQEShuffleReadExec, QueryStageExec}
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec
import org.apache.spark.sql.execution.{BaseSubqueryExec, CollectTailExec, ColumnarToRowTransition, InputAdapter, LocalTableScanExec, WholeStageCodegenExec}
import org.apache.spark.sql.thermite.exec.Native
import org.apache.spark.sql.thermite.fallback.Explain
import org.apache.spark.sql.thermite.operator.NativeExec
import org.apache.spark.sql.thermite.sql.Answer

/** A Spark session with the plugin, one for nearly all suites, and what tests ask of a query. */
trait ThermiteSession extends AnyFunSuite {
  def spark: SparkSession = ThermiteSession.spark

  /** Runs `body` with session confs, and puts the old ones back. */
  def withConf[A](confs: (String, String)*)(body: => A): A = {
    val before = confs.map { case (key, _) => key -> spark.conf.getOption(key) }
    confs.foreach { case (key, value) => spark.conf.set(key, value) }
    try body
    finally before.foreach {
      case (key, Some(value)) => spark.conf.set(key, value)
      case (key, None) => spark.conf.unset(key)
    }
  }

  def vanilla[A](body: => A): A = withConf("spark.thermite.enabled" -> "false")(body)

  /** Operators of the executed plan that are not native, but for the transition at a root. */
  def left(frame: DataFrame): Seq[String] = left(frame.queryExecution.executedPlan)

  def left(plan: SparkPlan): Seq[String] = left(plan, root = true)

  private def left(plan: SparkPlan, root: Boolean): Seq[String] = {
    val below = plan.subqueries.flatMap(left(_, root = true))
    below ++ (plan match {
      case adaptive: AdaptiveSparkPlanExec => left(adaptive.executedPlan, root)
      case stage: QueryStageExec => left(stage.plan, root)
      case _: ReusedExchangeExec => Nil
      case wrapper @ (_: WholeStageCodegenExec | _: InputAdapter | _: AQEShuffleReadExec) =>
        wrapper.children.flatMap(left(_, root))
      case subquery: BaseSubqueryExec => subquery.children.flatMap(left(_, root = true))
      // The driver's work, as are limits at the root.
      case tail: CollectTailExec if root => left(tail.child, root)
      case transition: ColumnarToRowTransition if root => left(transition.child, root = false)
      case native: NativeExec => native.children.flatMap(left(_, root = false))
      // Spark saw that nothing is left to do.
      case empty if empty.nodeName == "EmptyRelation" && root => Nil
      case empty: LocalTableScanExec if empty.rows.isEmpty && root => Nil
      case other => other.nodeName +: other.children.flatMap(left(_, root = false))
    })
  }

  def reasons(frame: DataFrame): Seq[String] = Explain.reasons(frame.queryExecution.executedPlan)

  /** No task leaves native memory or handles behind. Broadcasts live until they are collected. */
  def assertNothingLeaks(): Unit = if (ThermiteSession.isNative) {
    // The driver sees a result a moment before the task has closed.
    val end = System.nanoTime() + 1000000000L
    while (Native.library.reservedBytes() != 0 && System.nanoTime() < end) Thread.sleep(10)
    assert(Native.library.reservedBytes() == 0, "native memory is still reserved")
  }

  /** `sql` on plain Spark and on Thermite, under the session's confs. */
  def compare(
      sql: String,
      ordered: Boolean = false,
      tolerance: Option[Double] = None,
      exactErrors: Boolean = true): Compared = {
    val expected = vanilla(Answer.of(ordered)(spark.sql(sql).collect()))
    var frame: Option[DataFrame] = None
    val actual = Answer.of(ordered) {
      frame = Some(spark.sql(sql))
      frame.get.collect()
    }
    Compared(actual, Answer.difference(expected, actual, tolerance, exactErrors), frame)
  }

  /** The names of the nodes of the executed plan, through stages and subqueries. */
  def nativePlan(frame: DataFrame): Seq[String] = nodes(frame.queryExecution.executedPlan)

  def nodes(plan: SparkPlan): Seq[String] = plan match {
    case adaptive: AdaptiveSparkPlanExec => nodes(adaptive.executedPlan)
    case stage: QueryStageExec => nodes(stage.plan)
    case other => other.nodeName +: (other.children ++ other.subqueries).flatMap(nodes)
  }
}

/** What Thermite gave, how it differs from Spark, and the query if it could be analysed. */
final case class Compared(actual: Answer, difference: Option[String], frame: Option[DataFrame])

object ThermiteSession {

  /**
   * Whether the session has the plugin. With THERMITE_TESTS_VANILLA=true in the environment it has
   * not: both sides of a comparison are plain Spark, which proves the tests and not the engine.
   */
  val isNative: Boolean = !sys.env.get("THERMITE_TESTS_VANILLA").contains("true")

  private var current: Option[SparkSession] = None

  /** The session that runs; the usual one if there is none. */
  def spark: SparkSession = synchronized {
    current.filterNot(_.sparkContext.isStopped).getOrElse(start("local[2]"))
  }

  /** Starts a session, if need be instead of another. */
  def start(master: String, confs: (String, String)*): SparkSession = synchronized {
    current.foreach(_.stop())
    val warehouse = Files.createTempDirectory("thermite-warehouse")
    val builder = SparkSession
      .builder()
      .master(master)
      .appName("thermite-tests")
      .config("spark.plugins", if (isNative) "org.thermite.ThermitePlugin" else "")
      .config("spark.sql.warehouse.dir", warehouse.toString)
      .config("spark.sql.shuffle.partitions", "4")
      .config("spark.ui.enabled", "false")
    confs.foreach { case (key, value) => builder.config(key, value) }
    val session = builder.getOrCreate()
    session.sparkContext.setLogLevel("WARN")
    current = Some(session)
    session
  }
}
