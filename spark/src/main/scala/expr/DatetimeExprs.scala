package org.apache.spark.sql.thermite.expr

import java.util.Locale

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.util.DateTimeUtils
import org.apache.spark.sql.thermite.convert.SessionZone
import org.apache.spark.sql.thermite.expr.Rule.{call, raising}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** Functions of dates and timestamps. */
object DatetimeExprs {
  private val constantZone = "only constant time zones"

  private def date[E <: UnaryExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function) { case e => Seq(e.child) }

  private val ansiInterval = "not with spark.sql.legacy.interval.enabled"

  private val units =
    Set("MICROSECOND", "MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR")

  def isUnit(name: String, others: String*): Boolean =
    (units ++ others).contains(name.toUpperCase(Locale.ROOT))

  private def zoned[E <: BinaryExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function, constantZone)(
      Function.unlift((e: E) => SessionZone.constant(e.right).map(Seq(e.left, _))))

  /** Text in a pattern as a timestamp or as seconds; what is a timestamp or date is counted. */
  private def parsed[E <: ToTimestamp: scala.reflect.ClassTag](function: String, counts: Boolean): Rule =
    Rule(
      implicitly[scala.reflect.ClassTag[E]].runtimeClass.asInstanceOf[Class[_ <: Expression]],
      function,
      DatetimePatterns.read,
      (expr, c) => {
        val e = expr.asInstanceOf[E]
        e.left.dataType match {
          case StringType =>
            DatetimePatterns.ofRead(e.right) match {
              case Some(pattern) =>
                val arguments = Seq(e.left, pattern, Literal(VersionExprs.suggestion(e)))
                c.call(e, function, arguments, raising(e.failOnError))
              case None =>
                Fallback.because(s"${e.prettyName} has no native version for its pattern: ${DatetimePatterns.read}")
            }
          case DateType | TimestampType | TimestampNTZType if counts =>
            c.call(e, "to_unix_timestamp", Seq(e.left), EvalMode.LEGACY)
          case other => Fallback.because(s"${e.prettyName} of ${other.sql} has no native version")
        }
      })

  private val aUnit = "only to a constant unit that exists, or of columns"

  /** What is truncated to a unit that does not exist is not evaluated. */
  private def isUnitOf(e: TruncInstant, least: Int): Boolean = (e.format, e.instant) match {
    case (Literal(unit: UTF8String, _), _) => DateTimeUtils.parseTruncLevel(unit) >= least
    case (_, _: Attribute | _: BoundReference) => true
    case _ => false
  }

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
    call[TruncDate]("trunc", aUnit) {
      case e if isUnitOf(e, DateTimeUtils.MIN_LEVEL_OF_DATE_TRUNC) => Seq(e.date, e.format)
    },
    call[TruncTimestamp]("date_trunc", aUnit) {
      case e if isUnitOf(e, DateTimeUtils.MIN_LEVEL_OF_TIMESTAMP_TRUNC) => Seq(e.format, e.timestamp)
    },
    date[Hour]("hour"),
    date[Minute]("minute"),
    date[Second]("second"),
    date[SecondWithFraction]("second_with_fraction"),
    call[MonthsBetween]("months_between", "only if roundOff is a constant") {
      case e if e.roundOff.foldable => Seq(e.date1, e.date2, e.roundOff)
    },
    call[TimestampAddYMInterval]("timestamp_add_ym_interval") {
      case e => Seq(e.timestamp, e.interval)
    },
    call[TimestampDiff]("timestampdiff", "only units that exist") {
      case e if isUnit(e.unit) => Seq(Literal(e.unit), e.startTimestamp, e.endTimestamp)
    },
    call[SubtractTimestamps]("subtract_timestamps", ansiInterval) {
      case e if !e.legacyInterval => Seq(e.left, e.right)
    },
    call[SubtractDates]("subtract_dates", ansiInterval) {
      case e if !e.legacyInterval => Seq(e.left, e.right)
    },
    zoned[FromUTCTimestamp]("from_utc_timestamp"),
    zoned[ToUTCTimestamp]("to_utc_timestamp"),
    call[ConvertTimezone]("convert_timezone", constantZone)(
      Function.unlift((e: ConvertTimezone) =>
        for {
          source <- SessionZone.constant(e.sourceTz)
          target <- SessionZone.constant(e.targetTz)
        } yield Seq(source, target, e.sourceTs))),
    call[MakeTimestamp]("make_timestamp", constantZone, e => raising(e.failOnError))(
      Function.unlift((e: MakeTimestamp) => {
        val fields = Seq(e.year, e.month, e.day, e.hour, e.min, e.sec)
        e.timezone match {
          case Some(zone) => SessionZone.constant(zone).map(fields :+ _)
          case None => Some(fields)
        }
      })),
    call[DateFormatClass]("date_format", DatetimePatterns.written)(
      Function.unlift((e: DateFormatClass) => DatetimePatterns.ofWritten(e.right).map(e.left +: _))),
    call[FromUnixTime]("from_unixtime", DatetimePatterns.written)(
      Function.unlift((e: FromUnixTime) => DatetimePatterns.ofWritten(e.format).map(e.sec +: _))),
    parsed[GetTimestamp]("parse_timestamp", counts = false),
    parsed[ToUnixTimestamp]("parse_unix_timestamp", counts = true),
    parsed[UnixTimestamp]("parse_unix_timestamp", counts = true),
    date[PreciseTimestampConversion]("precise_timestamp"),
    date[UnixSeconds]("unix_seconds"),
    date[UnixMillis]("unix_millis"),
    date[UnixMicros]("unix_micros"),
    date[SecondsToTimestamp]("timestamp_seconds"),
    date[MillisToTimestamp]("timestamp_millis"),
    date[MicrosToTimestamp]("timestamp_micros"))
}
