package org.apache.spark.sql.thermite.exec

import org.apache.spark._
import org.apache.spark.rdd.{DeterministicLevel, RDD}
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types.DataType
import org.apache.spark.sql.vectorized.ColumnarBatch

/** What one leaf operator reads in one task. */
trait LeafPartition extends Serializable {
  def operatorId: Int

  /** Hosts that are near to the data. */
  def preferredLocations: Seq[String] = Nil

  /** Runs on the executor when the task starts. */
  def open(host: TaskHost, context: TaskContext): proto.LeafInput
}

final case class NativePartition(
    index: Int,
    leaves: Seq[LeafPartition],
    unions: Seq[(Int, Int)],
    rows: Seq[(Int, Partition)] = Nil,
    places: Seq[Place] = Nil) extends Partition

/**
 * The partition of an operator and of all below it, where it is another than the task's. `code` are
 * the places of what they leave to the JVM.
 */
final case class Place(operatorId: Int, code: Range, partition: Int)

/** A native block as Spark's RDD: a task opens the block over the inputs of its partition. */
final class NativeRDD(
    sc: SparkContext,
    val block: NativeBlockBytes,
    @transient partitions: Array[NativePartition],
    dependencies: Seq[Dependency[_]],
    inputs: Map[Int, RDD[_]] = Map.empty,
    isOrderSensitive: Boolean = false)
    extends RDD[ColumnarBatch](sc, dependencies ++ NativeRDD.narrow(inputs, partitions)) {

  override protected def getPartitions: Array[Partition] = partitions.toArray[Partition]

  override def compute(split: Partition, context: TaskContext): Iterator[ColumnarBatch] =
    open(split, context)

  def open(split: Partition, context: TaskContext): NativeIterator =
    new NativeIterator(block, split.asInstanceOf[NativePartition], inputs, shuffles, context)

  /** As they are on the executor: they know of merged blocks, and the handles of the shuffles. */
  private def shuffles: Map[Int, ShuffleDependency[_, _, _]] =
    dependencies.collect { case d: ShuffleDependency[_, _, _] => d.shuffleId -> d }.toMap

  /** Hosts near to all leaves; else those near to any (`ZippedPartitionsBaseRDD`). */
  override protected def getPreferredLocations(split: Partition): Seq[String] = {
    val hosts = split.asInstanceOf[NativePartition].leaves.map(_.preferredLocations).filter(_.nonEmpty)
    val common = hosts.reduceOption(_ intersect _).getOrElse(Nil)
    if (common.nonEmpty) common else hosts.flatten.distinct
  }

  /** As a MapPartitionsRDD that is sensitive to order: a retried task may send rows elsewhere. */
  override protected def getOutputDeterministicLevel: DeterministicLevel.Value = {
    val level = super.getOutputDeterministicLevel
    if (isOrderSensitive && level == DeterministicLevel.UNORDERED) DeterministicLevel.INDETERMINATE
    else level
  }
}

object NativeRDD {
  /** Each partition of what the JVM computes is read by one partition, or by none. */
  private def narrow(
      inputs: Map[Int, RDD[_]],
      partitions: Array[NativePartition]): Seq[Dependency[_]] =
    inputs.toSeq.map { case (id, rdd) =>
      narrow(rdd, partitions.map(_.rows.collect { case (`id`, split) => split.index }))
    }

  private def narrow[A](rdd: RDD[A], parents: Array[Seq[Int]]): Dependency[A] =
    if (parents.indices.forall(i => parents(i) == Seq(i))) new OneToOneDependency(rdd)
    else new NarrowDependency(rdd) {
      override def getParents(partition: Int): Seq[Int] = parents(partition)
    }
}

/**
 * A block as it goes to executors. `metrics` are by operator id, then by name; `inputs` are the
 * formats of what the JVM computes by operator id; `code` is what the JVM evaluates.
 */
final case class NativeBlockBytes(
    bytes: Array[Byte],
    output: Array[DataType],
    metrics: Map[Int, Map[String, SQLMetric]],
    batchSize: Int,
    inputs: Map[Int, InputFormat] = Map.empty,
    code: Array[JvmCode] = Array.empty)
