package org.apache.spark.sql.thermite.broadcast

import java.util.concurrent.Future

import scala.concurrent.{ExecutionContext, ExecutionContextExecutorService}
import scala.concurrent.duration.Duration

import org.apache.spark.broadcast.Broadcast
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Alias, Attribute, Expression}
import org.apache.spark.sql.catalyst.plans.QueryPlan
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.aggregate.HashAggregateExec
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetrics}
import org.apache.spark.sql.internal.{SQLConf, StaticSQLConf}
import org.apache.spark.sql.thermite.operator._
import org.apache.spark.util.ThreadUtils

/**
 * The distinct keys of a native broadcast, to prune the partitions of a scan: `SubqueryBroadcastExec`
 * over rows that only native code reads. `indices` are those of the wanted keys in `buildKeys`.
 */
final case class NativeSubqueryBroadcastExec(
    name: String,
    indices: Seq[Int],
    buildKeys: Seq[Expression],
    child: SparkPlan) extends BaseSubqueryExec with UnaryExecNode {

  private lazy val keys = indices.map(i => Alias(buildKeys(i), s"key_$i")())

  override def output: Seq[Attribute] = keys.map(_.toAttribute)

  override lazy val metrics: Map[String, SQLMetric] = Map(
    "numOutputRows" -> SQLMetrics.createMetric(sparkContext, "number of output rows"),
    "collectTime" -> SQLMetrics.createNanoTimingMetric(sparkContext, "time to collect"))

  override protected def doCanonicalize(): SparkPlan =
    NativeSubqueryBroadcastExec(
      "dpp",
      indices,
      buildKeys.map(QueryPlan.normalizeExpressions(_, child.output)),
      child.canonicalized)

  @transient
  private lazy val rows: Future[Array[InternalRow]] = {
    val executionId = sparkContext.getLocalProperty(SQLExecution.EXECUTION_ID_KEY)
    SQLExecution.withThreadLocalCaptured[Array[InternalRow]](
      session,
      NativeSubqueryBroadcastExec.executionContext) {
      SQLExecution.withExecutionId(session, executionId) {
        val begin = System.nanoTime()
        val rows = distinctKeys(NativeBroadcastExchangeExec.rows(child))
        longMetric("collectTime") += System.nanoTime() - begin
        longMetric("numOutputRows") += rows.length
        SQLMetrics.postDriverMetricUpdates(sparkContext, executionId, metrics.values.toSeq)
        rows
      }
    }
  }

  /** As a hashed relation has them: without nulls, which equal nothing. */
  private def distinctKeys(broadcast: Broadcast[NativeBroadcast]): Array[InternalRow] = {
    val rows = BroadcastRowsExec(child.output, broadcast)
    val distinct = HashAggregateExec(None, false, None, keys, Nil, Nil, 0, output, rows)
    ColumnarToRowExec(NativeOperatorExec(distinct)).executeCollect().filterNot(_.anyNull)
  }

  override protected def doPrepare(): Unit = rows

  override protected def doExecute(): RDD[InternalRow] =
    throw new UnsupportedOperationException(s"$nodeName is collected, not executed")

  override def executeCollect(): Array[InternalRow] = ThreadUtils.awaitResult(rows, Duration.Inf)

  override def stringArgs: Iterator[Any] = super.stringArgs ++ Iterator(s"[id=#$id]")

  override protected def withNewChildInternal(newChild: SparkPlan): NativeSubqueryBroadcastExec =
    copy(child = newChild)
}

object NativeSubqueryBroadcastExec {
  private val executionContext: ExecutionContextExecutorService =
    ExecutionContext.fromExecutorService(
      ThreadUtils.newDaemonCachedThreadPool(
        "native-dynamic-pruning",
        SQLConf.get.getConf(StaticSQLConf.BROADCAST_EXCHANGE_MAX_THREAD_THRESHOLD)))
}
