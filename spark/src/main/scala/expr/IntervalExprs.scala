package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.expr.Rule.call
import org.apache.spark.sql.types._

/** Day-time and year-month intervals. Their errors are raised in every mode. */
object IntervalExprs {
  private val whole = "only whole numbers"

  private def field[E <: UnaryExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function) { case e => Seq(e.child) }

  private def isWhole(e: Expression): Boolean = e.dataType.isInstanceOf[IntegralType]

  def isInterval(e: Expression): Boolean = e.dataType match {
    case _: DayTimeIntervalType | _: YearMonthIntervalType => true
    case _ => false
  }

  val rules: Seq[Rule] = Seq(
    field[ExtractANSIIntervalYears]("interval_years"),
    field[ExtractANSIIntervalMonths]("interval_months"),
    field[ExtractANSIIntervalDays]("interval_days"),
    field[ExtractANSIIntervalHours]("interval_hours"),
    field[ExtractANSIIntervalMinutes]("interval_minutes"),
    field[ExtractANSIIntervalSeconds]("interval_seconds"),
    call[MultiplyYMInterval]("multiply_interval", whole) {
      case e if isWhole(e.num) => Seq(e.interval, e.num)
    },
    call[MultiplyDTInterval]("multiply_interval", whole) {
      case e if isWhole(e.num) => Seq(e.interval, e.num)
    },
    call[DivideYMInterval]("divide_interval", whole, (_: DivideYMInterval) => EvalMode.ANSI) {
      case e if isWhole(e.num) => Seq(e.interval, e.num)
    },
    call[DivideDTInterval]("divide_interval", whole, (_: DivideDTInterval) => EvalMode.ANSI) {
      case e if isWhole(e.num) => Seq(e.interval, e.num)
    })
}
