package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, ListAgg, Mode, Sum}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.AggregateExprs.{isHashed, isOrdered, row}
import org.apache.spark.sql.thermite.expr.DatetimeExprs.zoned
import org.apache.spark.sql.thermite.expr.{AggregateRule, Rule}
import org.apache.spark.sql.thermite.expr.Rule.call
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** Expression classes as they are in Spark 4.1. */
object VersionExprs {
  val rules: Seq[Rule] = Seq(
    call[TimestampAddInterval]("time_add", "only day-time intervals") {
      case e if e.interval.dataType.isInstanceOf[DayTimeIntervalType] && zoned(e.start) =>
        Seq(e.start, e.interval)
    })

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

  /** Whether NULL IN () is NULL. */
  def nullInEmptyList: Boolean = SQLConf.get.legacyNullInEmptyBehavior
}
