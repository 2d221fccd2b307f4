package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Mode, Sum}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.AggregateExprs.{isHashed, row}
import org.apache.spark.sql.thermite.expr.{AggregateRule, Rule}
import org.apache.spark.sql.thermite.expr.Rule.{call, transparent}
import org.apache.spark.sql.types.{DayTimeIntervalType, IntegerType}

/** Expression classes as they are in Spark 3.5. */
object VersionExprs {
  val rules: Seq[Rule] = Seq(
    transparent[UnaryPositive](_.child),
    call[TimeAdd]("time_add", "only day-time intervals") {
      case e if e.interval.dataType.isInstanceOf[DayTimeIntervalType] => Seq(e.start, e.interval)
    })

  /** Whether the expression of this version gives on values of any type as they are. */
  def passesValues(expr: Expression): Boolean = false

  /** Errors of parsing suggest no function. */
  def suggestion(e: ToTimestamp): String = ""

  /** Whether the errors of interval arithmetic are the conditions that native code names. */
  def intervalErrors: Boolean = false

  /** The mode is the first of the most frequent values in Spark's hash table. */
  def aggregates: Seq[AggregateRule] = Seq(
    row[Mode](
      "mode",
      "only flat values in binary collation but decimals and binaries",
      parameters = (_: Mode) => Seq(0 -> IntegerType)) { case f => isHashed(f.dataType) })

  /** Upper and lower case are the JVM's. */
  def unicodeCases: Boolean = false

  /** The mode of binary arithmetic and of the aggregates that add. */
  def evalMode(expr: Expression): EvalMode.Value = expr match {
    case e: Add => e.evalMode
    case e: Subtract => e.evalMode
    case e: Multiply => e.evalMode
    case e: Divide => e.evalMode
    case e: IntegralDivide => e.evalMode
    case e: Remainder => e.evalMode
    case e: Pmod => e.evalMode
    case e: Sum => e.evalMode
    case e: Average => e.evalMode
    case _ => EvalMode.LEGACY
  }

  /** Whether -0.0 and 0.0, and all NaNs, are one key of a map. */
  def normalizesMapKeys: Boolean = false

  /** Whether NULL IN () is NULL. */
  def nullInEmptyList: Boolean = SQLConf.get.getConf(SQLConf.LEGACY_NULL_IN_EMPTY_LIST_BEHAVIOR)
}
