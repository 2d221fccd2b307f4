package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Sum}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.DatetimeExprs.zoned
import org.apache.spark.sql.thermite.expr.Rule
import org.apache.spark.sql.thermite.expr.Rule.call
import org.apache.spark.sql.types.DayTimeIntervalType

/** Expression classes as they are in Spark 4.1. */
object VersionExprs {
  val rules: Seq[Rule] = Seq(
    call[TimestampAddInterval]("time_add", "only day-time intervals") {
      case e if e.interval.dataType.isInstanceOf[DayTimeIntervalType] && zoned(e.start) =>
        Seq(e.start, e.interval)
    })

  /** Whether upper and lower case are ICU's, which native code has too. */
  def unicodeCases: Boolean = SQLConf.get.getConf(SQLConf.ICU_CASE_MAPPINGS_ENABLED)

  /** The mode of binary arithmetic and of the aggregates that add. */
  def evalMode(expr: Expression): EvalMode.Value = expr match {
    case e: BinaryArithmetic => e.evalMode
    case e: Sum => e.evalContext.evalMode
    case e: Average => e.evalMode
    case _ => EvalMode.LEGACY
  }

  /** Whether -0.0 and 0.0, and all NaNs, are one key of a map. */
  def normalizesMapKeys: Boolean = !SQLConf.get.getConf(SQLConf.DISABLE_MAP_KEY_NORMALIZATION)

  /** Whether NULL IN () is NULL. */
  def nullInEmptyList: Boolean = SQLConf.get.legacyNullInEmptyBehavior
}
