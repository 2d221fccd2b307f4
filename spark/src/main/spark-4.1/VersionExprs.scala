package org.apache.spark.sql.thermite.shim

import scala.util.Try

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Sum}
import org.apache.spark.sql.catalyst.util.DateTimeConstants.MICROS_PER_DAY
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.DatetimeExprs.zoned
import org.apache.spark.sql.thermite.expr.Rule
import org.apache.spark.sql.thermite.expr.Rule.call
import org.apache.spark.sql.types._

/** Expression classes as they are in Spark 4.1. */
object VersionExprs {
  val rules: Seq[Rule] = Seq(
    call[TimestampAddInterval]("time_add", "only day-time intervals") {
      case e if e.interval.dataType.isInstanceOf[DayTimeIntervalType] && zoned(e.start) =>
        Seq(e.start, e.interval)
    },
    call[KnownNotContainsNull]("array_compact", "only of array_compact") {
      case KnownNotContainsNull(
            ArrayFilter(array, LambdaFunction(IsNotNull(element), Seq(variable), _)))
          if element.semanticEquals(variable) =>
        Seq(array)
    },
    call[Sequence]("sequence", "only with a step of one unit") {
      case e if e.stepOpt.isEmpty && e.start.dataType != TimestampType &&
          e.start.dataType != TimestampNTZType => e.children
      case e if e.stepOpt.exists(_.dataType == e.start.dataType) => e.children
      case e if step(e).isDefined => Seq(e.start, e.stop) ++ step(e)
    })

  /** A constant step of whole days between dates, or of less than a day between timestamps. */
  private def step(e: Sequence): Option[Literal] =
    e.stepOpt.filter(s => s.foldable && s.dataType.isInstanceOf[DayTimeIntervalType]).flatMap { s =>
      (Try(s.eval(null)).toOption, e.start.dataType) match {
        case (Some(micros: Long), DateType) if micros != 0 && micros % MICROS_PER_DAY == 0 =>
          Some(Literal((micros / MICROS_PER_DAY).toInt))
        case (Some(micros: Long), TimestampType | TimestampNTZType) if micros.abs < MICROS_PER_DAY =>
          Some(Literal(micros))
        case _ => None
      }
    }

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
