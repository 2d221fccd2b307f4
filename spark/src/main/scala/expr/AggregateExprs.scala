package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions.{Attribute, EvalMode, Expression}
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._

/** Aggregate functions; native buffers have the columns of Spark's. */
object AggregateExprs {

  def convert(agg: AggregateExpression, exprs: ExprConverter): Converted[proto.AggregateExpr] = {
    val function = agg.aggregateFunction
    val merges = agg.mode == PartialMerge || agg.mode == Final
    val inputs: Seq[Expression] =
      if (merges) function.inputAggBufferAttributes else function.children
    val filter = if (merges) None else agg.filter
    for {
      name <- name(function)
      args <- exprs.convertAll(inputs)
      types <- Fallback.all(function.children.map(c => Types.convert(c.dataType)))
      result <- Types.convert(function.dataType)
      buffer <- Types.schema(function.aggBufferAttributes)
      filters <- exprs.convertAll(filter.toSeq)
    } yield {
      val builder = proto.AggregateExpr.newBuilder().setName(name).setType(result)
      args.foreach(builder.addArgs(_))
      types.foreach(builder.addArgTypes(_))
      filters.foreach(builder.setFilter(_))
      builder.setBuffer(buffer).setMode(mode(agg.mode))
      builder.setEvalMode(exprs.mode(VersionExprs.evalMode(function))).build()
    }
  }

  /**
   * The input columns of `plan`, to bind its aggregates to. Buffers are bound by place, from the
   * right: a copied function has new ids (`BaseAggregateExec.inputAttributes`).
   */
  def inputs(plan: BaseAggregateExec): Seq[Attribute] = {
    val aggregates = plan.aggregateExpressions
    if (aggregates.exists(a => a.mode == Final || a.mode == PartialMerge)) {
      val buffers = aggregates
        .filter(a => a.mode == Final || a.mode == PartialMerge)
        .flatMap(_.aggregateFunction.inputAggBufferAttributes)
      plan.child.output.dropRight(buffers.length) ++ buffers
    } else plan.child.output
  }

  def mode(mode: AggregateMode): proto.AggregateMode = mode match {
    case Partial => proto.AggregateMode.PARTIAL
    case PartialMerge => proto.AggregateMode.PARTIAL_MERGE
    case Final => proto.AggregateMode.FINAL
    case Complete => proto.AggregateMode.COMPLETE
  }

  /** Whether and under which name the function is native: the same answer in every mode. */
  private def name(function: AggregateFunction): Converted[String] = function match {
    case _: Count => Right("count")
    case s: Sum if !isTry(s) && isSummable(s.dataType) => Right("sum")
    case a: Average if !isTry(a) && isAveraged(a.dataType) => Right("avg")
    case m: Min if isOrdered(m.dataType) => Right("min")
    case m: Max if isOrdered(m.dataType) => Right("max")
    case other =>
      val types = other.children.map(_.dataType.sql).mkString(", ")
      Fallback.because(s"aggregate ${other.prettyName}($types) has no native version")
  }

  private def isTry(function: AggregateFunction): Boolean =
    VersionExprs.evalMode(function) == EvalMode.TRY

  /** The native functions and what they take, for the documentation. */
  val documented: Seq[(String, String)] = Seq(
    "avg" -> "numbers and decimals",
    "count" -> "anything",
    "max" -> "ordered values but floating-point numbers",
    "min" -> "ordered values but floating-point numbers",
    "sum" -> "numbers and decimals")

  private def isSummable(result: DataType): Boolean = result match {
    case LongType | DoubleType | _: DecimalType => true
    case _ => false
  }

  private def isAveraged(result: DataType): Boolean = result match {
    case DoubleType | _: DecimalType => true
    case _ => false
  }

  private def isOrdered(t: DataType): Boolean = t match {
    case FloatType | DoubleType | NullType => false
    case _: IntegralType | _: DecimalType | BooleanType | StringType | BinaryType => true
    case DateType | TimestampType | TimestampNTZType => true
    case _ => false
  }
}
