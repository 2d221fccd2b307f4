package org.apache.spark.sql.thermite.shim

import scala.util.Try

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, ListAgg, Mode, Sum}
import org.apache.spark.sql.catalyst.expressions.json.StructsToJsonEvaluator
import org.apache.spark.sql.catalyst.expressions.objects.Invoke
import org.apache.spark.sql.catalyst.expressions.url.ParseUrlEvaluator
import org.apache.spark.sql.catalyst.util.DateTimeConstants.MICROS_PER_DAY
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.AggregateExprs.{isHashed, isOrdered, row}
import org.apache.spark.sql.thermite.expr.{AggregateRule, DatetimeExprs, DatetimePatterns, ExprConverter, JsonExprs, Rule}
import org.apache.spark.sql.thermite.expr.Rule.{call, form, raising, transparent}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

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
    },
    transparent[Collate](_.child),
    form[Invoke](invoke))

  /** Whether the expression of this version gives on values of any type as they are. */
  def passesValues(expr: Expression): Boolean = expr.isInstanceOf[Collate]

  /** Methods of objects that Spark puts in place of functions. */
  private def invoke(e: Invoke, c: ExprConverter): Converted[proto.Expr] =
    (e.targetObject, e.functionName, e.arguments) match {
      case (Literal(url: ParseUrlEvaluator, _), "evaluate", arguments) if arguments.drop(2).forall(isPlain) =>
        c.call(e, "parse_url", arguments, raising(url.failOnError))
      case (Literal(json: StructsToJsonEvaluator, _), "evaluate", Seq(value))
          if JsonExprs.isWritten(json.options, value) =>
        c.deciding(e, "to_json", Seq(value))
      case _ => Fallback.because(s"${e.functionName} has no native version for these arguments")
    }

  /** A key of a URL's query that is no pattern. */
  private def isPlain(key: Expression): Boolean = key match {
    case Literal(text: UTF8String, _) => text.toString.matches("[A-Za-z0-9_-]+")
    case _ => false
  }

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

  /** The function that an error of parsing suggests. */
  def suggestion(e: ToTimestamp): String = s"`${e.suggestedFuncOnFail}`"

  /** Whether the errors of interval arithmetic are the conditions that native code names. */
  def intervalErrors: Boolean = true

  def aggregates: Seq[AggregateRule] = Seq(
    row[BitmapAndAgg]("bitmap_and_agg") { case _ => true },
    row[ListAgg](
      "listagg",
      "only in orders of values in binary collation",
      arguments = (f: ListAgg) => f.child +: keys(f).map(_.child),
      parameters = (f: ListAgg) => delimiter(f) +: f.orderExpressions.flatMap(options)) {
      case f => keys(f).forall(key => isOrdered(key.dataType))
    },
    row[Mode](
      "mode",
      "only flat values in binary collation but binaries, of decimals only in an order",
      parameters = (f: Mode) => Seq(wanted(f) -> IntegerType)) {
      // Spark's table does not find a binary again.
      case f => isHashed(f.dataType) || f.reverseOpt.isDefined && f.dataType.isInstanceOf[DecimalType]
    })

  /** The keys of an order that is not of the values themselves. */
  private def keys(f: ListAgg): Seq[SortOrder] = if (f.needSaveOrderValue) f.orderExpressions else Nil

  private def delimiter(f: ListAgg): (Any, DataType) = f.delimiter.eval() match {
    case null if f.dataType == BinaryType => Array.empty[Byte] -> BinaryType
    case null => UTF8String.EMPTY_UTF8 -> StringType
    case value => value -> f.dataType
  }

  private def options(order: SortOrder): Seq[(Any, DataType)] =
    Seq(
      (order.direction == Descending) -> BooleanType,
      (order.nullOrdering == NullsFirst) -> BooleanType)

  /** Which of the most frequent values is meant: any, the smallest or the largest. */
  private def wanted(mode: Mode): Int = mode.reverseOpt match {
    case None => 0
    case Some(true) => 1
    case Some(false) => 2
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
