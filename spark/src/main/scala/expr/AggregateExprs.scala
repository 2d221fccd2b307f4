package org.apache.spark.sql.thermite.expr

import java.nio.ByteBuffer

import org.apache.spark.SparkEnv
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.catalyst.util.{GenericArrayData, HyperLogLogPlusPlusHelper}
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.convert.{CollatedStrings, Literals, Types}
import org.apache.spark.sql.thermite.exec.SparkErrors
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/**
 * How one Catalyst aggregate becomes native: a row of the table. `limit` says for which arguments
 * it is native, empty if for all; `arguments` are what the native function takes of rows, and
 * `parameters` the constants that it takes besides.
 */
final case class AggregateRule(
    function: Class[_ <: AggregateFunction],
    name: String,
    limit: String,
    isNative: AggregateFunction => Boolean,
    mode: AggregateFunction => EvalMode.Value,
    ignoreNulls: AggregateFunction => Boolean,
    arguments: AggregateFunction => Seq[Expression],
    parameters: AggregateFunction => Seq[(Any, DataType)])

/** Aggregate functions; native buffers have the columns of Spark's. */
object AggregateExprs {

  /** The name of all functions that the JVM computes. */
  val OnJvm = "jvm_aggregate"

  def convert(agg: AggregateExpression, exprs: ExprConverter): Converted[proto.AggregateExpr] = {
    val function = agg.aggregateFunction
    val merges = agg.mode == PartialMerge || agg.mode == Final
    rule(function) match {
      case Left(fallback) => onJvm(agg, merges, exprs).left.map(fallback ++ _)
      case Right(rule) => native(agg, rule, merges, exprs)
    }
  }

  /**
   * A function over a growing frame, whose value is looked at after each row: a native one if that leaves
   * its state as it is, else Spark's own.
   */
  def running(agg: AggregateExpression, exprs: ExprConverter): Converted[proto.AggregateExpr] =
    convert(agg, exprs).flatMap { function =>
      if (function.getName == OnJvm || runs(function.getName)) Right(function)
      else onJvm(agg, merges = false, exprs)
    }

  private def native(
      agg: AggregateExpression,
      rule: AggregateRule,
      merges: Boolean,
      exprs: ExprConverter): Converted[proto.AggregateExpr] = {
    val function = agg.aggregateFunction
    val arguments = rule.arguments(function)
    for {
      args <- exprs.convertAll(if (merges) function.inputAggBufferAttributes else arguments)
      types <- Fallback.all(arguments.map(c => Types.convert(c.dataType)))
      result <- Types.convert(function.dataType)
      buffer <- Types.schema(function.aggBufferAttributes)
      filters <- exprs.convertAll(if (merges) Nil else agg.filter.toSeq)
      parameters <- Fallback.all(
        rule.parameters(function).map { case (value, t) => Literals.convert(value, t) })
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

  /** Functions that run in native code, or of which a state merged into an empty one is that state, to the bit. */
  private val runs =
    Set("avg", "bit_and", "bit_or", "bit_xor", "count", "max", "max_by", "min", "min_by", "sum") ++
      Set("stddev_samp", "stddev_pop", "var_samp", "var_pop", "skewness", "kurtosis") ++
      Set("covar_pop", "covar_samp", "corr", "regr_replacement", "regr_r2", "regr_sxy", "regr_slope") +
      "regr_intercept"

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

  /** A row of the table. */
  def row[F <: AggregateFunction](
      name: String,
      limit: String = "",
      mode: AggregateFunction => EvalMode.Value = legacy,
      ignoreNulls: F => Boolean = (_: F) => false,
      arguments: F => Seq[Expression] = (f: F) => f.children,
      parameters: F => Seq[(Any, DataType)] = (_: F) => Nil)(
      isNative: PartialFunction[F, Boolean])(
      implicit tag: scala.reflect.ClassTag[F]): AggregateRule =
    AggregateRule(
      tag.runtimeClass.asInstanceOf[Class[_ <: AggregateFunction]],
      name,
      limit,
      f => isNative.applyOrElse(f.asInstanceOf[F], (_: F) => false),
      mode,
      f => ignoreNulls(f.asInstanceOf[F]),
      f => arguments(f.asInstanceOf[F]),
      f => parameters(f.asInstanceOf[F]))

  /** Statistics of doubles: what they give for one row is `nullOnDivideByZero`. */
  private def statistic[F <: AggregateFunction: scala.reflect.ClassTag](
      name: String)(nullOnDivideByZero: F => Boolean): AggregateRule =
    row[F](
      name,
      mode = session,
      parameters = (f: F) => Seq(nullOnDivideByZero(f) -> BooleanType)) { case _ => true }

  private val ordered = "only values in binary collation"

  /** The mode of a function that adds; sums of intervals overflow in one way unless they try. */
  private def adding(function: AggregateFunction): EvalMode.Value =
    VersionExprs.evalMode(function) match {
      case EvalMode.ANSI if isInterval(function.dataType) => EvalMode.LEGACY
      case mode => mode
    }

  private def isInterval(t: DataType): Boolean = t match {
    case _: YearMonthIntervalType | _: DayTimeIntervalType => true
    case _ => false
  }

  /** Percentages, of which there are one or an array. */
  private def percentages(e: Expression): (Any, DataType) = e.eval() -> (e.dataType match {
    case _: ArrayType => ArrayType(DoubleType, containsNull = false)
    case other => other
  })

  /** Percentiles of values that count from the other end if `reverse`; `discrete` as in native code. */
  private def percentile[F <: PercentileBase: scala.reflect.ClassTag](
      discrete: F => Int): AggregateRule =
    row[F](
      "percentile",
      arguments = (f: F) => f.child +: frequency(f).toSeq,
      parameters = (f: F) =>
        Seq(
          percentages(f.percentageExpression),
          f.reverse -> BooleanType,
          discrete(f) -> IntegerType,
          UTF8String.fromString(frequency(f).fold("")(written)) -> StringType)) { case _ => true }

  /** The frequency of a value, if it is not always one. */
  private def frequency(f: PercentileBase): Option[Expression] =
    Some(f.frequencyExpression).filterNot(_ == Literal(1L))

  /** An expression as errors show it that Spark raises while it runs: bound, and without its tags. */
  private def written(e: Expression): String = {
    val serializer = SparkEnv.get.closureSerializer.newInstance()
    val sent = serializer.deserialize[Expression](serializer.serialize(e))
    SparkErrors.toSQLExpr(sent.transform { case a: Attribute =>
      BoundReference(0, a.dataType, a.nullable)
    })
  }

  private def hyperLogLog: AggregateRule = {
    import HyperLogLogPlusPlusHelper._
    // As HyperLogLogPlusPlusHelper computes it, which does not say it.
    def precision(f: HyperLogLogPlusPlus): Int =
      Math.ceil(2.0d * Math.log(1.106d / f.relativeSD) / Math.log(2.0d)).toInt
    def points(all: Array[Array[Double]], f: HyperLogLogPlusPlus): (Any, DataType) =
      new GenericArrayData(all(precision(f) - 4)) -> ArrayType(DoubleType, containsNull = false)
    row[HyperLogLogPlusPlus](
      "approx_count_distinct",
      "only flat values in binary collation, with a relativeSD of at least 0.005",
      parameters = (f: HyperLogLogPlusPlus) =>
        Seq(
          precision(f) -> IntegerType,
          THRESHOLDS(precision(f) - 4) -> DoubleType,
          points(RAW_ESTIMATE_DATA, f),
          points(BIAS_DATA, f))) {
      case f =>
        val p = precision(f)
        p <= 16 && f.hllppHelper.numWords == (1 << p) / REGISTERS_PER_WORD + 1 &&
        isFlat(f.child.dataType)
    }
  }

  /** Functions whose buffer is many times a row, so that no row is made a buffer. */
  private val wide =
    Set(
      "approx_count_distinct",
      "bitmap_and_agg",
      "bitmap_construct_agg",
      "bitmap_or_agg",
      "bloom_filter_agg",
      "count_min_sketch")

  /** Whether rows should not be passed on as buffers of their own. */
  def isWide(function: proto.AggregateExpr): Boolean =
    function.getName == OnJvm || wide(function.getName)

  val rules: Seq[AggregateRule] = VersionExprs.aggregates ++ Seq(
    row[ApproximatePercentile](
      "percentile_approx",
      "not of decimals",
      arguments = (f: ApproximatePercentile) => Seq(f.child),
      parameters = (f: ApproximatePercentile) =>
        Seq(
          percentages(f.percentageExpression),
          1.0d / f.accuracyExpression.eval().asInstanceOf[Number].longValue -> DoubleType)) {
      case f => !f.child.dataType.isInstanceOf[DecimalType]
    },
    row[BitmapConstructAgg]("bitmap_construct_agg") { case _ => true },
    row[BitmapOrAgg]("bitmap_or_agg") { case _ => true },
    row[BloomFilterAggregate](
      "bloom_filter_agg",
      arguments = (f: BloomFilterAggregate) => Seq(f.child),
      // Longer than what comes before the bits, in every version of the filter.
      parameters = (f: BloomFilterAggregate) =>
        Seq(f.serialize(f.createAggregationBuffer()).take(16) -> BinaryType)) { case _ => true },
    row[CollectList]("collect_list") { case f => f.child.dataType != NullType },
    row[CollectSet](
      "collect_set",
      "only flat values in binary collation, and columns of structs and arrays without floats") {
      case f => isSetElement(f.child)
    },
    row[CountMinSketchAgg](
      "count_min_sketch",
      arguments = (f: CountMinSketchAgg) => Seq(f.child),
      parameters = (f: CountMinSketchAgg) => {
        val empty = f.serialize(f.createAggregationBuffer())
        // The version, the number of values, depth and width, and a multiplier for each of the depth.
        val depth = ByteBuffer.wrap(empty).getInt(12)
        Seq(empty.take(20 + 8 * depth) -> BinaryType)
      }) { case _ => true },
    row[HistogramNumeric](
      "histogram_numeric",
      "not of decimals",
      arguments = (f: HistogramNumeric) => Seq(f.child),
      parameters = (f: HistogramNumeric) => Seq(f.nBins.eval() -> IntegerType)) {
      case f => !f.child.dataType.isInstanceOf[DecimalType]
    },
    hyperLogLog,
    percentile[Percentile](_ => 0),
    percentile[PercentileDisc](f => if (f.legacyCalculation) 2 else 1),
    row[Average]("avg", mode = adding) { case f => isAveraged(f.dataType) },
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
    row[Sum]("sum", mode = adding) { case f => isSummable(f.dataType) },
    statistic[VariancePop]("var_pop")(_.nullOnDivideByZero),
    statistic[VarianceSamp]("var_samp")(_.nullOnDivideByZero))

  private val byClass: Map[Class[_], AggregateRule] =
    rules.map(r => (r.function: Class[_]) -> r).toMap

  /** Whether and how the function is native: the same answer in every mode. */
  private def rule(function: AggregateFunction): Converted[AggregateRule] =
    byClass.get(function.getClass).filter(_.isNative(function) && ignoresCollations(function)) match {
      case Some(rule) => Right(rule)
      case None =>
        val types = function.children.map(_.dataType.sql).mkString(", ")
        Fallback.because(s"aggregate ${function.prettyName}($types) has no native version")
    }

  /** Whether no collated string is compared, but in an order that the rules look at. */
  private def ignoresCollations(function: AggregateFunction): Boolean = function match {
    case _: First | _: Last | _: Count | _: CollectList | _: MaxBy | _: MinBy => true
    case other => other.children.forall(c => CollatedStrings.isBinary(c.dataType))
  }

  private def isSummable(result: DataType): Boolean = result match {
    case LongType | DoubleType | _: DecimalType => true
    case other => isInterval(other)
  }

  private def isAveraged(result: DataType): Boolean = result match {
    case DoubleType | _: DecimalType => true
    case other => isInterval(other)
  }

  /** Types of values that have an order. */
  def isOrdered(t: DataType): Boolean = t match {
    case ArrayType(element, _) => isOrdered(element)
    case StructType(fields) => fields.forall(f => isOrdered(f.dataType))
    case other => isFlat(other)
  }

  /** Types of values without parts that have an order. */
  def isFlat(t: DataType): Boolean = t match {
    case _: NumericType | BooleanType | StringType | BinaryType => true
    case DateType | TimestampType | TimestampNTZType => true
    case other => isInterval(other)
  }

  /** Types whose values have hash codes that native code knows. */
  def isHashed(t: DataType): Boolean = t match {
    case _: DecimalType | BinaryType => false
    case other => isFlat(other)
  }

  /**
   * Values of which Spark's set has each once: of a constant it may have the same NaN again, and nested
   * values that are computed are compared otherwise than columns.
   */
  private def isSetElement(child: Expression): Boolean = {
    def isExact(t: DataType): Boolean = t match {
      case FloatType | DoubleType => false
      case ArrayType(element, _) => isExact(element)
      case StructType(fields) => fields.forall(f => isExact(f.dataType))
      case other => isFlat(other)
    }
    val isColumn = child.isInstanceOf[Attribute]
    !child.foldable && (isFlat(child.dataType) || isColumn && isExact(child.dataType))
  }
}
