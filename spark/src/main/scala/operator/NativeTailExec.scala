package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions.{Attribute, SortOrder}
import org.apache.spark.sql.catalyst.plans.physical.Partitioning
import org.apache.spark.sql.execution.{SparkPlan, UnaryExecNode}
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto

/**
 * The last rows of each partition, for a `CollectTailExec` above, which is the driver's: it runs the last
 * partitions, and others only if those have too few rows.
 */
final case class NativeTailExec(limit: Int, child: SparkPlan) extends UnaryExecNode with NativeExec with Leaf {
  override def output: Seq[Attribute] = child.output

  override def outputPartitioning: Partitioning = child.outputPartitioning

  override def outputOrdering: Seq[SortOrder] = child.outputOrdering

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.operator(this)

  override def nodeName: String = "NativeTail"

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.idOf(this)
    NativeBlock.build(child, builder).map { below =>
      val tail = proto.Tail.newBuilder().setRows(limit.toLong)
      below.copy(operator = builder.operator(id, below.operator).setTail(tail).build())
    }
  }

  override protected def withNewChildInternal(newChild: SparkPlan): NativeTailExec =
    copy(child = newChild)
}
