package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions.{Attribute, EvalMode, Expression}
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.convert.{Literals, Types}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._

/**
 * How one Catalyst aggregate becomes native: a row of the table. `limit` says for which arguments
 * it is native, empty if for all; `parameters` are constants that the native function takes.
 */
final case class AggregateRule(
    function: Class[_ <: AggregateFunction],
    name: String,
    limit: String,
    isNative: AggregateFunction => Boolean,
    mode: AggregateFunction => EvalMode.Value,
    ignoreNulls: AggregateFunction => Boolean,
    parameters: AggregateFunction => Seq[Boolean])

/** Aggregate functions; native buffers have the columns of Spark's. */
object AggregateExprs {

  /** The name of all functions that the JVM computes. */
  val OnJvm = "jvm_aggregate"

  def convert(agg: AggregateExpression, exprs: ExprConverter): Converted[proto.AggregateExpr] = {
    val function = agg.aggregateFunction
    val merges = agg.mode == PartialMerge || agg.mode == Final
    val inputs: Seq[Expression] =
      if (merges) function.inputAggBufferAttributes else function.children
    val filter = if (merges) None else agg.filter
    rule(function) match {
      case Left(fallback) => onJvm(agg, merges, exprs).left.map(fallback ++ _)
      case Right(rule) => native(agg, rule, inputs, filter, exprs)
    }
  }

  private def native(
      agg: AggregateExpression,
      rule: AggregateRule,
      inputs: Seq[Expression],
      filter: Option[Expression],
      exprs: ExprConverter): Converted[proto.AggregateExpr] = {
    val function = agg.aggregateFunction
    for {
      args <- exprs.convertAll(inputs)
      types <- Fallback.all(function.children.map(c => Types.convert(c.dataType)))
      result <- Types.convert(function.dataType)
      buffer <- Types.schema(function.aggBufferAttributes)
      filters <- exprs.convertAll(filter.toSeq)
      parameters <- Fallback.all(
        rule.parameters(function).map(Literals.convert(_, BooleanType)))
    } yield {
      val builder = proto.AggregateExpr.newBuilder().setName(rule.name).setType(result)
      args.foreach(builder.addArgs(_))
      types.foreach(builder.addArgTypes(_))
      filters.foreach(builder.setFilter(_))
      parameters.foreach(builder.addParameters(_))
      builder.setIgnoreNulls(rule.ignoreNulls(function))
      builder.setBuffer(buffer).setMode(mode(agg.mode))
      builder.setEvalMode(exprs.mode(rule.mode(function)))
      if (rule.mode(function) == EvalMode.ANSI) {
        builder.setOrigin(exprs.origin(function)).setUpdateOrigin(exprs.nowhere)
      }
      builder.build()
    }
  }

  /** Spark's own code for the function, over native rows and groups. */
  private def onJvm(
      agg: AggregateExpression,
      merges: Boolean,
      exprs: ExprConverter): Converted[proto.AggregateExpr] = {
    val function = agg.aggregateFunction
    for {
      code <- JvmFunctions.aggregate(function, ofRows = !merges, exprs.executing)
      args <- exprs.convertAll(if (merges) function.inputAggBufferAttributes else code._2)
      result <- Types.convert(function.dataType)
      buffer <- Types.schema(function.aggBufferAttributes)
      filters <- exprs.convertAll(if (merges) Nil else agg.filter.toSeq)
      index <- Literals.convert(exprs.functions.add(code._1), IntegerType)
    } yield {
      val builder = proto.AggregateExpr.newBuilder().setName(OnJvm).setType(result)
      args.foreach(builder.addArgs(_))
      filters.foreach(builder.setFilter(_))
      builder.addParameters(index).setBuffer(buffer).setMode(mode(agg.mode)).build()
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

  /** Whether a state merged into an empty one of the function `name` is that state, to the bit. */
  def mergesExactly(name: String): Boolean = merged.contains(name)

  private val merged =
    Set("avg", "bit_and", "bit_or", "bit_xor", "count", "max", "max_by", "min", "min_by", "sum")

  def mode(mode: AggregateMode): proto.AggregateMode = mode match {
    case Partial => proto.AggregateMode.PARTIAL
    case PartialMerge => proto.AggregateMode.PARTIAL_MERGE
    case Final => proto.AggregateMode.FINAL
    case Complete => proto.AggregateMode.COMPLETE
  }

  private def legacy(function: AggregateFunction): EvalMode.Value = EvalMode.LEGACY

  /** Of divisions that take the session's mode. */
  private def session(function: AggregateFunction): EvalMode.Value =
    EvalMode.fromSQLConf(SQLConf.get)

  private def row[F <: AggregateFunction](
      name: String,
      limit: String = "",
      mode: AggregateFunction => EvalMode.Value = legacy,
      ignoreNulls: F => Boolean = (_: F) => false,
      parameters: F => Seq[Boolean] = (_: F) => Nil)(
      isNative: PartialFunction[F, Boolean])(
      implicit tag: scala.reflect.ClassTag[F]): AggregateRule =
    AggregateRule(
      tag.runtimeClass.asInstanceOf[Class[_ <: AggregateFunction]],
      name,
      limit,
      f => isNative.applyOrElse(f.asInstanceOf[F], (_: F) => false),
      mode,
      f => ignoreNulls(f.asInstanceOf[F]),
      f => parameters(f.asInstanceOf[F]))

  /** Statistics of doubles: what they give for one row is `nullOnDivideByZero`. */
  private def statistic[F <: AggregateFunction: scala.reflect.ClassTag](
      name: String)(nullOnDivideByZero: F => Boolean): AggregateRule =
    row[F](name, mode = session, parameters = (f: F) => Seq(nullOnDivideByZero(f))) {
      case _ => true
    }

  private val numbers = "only numbers and decimals"
  private val ordered = "only flat values in binary collation"

  val rules: Seq[AggregateRule] = Seq(
    row[Average]("avg", numbers, VersionExprs.evalMode) { case f => isAveraged(f.dataType) },
    row[BitAndAgg]("bit_and") { case _ => true },
    row[BitOrAgg]("bit_or") { case _ => true },
    row[BitXorAgg]("bit_xor") { case _ => true },
    statistic[Corr]("corr")(_.nullOnDivideByZero),
    row[Count]("count") { case _ => true },
    statistic[CovPopulation]("covar_pop")(_.nullOnDivideByZero),
    statistic[CovSample]("covar_samp")(_.nullOnDivideByZero),
    row[First]("first", ignoreNulls = (f: First) => f.ignoreNulls) { case _ => true },
    statistic[Kurtosis]("kurtosis")(_.nullOnDivideByZero),
    row[Last]("last", ignoreNulls = (f: Last) => f.ignoreNulls) { case _ => true },
    row[Max]("max", ordered) { case f => isOrdered(f.dataType) },
    row[MaxBy]("max_by", "only by " + ordered.stripPrefix("only ")) {
      case f => isOrdered(f.orderingExpr.dataType)
    },
    row[Min]("min", ordered) { case f => isOrdered(f.dataType) },
    row[MinBy]("min_by", "only by " + ordered.stripPrefix("only ")) {
      case f => isOrdered(f.orderingExpr.dataType)
    },
    statistic[RegrIntercept]("regr_intercept")(_ => true),
    statistic[RegrR2]("regr_r2")(_ => true),
    statistic[RegrReplacement]("regr_replacement")(_ => true),
    statistic[RegrSXY]("regr_sxy")(_ => true),
    statistic[RegrSlope]("regr_slope")(_ => true),
    statistic[Skewness]("skewness")(_.nullOnDivideByZero),
    statistic[StddevPop]("stddev_pop")(_.nullOnDivideByZero),
    statistic[StddevSamp]("stddev_samp")(_.nullOnDivideByZero),
    row[Sum]("sum", numbers, VersionExprs.evalMode) { case f => isSummable(f.dataType) },
    statistic[VariancePop]("var_pop")(_.nullOnDivideByZero),
    statistic[VarianceSamp]("var_samp")(_.nullOnDivideByZero))

  private val byClass: Map[Class[_], AggregateRule] =
    rules.map(r => (r.function: Class[_]) -> r).toMap

  /** Whether and how the function is native: the same answer in every mode. */
  private def rule(function: AggregateFunction): Converted[AggregateRule] =
    byClass.get(function.getClass).filter(_.isNative(function)) match {
      case Some(rule) => Right(rule)
      case None =>
        val types = function.children.map(_.dataType.sql).mkString(", ")
        Fallback.because(s"aggregate ${function.prettyName}($types) has no native version")
    }

  private def isSummable(result: DataType): Boolean = result match {
    case LongType | DoubleType | _: DecimalType => true
    case _ => false
  }

  private def isAveraged(result: DataType): Boolean = result match {
    case DoubleType | _: DecimalType => true
    case _ => false
  }

  private def isOrdered(t: DataType): Boolean = t match {
    case _: NumericType | BooleanType | StringType | BinaryType => true
    case DateType | TimestampType | TimestampNTZType => true
    case _ => false
  }
}
