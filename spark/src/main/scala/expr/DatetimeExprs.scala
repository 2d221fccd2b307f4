package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.expr.Rule.call

/** Functions of dates and timestamps. */
object DatetimeExprs {
  val rules: Seq[Rule] = Seq(
    call[Year]("year") { case e => Seq(e.child) },
    call[Month]("month") { case e => Seq(e.child) },
    call[DayOfMonth]("day") { case e => Seq(e.child) },
    call[Quarter]("quarter") { case e => Seq(e.child) },
    call[DateAdd]("date_add") { case e => Seq(e.startDate, e.days) },
    call[DateSub]("date_sub") { case e => Seq(e.startDate, e.days) },
    call[DateDiff]("datediff") { case e => Seq(e.endDate, e.startDate) })
}
