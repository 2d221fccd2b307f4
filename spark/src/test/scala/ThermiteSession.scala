package org.apache.spark.sql.thermite

import java.nio.file.Files

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.{DataFrame, Row, SparkSession}
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.{AdaptiveSparkPlanExec, AQEShuffleReadExec, QueryStageExec}
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec
import org.apache.spark.sql.execution.{BaseSubqueryExec, ColumnarToRowExec, InputAdapter, WholeStageCodegenExec}
import org.apache.spark.sql.thermite.exec.Native
import org.apache.spark.sql.thermite.fallback.Explain
import org.apache.spark.sql.thermite.operator.NativeExec

/** One Spark session with the plugin for all suites, and what tests ask of a query. */
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
  def left(frame: DataFrame): Seq[String] = left(frame.queryExecution.executedPlan, root = true)

  private def left(plan: SparkPlan, root: Boolean): Seq[String] = {
    val below = plan.subqueries.flatMap(left(_, root = true))
    below ++ (plan match {
      case adaptive: AdaptiveSparkPlanExec => left(adaptive.executedPlan, root)
      case stage: QueryStageExec => left(stage.plan, root)
      case _: ReusedExchangeExec => Nil
      case wrapper @ (_: WholeStageCodegenExec | _: InputAdapter | _: AQEShuffleReadExec) =>
        wrapper.children.flatMap(left(_, root))
      case subquery: BaseSubqueryExec => subquery.children.flatMap(left(_, root = true))
      case transition: ColumnarToRowExec if root => left(transition.child, root = false)
      case native: NativeExec => native.children.flatMap(left(_, root = false))
      // Adaptive execution saw that nothing is left to do.
      case empty if empty.nodeName == "EmptyRelation" && root => Nil
      case other => other.nodeName +: other.children.flatMap(left(_, root = false))
    })
  }

  def reasons(frame: DataFrame): Seq[String] = Explain.reasons(frame.queryExecution.executedPlan)

  /** No task leaves native memory or handles behind. Broadcasts live until they are collected. */
  def assertNothingLeaks(): Unit = {
    // The driver sees a result a moment before the task has closed.
    val end = System.nanoTime() + 1000000000L
    while (Native.library.reservedBytes() != 0 && System.nanoTime() < end) Thread.sleep(10)
    assert(Native.library.reservedBytes() == 0, "native memory is still reserved")
  }

  /** Rows as text, exact to the bit; sorted unless the query orders them. */
  def shown(rows: Array[Row], ordered: Boolean): Seq[String] = {
    val lines = rows.toSeq.map(row => row.toSeq.map(text).mkString("|"))
    if (ordered) lines else lines.sorted
  }

  private def text(value: Any): String = value match {
    case null => "NULL"
    case d: Double if d == 0.0 => s"double ${d}"
    case d: Double => s"double ${java.lang.Double.doubleToLongBits(d).toHexString} ($d)"
    case f: Float => s"float ${java.lang.Float.floatToIntBits(f).toHexString} ($f)"
    case bytes: Array[Byte] => bytes.map(b => f"$b%02x").mkString("X'", "", "'")
    case other => other.toString
  }
}

object ThermiteSession {
  lazy val spark: SparkSession = {
    val warehouse = Files.createTempDirectory("thermite-warehouse")
    val session = SparkSession
      .builder()
      .master("local[2]")
      .appName("thermite-tests")
      .config("spark.plugins", "org.thermite.ThermitePlugin")
      .config("spark.sql.warehouse.dir", warehouse.toString)
      .config("spark.sql.shuffle.partitions", "4")
      .config("spark.ui.enabled", "false")
      .getOrCreate()
    session.sparkContext.setLogLevel("WARN")
    session
  }
}
