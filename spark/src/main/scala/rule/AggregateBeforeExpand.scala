package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.execution.{ExpandExec, SparkPlan}
import org.apache.spark.sql.execution.aggregate.HashAggregateExec
import org.apache.spark.sql.thermite.convert.CollatedStrings
import org.apache.spark.sql.thermite.operator.NativeOperatorExec
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._

/**
 * Groups rows by all of their keys before ROLLUP, CUBE or GROUPING SETS make several of each: then the
 * few buffers are expanded, and not the many rows. Only for functions whose result does not depend on
 * which rows are combined first.
 */
object AggregateBeforeExpand {

  /** `agg`, which is over a native Expand, as an aggregate over an Expand over an aggregate. */
  def apply(agg: HashAggregateExec): Option[SparkPlan] = agg.child match {
    case native: NativeOperatorExec =>
      native.original match {
        case expand: ExpandExec if isFirst(agg) && expand.projections.length > 1 => swapped(agg, expand)
        case _ => None
      }
    case _ => None
  }

  private def isFirst(agg: HashAggregateExec): Boolean =
    agg.requiredChildDistributionExpressions.isEmpty && agg.aggregateExpressions.nonEmpty &&
      agg.aggregateExpressions.forall(a => a.mode == Partial && isExact(a.aggregateFunction))

  private def isExact(function: AggregateFunction): Boolean = function match {
    case _: Count | _: BitAndAgg | _: BitOrAgg | _: BitXorAgg => true
    // Of both zeros the first one is kept, and of strings that are equal in a collation.
    case _: Min | _: Max =>
      !function.dataType.existsRecursively(t => t == FloatType || t == DoubleType) &&
        CollatedStrings.isBinary(function.dataType)
    case sum: Sum =>
      sum.child.dataType match {
        case LongType => VersionExprs.evalMode(sum) == EvalMode.LEGACY
        case _: IntegralType => true
        case other => hasRoom(other)
      }
    // The sum of such numbers is a DOUBLE without a fraction, exact below 2^53.
    case average: Average =>
      average.child.dataType match {
        case ByteType | ShortType | IntegerType => true
        case other => hasRoom(other)
      }
    case _ => false
  }

  /** Whether no sum of decimals overflows: it has ten digits more. */
  private def hasRoom(dataType: DataType): Boolean = dataType match {
    case decimal: DecimalType => decimal.precision + 10 <= DecimalType.MAX_PRECISION
    case _ => false
  }

  private def swapped(agg: HashAggregateExec, expand: ExpandExec): Option[SparkPlan] = {
    val places = agg.groupingExpressions.map(key => expand.output.indexWhere(_.exprId == key.exprId))
    val areColumns = agg.groupingExpressions.forall(_.isInstanceOf[Attribute]) && !places.contains(-1)
    val passed = AttributeSet(expand.output.indices.collect {
      case i if expand.projections.forall(_(i).semanticEquals(expand.output(i))) => expand.output(i)
    })
    val grouping = for (i <- places if areColumns; p <- expand.projections) yield p(i)
    if (areColumns && grouping.forall(_.deterministic) &&
      AttributeSet(agg.aggregateExpressions).subsetOf(passed)) {
      Some(build(agg, expand, places, keys(grouping)))
    } else None
  }

  /** What `expressions` are made of, each once, with a name. */
  private def keys(expressions: Seq[Expression]): Map[Expression, NamedExpression] =
    expressions.filterNot(_.isInstanceOf[Literal]).map(e => e.canonicalized -> e).toMap.map {
      case (canonical, named: Attribute) => canonical -> (named: NamedExpression)
      case (canonical, other) => canonical -> Alias(other, "key")()
    }

  private def build(
      agg: HashAggregateExec,
      expand: ExpandExec,
      places: Seq[Int],
      keys: Map[Expression, NamedExpression]): SparkPlan = {
    val buffers = agg.aggregateExpressions.flatMap(_.aggregateFunction.inputAggBufferAttributes)
    val ordered = keys.values.toSeq.sortBy(_.exprId.id)
    val first = agg.copy(
      groupingExpressions = ordered,
      resultExpressions = ordered.map(_.toAttribute) ++ buffers,
      child = expand.child)
    val projections = expand.projections.map { projection =>
      places.map(projection(_)).map(e => keys.get(e.canonicalized).fold(e)(_.toAttribute)) ++ buffers
    }
    val merged = agg.aggregateExpressions.map(_.copy(mode = PartialMerge, filter = None))
    agg.copy(
      aggregateExpressions = merged,
      initialInputBufferOffset = places.length,
      child = ExpandExec(projections, places.map(expand.output(_)) ++ buffers, first))
  }
}
