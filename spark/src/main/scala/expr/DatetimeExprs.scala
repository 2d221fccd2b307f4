package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.convert.SessionZone
import org.apache.spark.sql.thermite.expr.Rule.{call, raising}
import org.apache.spark.sql.types._

/** Functions of dates and timestamps. */
object DatetimeExprs {
  private val fixed = "only in a session time zone of one offset, or without time zone"

  private def date[E <: UnaryExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function) { case e => Seq(e.child) }

  /** What depends on the time zone, if `timestamp` has one. */
  def zoned(timestamp: Expression): Boolean =
    timestamp.dataType == TimestampNTZType || SessionZone.isFixed

  val rules: Seq[Rule] = Seq(
    date[Year]("year"),
    date[Quarter]("quarter"),
    date[Month]("month"),
    date[DayOfMonth]("day"),
    date[DayOfYear]("dayofyear"),
    date[DayOfWeek]("dayofweek"),
    date[WeekDay]("weekday"),
    date[WeekOfYear]("weekofyear"),
    date[YearOfWeek]("yearofweek"),
    date[UnixDate]("unix_date"),
    date[DateFromUnixDate]("date_from_unix_date"),
    call[LastDay]("last_day") { case e => Seq(e.startDate) },
    call[DateAdd]("date_add") { case e => Seq(e.startDate, e.days) },
    call[DateSub]("date_sub") { case e => Seq(e.startDate, e.days) },
    call[DateDiff]("datediff") { case e => Seq(e.endDate, e.startDate) },
    call[AddMonths]("add_months") { case e => Seq(e.startDate, e.numMonths) },
    call[DateAddYMInterval]("date_add_ym_interval") { case e => Seq(e.date, e.interval) },
    call[NextDay]("next_day", mode = e => raising(e.failOnError)) {
      case e => Seq(e.startDate, e.dayOfWeek)
    },
    call[MakeDate]("make_date", mode = e => raising(e.failOnError)) {
      case e => Seq(e.year, e.month, e.day)
    },
    call[TruncDate]("trunc") { case e => Seq(e.date, e.format) },
    call[TruncTimestamp]("date_trunc", fixed) {
      case e if zoned(e.timestamp) => Seq(e.format, e.timestamp)
    },
    call[Hour]("hour", fixed) { case e if zoned(e.child) => Seq(e.child) },
    call[Minute]("minute", fixed) { case e if zoned(e.child) => Seq(e.child) },
    call[Second]("second", fixed) { case e if zoned(e.child) => Seq(e.child) },
    call[MonthsBetween]("months_between", fixed) {
      case e if zoned(e.date1) && e.roundOff.foldable => Seq(e.date1, e.date2, e.roundOff)
    },
    call[TimestampAddYMInterval]("timestamp_add_ym_interval", fixed) {
      case e if zoned(e.timestamp) => Seq(e.timestamp, e.interval)
    },
    date[UnixSeconds]("unix_seconds"),
    date[UnixMillis]("unix_millis"),
    date[UnixMicros]("unix_micros"),
    date[SecondsToTimestamp]("timestamp_seconds"),
    date[MillisToTimestamp]("timestamp_millis"),
    date[MicrosToTimestamp]("timestamp_micros"))
}
