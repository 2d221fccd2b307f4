package org.apache.spark.sql.thermite.broadcast

import java.nio.{ByteBuffer, ByteOrder}
import java.util.concurrent.{Future, TimeoutException, TimeUnit}

import scala.concurrent.{ExecutionContext, ExecutionContextExecutorService, Promise}
import scala.util.control.NonFatal

import org.apache.spark.TaskContext
import org.apache.spark.broadcast.Broadcast
import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.catalyst.plans.logical.Statistics
import org.apache.spark.sql.catalyst.plans.physical.{BroadcastMode, BroadcastPartitioning, Partitioning}
import org.apache.spark.sql.errors.QueryExecutionErrors
import org.apache.spark.sql.execution.{LeafExecNode, SparkPlan, SQLExecution}
import org.apache.spark.sql.execution.exchange.BroadcastExchangeLike
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetrics}
import org.apache.spark.sql.internal.{SQLConf, StaticSQLConf}
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.exec._
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator._
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.shim.Shims
import org.apache.spark.util.{SparkFatalException, ThreadUtils}

/**
 * Collects the encoded rows of a native child and broadcasts them. Native joins read the rows; what
 * Spark's operators get is a relation of them ([[RelationBroadcast]]).
 */
final case class NativeBroadcastExchangeExec(mode: BroadcastMode, child: SparkPlan)
    extends BroadcastExchangeLike with NativeExec {

  override lazy val metrics: Map[String, SQLMetric] = Map(
    "dataSize" -> SQLMetrics.createSizeMetric(sparkContext, "data size"),
    "numOutputRows" -> SQLMetrics.createMetric(sparkContext, "number of output rows"),
    "collectTime" -> SQLMetrics.createTimingMetric(sparkContext, "time to collect"),
    "broadcastTime" -> SQLMetrics.createTimingMetric(sparkContext, "time to broadcast"))

  override def nodeName: String = "NativeBroadcastExchange"

  override def output: Seq[Attribute] = child.output

  override def outputPartitioning: Partitioning = BroadcastPartitioning(mode)

  override protected def doCanonicalize(): SparkPlan =
    NativeBroadcastExchangeExec(mode.canonicalized, child.canonicalized)

  override def runtimeStatistics: Statistics =
    Statistics(metrics("dataSize").value, Some(metrics("numOutputRows").value))

  @transient
  private lazy val promise = Promise[Broadcast[Any]]()

  @transient
  override lazy val completionFuture: scala.concurrent.Future[Broadcast[Any]] = promise.future

  @transient
  private val timeout: Long = conf.broadcastTimeout

  @transient
  override lazy val relationFuture: Future[Broadcast[Any]] =
    SQLExecution.withThreadLocalCaptured[Broadcast[Any]](
      session,
      NativeBroadcastExchangeExec.executionContext) {
      try {
        sparkContext.addJobTag(jobTag)
        sparkContext.setInterruptOnCancel(true)
        val broadcast = collectAndBroadcast()
        promise.trySuccess(broadcast)
        broadcast
      } catch {
        case e if !NonFatal(e) =>
          val fatal = new SparkFatalException(e)
          promise.tryFailure(fatal)
          throw fatal
        case e: Throwable =>
          promise.tryFailure(e)
          throw e
      }
    }

  private def collectAndBroadcast(): Broadcast[Any] = {
    val begin = System.nanoTime()
    val chunks = EncodedRows.collect(NativeBlock.result(child))
    val schema = Types.schema(child.output) match {
      case Right(schema) => schema.toByteArray
      case Left(fallback) => throw new IllegalStateException(fallback.reasons.mkString("; "))
    }
    val rows = chunks.map(EncodedRows.count).sum
    val relation = new NativeBroadcast(chunks, schema)
    metrics("collectTime").add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
    metrics("dataSize").add(relation.size)
    metrics("numOutputRows").add(rows)
    val limit = Shims.maxBroadcastBytes(conf)
    if (relation.size >= limit) {
      throw QueryExecutionErrors.cannotBroadcastTableOverMaxTableBytesError(limit, relation.size)
    }
    val sending = System.nanoTime()
    val sent = sparkContext.broadcastInternal(relation, serializedOnly = true)
    metrics("broadcastTime").add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sending))
    val executionId = sparkContext.getLocalProperty(SQLExecution.EXECUTION_ID_KEY)
    SQLMetrics.postDriverMetricUpdates(sparkContext, executionId, metrics.values.toSeq)
    val read = NativeBlock.result(BroadcastRowsExec(output, sent))
    val partition = read.partitions.head.asInstanceOf[NativePartition]
    new RelationBroadcast(sent, rows, mode, read.block, partition)
  }

  override protected def doPrepare(): Unit = relationFuture

  override protected[sql] def doExecuteBroadcast[T](): Broadcast[T] =
    try relationFuture.get(timeout, TimeUnit.SECONDS).asInstanceOf[Broadcast[T]]
    catch {
      case e: TimeoutException =>
        if (!relationFuture.isDone) {
          sparkContext.cancelJobsWithTag(jobTag)
          relationFuture.cancel(true)
        }
        throw QueryExecutionErrors.executeBroadcastTimeoutError(timeout, Some(e))
    }

  override protected def withNewChildInternal(newChild: SparkPlan): NativeBroadcastExchangeExec =
    copy(child = newChild)
}

object NativeBroadcastExchangeExec {
  /** The rows of a native broadcast, in whatever Spark wraps it. */
  def rows(plan: SparkPlan): Broadcast[NativeBroadcast] = plan.executeBroadcast[Any]() match {
    case relation: RelationBroadcast => relation.rows
    case other => throw new IllegalStateException(s"${plan.nodeName} gave $other")
  }

  private val executionContext: ExecutionContextExecutorService =
    ExecutionContext.fromExecutorService(
      ThreadUtils.newDaemonCachedThreadPool(
        "native-broadcast-exchange",
        SQLConf.get.getConf(StaticSQLConf.BROADCAST_EXCHANGE_MAX_THREAD_THRESHOLD)))
}

/** All rows of a native RDD in the driver, encoded. */
object EncodedRows {
  def collect(rdd: NativeRDD): Array[Array[Byte]] = {
    rdd.sparkContext
      .runJob(rdd, (context: TaskContext, rows: Iterator[_]) => {
        rows.asInstanceOf[NativeIterator].encoded().toArray
      })
      .flatten
  }

  /** The rows of a run of blocks, by the blocks' headers (`native/engine/src/shuffle/block.rs`). */
  def count(blocks: Array[Byte]): Long = {
    val bytes = ByteBuffer.wrap(blocks).order(ByteOrder.LITTLE_ENDIAN)
    var rows = 0L
    var at = 0
    while (at < blocks.length) {
      rows += bytes.getInt(at + 1)
      at += headerLength + bytes.getInt(at + 9)
    }
    rows
  }

  private val headerLength = 17
}

/** A broadcast's rows, read by every task of a stage. */
final case class BroadcastLeaf(exchange: NativeBroadcastExchangeExec, output: Seq[Attribute])
    extends Leaf {
  override def block(builder: BlockBuilder): Converted[Block] =
    BroadcastLeaf.block(output, builder, NativeBroadcastExchangeExec.rows(exchange))
}

/** The rows of a broadcast that has been sent. */
final case class BroadcastRowsExec(
    output: Seq[Attribute],
    broadcast: Broadcast[NativeBroadcast]) extends LeafExecNode with NativeExec with Leaf {

  override def block(builder: BlockBuilder): Converted[Block] =
    BroadcastLeaf.block(output, builder, broadcast)
}

object BroadcastLeaf {
  /** The `broadcast` is asked for when the block is executed. */
  def block(
      output: Seq[Attribute],
      builder: BlockBuilder,
      broadcast: => Broadcast[NativeBroadcast]): Converted[Block] = {
    val id = builder.nextId()
    Types.schema(output).map { schema =>
      val read = proto.BroadcastRead.newBuilder().setSchema(schema)
      val leaves = if (builder.executing) Seq(BroadcastPartition(id, broadcast)) else Nil
      Block(builder.operator(id).setBroadcastRead(read).build(), Everywhere(leaves))
    }
  }
}

final case class BroadcastPartition(operatorId: Int, broadcast: Broadcast[NativeBroadcast])
    extends LeafPartition {
  override def open(host: TaskHost, context: TaskContext): proto.LeafInput = {
    host.addBroadcast(operatorId, () => broadcast.value.lease())
    val batches = proto.Batches.newBuilder()
    proto.LeafInput.newBuilder().setOperatorId(operatorId).setBatches(batches).build()
  }
}
