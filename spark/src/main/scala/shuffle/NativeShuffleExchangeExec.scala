package org.apache.spark.sql.thermite.shuffle

import scala.concurrent.Future

import org.apache.spark.{MapOutputStatistics, PartitionIdPassthrough, ShuffleDependency, SparkEnv}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.catalyst.plans.logical.Statistics
import org.apache.spark.sql.catalyst.plans.physical.Partitioning
import org.apache.spark.sql.execution.{ShufflePartitionSpec, SparkPlan, SQLExecution}
import org.apache.spark.sql.execution.exchange.{ENSURE_REQUIREMENTS, ShuffleExchangeLike, ShuffleOrigin}
import org.apache.spark.sql.execution.metric._
import org.apache.spark.sql.thermite.exec.NativeRDD
import org.apache.spark.sql.thermite.operator.{BlockBuilder, NativeBlock, NativeExec, NativeMetrics}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.vectorized.ColumnarBatch
import org.apache.spark.util.ThreadUtils

/** A shuffle whose map side ends a native block and whose reduce side begins one. */
final case class NativeShuffleExchangeExec(
    override val outputPartitioning: Partitioning,
    child: SparkPlan,
    shuffleOrigin: ShuffleOrigin,
    advisoryPartitionSize: Option[Long]) extends ShuffleExchangeLike with NativeExec {

  private lazy val writeMetrics = SQLShuffleWriteMetricsReporter.createShuffleWriteMetrics(sparkContext)
  lazy val readMetrics: Map[String, SQLMetric] =
    SQLShuffleReadMetricsReporter.createShuffleReadMetrics(sparkContext)

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.operator(this) ++ Map(
    "dataSize" -> SQLMetrics.createSizeMetric(sparkContext, "data size"),
    "numPartitions" -> SQLMetrics.createMetric(sparkContext, "number of partitions")) ++
    readMetrics ++ writeMetrics

  override def nodeName: String = "NativeExchange"

  override def output: Seq[Attribute] = child.output

  @transient
  lazy val shuffleDependency: ShuffleDependency[Int, ColumnarBatch, ColumnarBatch] = {
    // The partitioning may order by the result of a subquery.
    prepare()
    awaitSubqueries()
    val builder = new BlockBuilder(executing = true)
    val isFree = shuffleOrigin == ENSURE_REQUIREMENTS
    val partitioning = new Partitionings(child, builder, isFree).convert(outputPartitioning) match {
      case Right(partitioning) => partitioning
      case Left(fallback) => throw new IllegalStateException(fallback.reasons.mkString("; "))
    }
    val write = proto.ShuffleWrite.newBuilder().setPartitioning(partitioning)
    val (codec, level) = Compression.of(SparkEnv.get.conf)
    write.setCodec(codec).setCodecLevel(level)
    val rdd = NativeBlock.rdd(
      child,
      root => proto.Operator.newBuilder().setShuffleWrite(write).addChildren(root).build(),
      builder,
      partitioning.hasRoundRobin)
    metrics("numPartitions").set(partitioning.getPartitions.toLong)
    val executionId = sparkContext.getLocalProperty(SQLExecution.EXECUTION_ID_KEY)
    SQLMetrics.postDriverMetricUpdates(sparkContext, executionId, metrics("numPartitions") :: Nil)
    new ShuffleDependency[Int, ColumnarBatch, ColumnarBatch](
      // The records of the RDD are never taken: the write processor runs its native block.
      rdd.asInstanceOf[RDD[Product2[Int, ColumnarBatch]]],
      new PartitionIdPassthrough(partitioning.getPartitions),
      new BlockSerializer,
      None,
      None,
      false,
      new NativeShuffleWriteProcessor(writeMetrics ++ MapTask.Sizes.map(n => n -> metrics(n))))
  }

  @transient
  override protected lazy val mapOutputStatisticsFuture: Future[MapOutputStatistics] =
    if (shuffleDependency.rdd.getNumPartitions == 0) Future.successful(null)
    else sparkContext.submitMapStage(shuffleDependency).map(inMemory)(ThreadUtils.sameThread)

  /**
   * The partitions' bytes as they will be in memory. Adaptive execution sizes tasks and hash tables by
   * them, and the stored bytes are several times fewer than those of Spark's rows.
   */
  private def inMemory(stored: MapOutputStatistics): MapOutputStatistics = {
    val total = stored.bytesByPartitionId.sum
    val factor = if (total == 0) 1.0 else math.max(1.0, metrics("dataSize").value.toDouble / total)
    val bytes = stored.bytesByPartitionId.map(b => (b * factor).toLong)
    new MapOutputStatistics(stored.shuffleId, bytes)
  }

  override def numMappers: Int = shuffleDependency.rdd.getNumPartitions

  override def numPartitions: Int = shuffleDependency.partitioner.numPartitions

  def shuffleId: Int = shuffleDependency.shuffleId

  override def runtimeStatistics: Statistics =
    Statistics(
      metrics("dataSize").value,
      Some(metrics(SQLShuffleWriteMetricsReporter.SHUFFLE_RECORDS_WRITTEN).value))

  override def getShuffleRDD(specs: Array[ShufflePartitionSpec]): NativeRDD =
    ShuffleLeaf(this, output, Some(specs)).rdd()

  override protected def doExecuteColumnar(): RDD[ColumnarBatch] =
    ShuffleLeaf(this, output, None).rdd()

  override protected def withNewChildInternal(newChild: SparkPlan): NativeShuffleExchangeExec =
    copy(child = newChild)
}
