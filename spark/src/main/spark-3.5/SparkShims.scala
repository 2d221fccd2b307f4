package org.apache.spark.sql.thermite.shim

import java.io.InputStream

import org.apache.spark.{SparkEnv, TaskContext}
import org.apache.spark.internal.config
import org.apache.spark.shuffle.ShuffleReadMetricsReporter
import org.apache.spark.sql.execution.exchange.BroadcastExchangeExec
import org.apache.spark.sql.execution.{BaseSubqueryExec, SparkPlan, SubqueryAdaptiveBroadcastExec, SubqueryBroadcastExec}
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan
import org.apache.spark.sql.execution.streaming.StatefulOperator
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.storage.{BlockId, BlockManagerId, ShuffleBlockFetcherIterator}

/** Spark 3.5. */
object Shims extends SparkShims {
  override def maxBroadcastBytes(conf: SQLConf): Long = BroadcastExchangeExec.MAX_BROADCAST_TABLE_BYTES

  override def extractsVariants(scan: ParquetScan): Boolean = false

  override def nullStructs(conf: SQLConf): Boolean = true

  override def keepsState(plan: SparkPlan): Boolean = plan.isInstanceOf[StatefulOperator]

  override def pruningKeys(plan: BaseSubqueryExec): Option[PruningKeys] = plan match {
    case SubqueryBroadcastExec(name, index, keys, child) =>
      Some(PruningKeys(name, Seq(index), keys, child))
    case SubqueryAdaptiveBroadcastExec(name, index, _, _, keys, child) =>
      Some(PruningKeys(name, Seq(index), keys, child))
    case _ => None
  }

  override def fetchBlocks(
      context: TaskContext,
      blocks: Iterator[(BlockManagerId, scala.collection.Seq[(BlockId, Long, Int)])],
      metrics: ShuffleReadMetricsReporter): Iterator[InputStream] = {
    val env = SparkEnv.get
    val conf = env.conf
    val fetched = new ShuffleBlockFetcherIterator(
      context,
      env.blockManager.blockStoreClient,
      env.blockManager,
      env.mapOutputTracker,
      blocks,
      (_, stream) => stream,
      conf.get(config.REDUCER_MAX_SIZE_IN_FLIGHT) * 1024 * 1024,
      conf.get(config.REDUCER_MAX_REQS_IN_FLIGHT),
      conf.get(config.REDUCER_MAX_BLOCKS_IN_FLIGHT_PER_ADDRESS),
      conf.get(config.MAX_REMOTE_BLOCK_SIZE_FETCH_TO_MEM),
      conf.get(config.SHUFFLE_MAX_ATTEMPTS_ON_NETTY_OOM),
      false,
      false,
      false,
      conf.get(config.SHUFFLE_CHECKSUM_ALGORITHM),
      metrics,
      false).toCompletionIterator
    fetched.map(_._2)
  }
}
