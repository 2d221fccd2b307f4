package org.apache.spark.sql.thermite.operator

import org.apache.spark.{OneToOneDependency, Partition, TaskContext}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Attribute, SortOrder}
import org.apache.spark.sql.catalyst.plans.physical.Partitioning
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetrics}
import org.apache.spark.sql.thermite.convert.Carriers
import org.apache.spark.sql.thermite.exec.NativeRDD
import org.apache.spark.sql.types.DataType

/** The rows of a native block, written as Spark's by native code. */
final case class NativeRowsExec(child: SparkPlan) extends ColumnarToRowTransition {
  override def output: Seq[Attribute] = child.output

  override def outputPartitioning: Partitioning = child.outputPartitioning

  override def outputOrdering: Seq[SortOrder] = child.outputOrdering

  override def nodeName: String = "NativeColumnarToRow"

  /** Those of `ColumnarToRowExec`. */
  override lazy val metrics: Map[String, SQLMetric] = Map(
    "numOutputRows" -> SQLMetrics.createMetric(sparkContext, "number of output rows"),
    "numInputBatches" -> SQLMetrics.createMetric(sparkContext, "number of input batches"))

  override protected def doExecute(): RDD[InternalRow] =
    new NativeRowsRDD(
      NativeBlock.result(child),
      longMetric("numOutputRows"),
      longMetric("numInputBatches"))

  override protected def withNewChildInternal(newChild: SparkPlan): NativeRowsExec =
    copy(child = newChild)
}

private final class NativeRowsRDD(native: NativeRDD, rows: SQLMetric, batches: SQLMetric)
    extends RDD[InternalRow](native.sparkContext, Seq(new OneToOneDependency(native))) {

  override protected def getPartitions: Array[Partition] = firstParent.partitions

  override def compute(split: Partition, context: TaskContext): Iterator[InternalRow] =
    firstParent.asInstanceOf[NativeRDD].open(split, context).rows { (count, begun) =>
      rows.add(count)
      batches.add(begun)
    }
}

object NativeRowsExec {

  /**
   * `plan` with native rows where all of a row is needed: in the code of a parent (`inCode`), Spark's code
   * for columns reads only what the parent needs.
   */
  def use(plan: SparkPlan, inCode: Boolean = false): SparkPlan = {
    val here = plan match {
      case ColumnarToRowExec(block)
          if !inCode && Leaves.isNative(block) && block.output.forall(a => hasForm(a.dataType)) =>
        NativeRowsExec(block)
      case other => other
    }
    here.mapChildren(use(_, here.isInstanceOf[CodegenSupport]))
  }

  /** What is carried as a row has a form of its own in rows. */
  private def hasForm(dataType: DataType): Boolean = !Carriers.isCarried(dataType)
}
