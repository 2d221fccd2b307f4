package org.apache.spark.sql.thermite.operator

import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression
import org.apache.spark.sql.catalyst.plans.physical.{Distribution, Partitioning}
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.aggregate.{BaseAggregateExec, SortAggregateExec}
import org.apache.spark.sql.execution.joins.{BroadcastNestedLoopJoinExec, ShuffledHashJoinExec}
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetrics}
import org.apache.spark.sql.thermite.python.PythonOperators
import org.apache.spark.sql.vectorized.ColumnarBatch

/** A physical operator that runs in a native block. */
trait NativeExec extends SparkPlan {
  override def supportsColumnar: Boolean = true

  override protected def doExecute(): RDD[InternalRow] =
    throw new UnsupportedOperationException(s"$nodeName gives columns, not rows")

  override protected def doExecuteColumnar(): RDD[ColumnarBatch] = NativeBlock.result(this)

  /** Waits for the subqueries of this operator; an operator inside a block is not executed itself. */
  def awaitSubqueries(): Unit = waitForSubqueries()
}

object NativeMetrics {
  def operator(plan: SparkPlan): Map[String, SQLMetric] = {
    val sc = plan.session.sparkContext
    Map(
      "numOutputRows" -> SQLMetrics.createMetric(sc, "number of output rows"),
      "numOutputBatches" -> SQLMetrics.createMetric(sc, "number of output batches"),
      "outputBytes" -> SQLMetrics.createSizeMetric(sc, "output bytes"),
      "nativeTime" -> SQLMetrics.createNanoTimingMetric(sc, "native time"),
      "spillSize" -> SQLMetrics.createSizeMetric(sc, "spill size"))
  }

  def scan(plan: SparkPlan): Map[String, SQLMetric] = {
    val sc = plan.session.sparkContext
    operator(plan) ++ Map(
      "bytesScanned" -> SQLMetrics.createSizeMetric(sc, "bytes scanned"),
      "rowGroupsPruned" -> SQLMetrics.createMetric(sc, "row groups pruned"))
  }
}

/**
 * Spark's `original` operator, run natively. It shows Spark's fields, so that explain, equality,
 * canonical form and transformations of expressions are Spark's own, field by field.
 */
class NativeOperatorExec private[thermite] (val original: SparkPlan) extends NativeExec {
  override def children: Seq[SparkPlan] = original.children

  override def output: Seq[Attribute] = original.output

  override def producedAttributes: AttributeSet = original.producedAttributes

  override def outputPartitioning: Partitioning = original.outputPartitioning

  override def outputOrdering: Seq[SortOrder] = original match {
    case _: ShuffledHashJoinExec | _: SortAggregateExec => Nil
    case other => other.outputOrdering
  }

  override def requiredChildDistribution: Seq[Distribution] = original.requiredChildDistribution

  /** The native aggregate hashes, whatever Spark's does. */
  override def requiredChildOrdering: Seq[Seq[SortOrder]] = original match {
    case _: SortAggregateExec => Seq(Nil)
    case other => other.requiredChildOrdering
  }

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.operator(this)

  override def nodeName: String = s"Native${original.nodeName}"

  override def productArity: Int = original.productArity

  override def productElement(n: Int): Any = original.productElement(n)

  override def productPrefix: String = nodeName

  override def canEqual(that: Any): Boolean = that.isInstanceOf[NativeOperatorExec]

  override def equals(that: Any): Boolean = that match {
    case native: NativeOperatorExec => native.original == original
    case _ => false
  }

  override def hashCode(): Int = 31 * original.hashCode()

  override def makeCopy(args: Array[AnyRef]): NativeOperatorExec =
    NativeOperatorExec(original.makeCopy(args))

  override protected def doCanonicalize(): SparkPlan =
    NativeOperatorExec(original.canonicalized)

  override protected def withNewChildrenInternal(
      newChildren: IndexedSeq[SparkPlan]): SparkPlan =
    NativeOperatorExec(original.withNewChildren(newChildren))
}

object NativeOperatorExec {
  def apply(original: SparkPlan): NativeOperatorExec = original match {
    case agg: BaseAggregateExec => new NativeAggregateExec(agg)
    case join: BroadcastNestedLoopJoinExec if BroadcastSide.isKept(join) => new NativeNestedLoopJoinExec(join)
    case other => PythonOperators.native(other).getOrElse(new NativeOperatorExec(other))
  }
}

/**
 * An aggregate, which adaptive execution asks about by this trait: whether it gives a row for no rows
 * (`LogicalQueryStage`), and whether no rows give none (`AQEPropagateEmptyRelation`).
 */
final class NativeAggregateExec private[operator] (agg: BaseAggregateExec)
    extends NativeOperatorExec(agg) with BaseAggregateExec {
  override def child: SparkPlan = agg.child

  override def requiredChildDistributionExpressions: Option[Seq[Expression]] =
    agg.requiredChildDistributionExpressions

  override def isStreaming: Boolean = agg.isStreaming

  override def numShufflePartitions: Option[Int] = agg.numShufflePartitions

  override def groupingExpressions: Seq[NamedExpression] = agg.groupingExpressions

  override def aggregateExpressions: Seq[AggregateExpression] = agg.aggregateExpressions

  override def aggregateAttributes: Seq[Attribute] = agg.aggregateAttributes

  override def initialInputBufferOffset: Int = agg.initialInputBufferOffset

  override def resultExpressions: Seq[NamedExpression] = agg.resultExpressions

  override protected def withNewChildInternal(newChild: SparkPlan): NativeAggregateExec =
    new NativeAggregateExec(agg.withNewChildren(Seq(newChild)).asInstanceOf[BaseAggregateExec])
}
