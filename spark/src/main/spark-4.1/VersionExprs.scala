package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Sum}
import org.apache.spark.sql.catalyst.expressions.objects.Invoke
import org.apache.spark.sql.catalyst.expressions.url.ParseUrlEvaluator
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.DatetimeExprs.zoned
import org.apache.spark.sql.thermite.expr.{ExprConverter, Rule}
import org.apache.spark.sql.thermite.expr.Rule.{call, form, raising}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types.DayTimeIntervalType
import org.apache.spark.unsafe.types.UTF8String

/** Expression classes as they are in Spark 4.1. */
object VersionExprs {
  val rules: Seq[Rule] = Seq(
    call[TimestampAddInterval]("time_add", "only day-time intervals") {
      case e if e.interval.dataType.isInstanceOf[DayTimeIntervalType] && zoned(e.start) =>
        Seq(e.start, e.interval)
    },
    form[Invoke](invoke))

  /** Methods of objects that Spark puts in place of functions. */
  private def invoke(e: Invoke, c: ExprConverter): Converted[proto.Expr] =
    (e.targetObject, e.functionName, e.arguments) match {
      case (Literal(url: ParseUrlEvaluator, _), "evaluate", arguments) if arguments.drop(2).forall(isPlain) =>
        c.call(e, "parse_url", arguments, raising(url.failOnError))
      case _ => Fallback.because(s"${e.functionName} has no native version for these arguments")
    }

  /** A key of a URL's query that is no pattern. */
  private def isPlain(key: Expression): Boolean = key match {
    case Literal(text: UTF8String, _) => text.toString.matches("[A-Za-z0-9_-]+")
    case _ => false
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
