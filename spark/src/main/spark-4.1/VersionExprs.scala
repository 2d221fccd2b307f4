package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Sum}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.{DatetimeExprs, DatetimePatterns, Rule}
import org.apache.spark.sql.thermite.expr.Rule.call
import org.apache.spark.sql.types.DayTimeIntervalType

/** Expression classes as they are in Spark 4.1. */
object VersionExprs {
  val rules: Seq[Rule] = Seq(
    call[TimestampAddInterval]("time_add", "only day-time intervals") {
      case e if e.interval.dataType.isInstanceOf[DayTimeIntervalType] => Seq(e.start, e.interval)
    },
    // Spark 3.5 adds hours in another way.
    call[TimestampAdd]("timestampadd", "only units that exist") {
      case e if DatetimeExprs.isUnit(e.unit, "DAYOFYEAR") =>
        Seq(Literal(e.unit), e.quantity, e.timestamp)
    },
    call[MonthName]("monthname") { case e => Seq(e.child, Literal(DatetimePatterns.months)) },
    call[DayName]("dayname") { case e => Seq(e.child, Literal(DatetimePatterns.days)) },
    call[CastTimestampNTZToLong]("unix_seconds") { case e => Seq(e.child) },
    // The mode tells only where the error stands; it is raised in every mode.
    call[MakeYMInterval]("make_ym_interval", mode = (_: MakeYMInterval) => EvalMode.ANSI) {
      case e => Seq(e.years, e.months)
    },
    call[MakeDTInterval]("make_dt_interval", mode = (_: MakeDTInterval) => EvalMode.ANSI) {
      case e => Seq(e.days, e.hours, e.mins, e.secs)
    })

  /** The function that an error of parsing suggests. */
  def suggestion(e: ToTimestamp): String = s"`${e.suggestedFuncOnFail}`"

  /** Whether the errors of interval arithmetic are the conditions that native code names. */
  def intervalErrors: Boolean = true

  /** Whether upper and lower case are ICU's, which native code has too. */
  def unicodeCases: Boolean = SQLConf.get.getConf(SQLConf.ICU_CASE_MAPPINGS_ENABLED)

  /** The mode of binary arithmetic and of the aggregates that add. */
  def evalMode(expr: Expression): EvalMode.Value = expr match {
    case e: BinaryArithmetic => e.evalMode
    case e: Sum => e.evalContext.evalMode
    case e: Average => e.evalMode
    case _ => EvalMode.LEGACY
  }

  /** Whether NULL IN () is NULL. */
  def nullInEmptyList: Boolean = SQLConf.get.legacyNullInEmptyBehavior
}
