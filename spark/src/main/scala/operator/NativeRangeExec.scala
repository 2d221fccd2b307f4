package org.apache.spark.sql.thermite.operator

import org.apache.spark.TaskContext
import org.apache.spark.sql.catalyst.expressions.{Attribute, SortOrder}
import org.apache.spark.sql.catalyst.plans.physical.Partitioning
import org.apache.spark.sql.execution.{LeafExecNode, RangeExec, SparkPlan}
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.exec.{LeafPartition, TaskHost}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto

/** The numbers of a range, cut into partitions as RangeExec does. */
final case class NativeRangeExec(original: RangeExec) extends LeafExecNode with NativeExec with Leaf {
  override def output: Seq[Attribute] = original.output

  override def outputPartitioning: Partitioning = original.outputPartitioning

  override def outputOrdering: Seq[SortOrder] = original.outputOrdering

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.operator(this)

  override def nodeName: String = "NativeRange"

  override def simpleString(maxFields: Int): String = s"Native${original.simpleString(maxFields)}"

  override protected def doCanonicalize(): SparkPlan =
    NativeRangeExec(original.canonicalized.asInstanceOf[RangeExec])

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.idOf(this)
    val range = proto.NumberRange.newBuilder().setName(Types.name(output.head))
    Right(Block(builder.operator(id).setRange(range).build(), Partitions(parts(id))))
  }

  private def parts(id: Int): Array[Part] =
    if (original.isEmptyRange) Array.empty
    else Array.tabulate(original.numSlices)(i => Part(Seq(numbers(id, i))))

  private def numbers(id: Int, slice: Int): RangePartition = {
    def bound(i: Int): Long = {
      val exact = BigInt(i) * original.numElements / original.numSlices * original.step + original.start
      exact.max(Long.MinValue).min(Long.MaxValue).toLong
    }
    val first = bound(slice)
    val distance = BigInt(bound(slice + 1)) - first
    val (whole, rest) = distance /% original.step
    val count = if (whole < 0) BigInt(0) else if (rest != 0) whole + 1 else whole
    RangePartition(id, first, original.step, count.toLong)
  }
}

object NativeRangeExec {
  def convert(range: RangeExec): Converted[NativeRangeExec] =
    if (range.numElements.isValidLong) Right(NativeRangeExec(range))
    else Fallback.because("the range has more numbers than a BIGINT can count")
}

final case class RangePartition(operatorId: Int, first: Long, step: Long, count: Long)
    extends LeafPartition {
  override def open(host: TaskHost, context: TaskContext): proto.LeafInput = {
    val numbers = proto.Numbers.newBuilder().setFirst(first).setStep(step).setCount(count)
    context.taskMetrics().inputMetrics.incRecordsRead(count)
    proto.LeafInput.newBuilder().setOperatorId(operatorId).setNumbers(numbers).build()
  }
}
