package org.apache.spark.sql.thermite.shim

import java.io.InputStream

import org.apache.spark.TaskContext
import org.apache.spark.shuffle.ShuffleReadMetricsReporter
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.storage.{BlockId, BlockManagerId}

/** What differs between versions of Spark; each version's sources have one `Shims` object. */
trait SparkShims {
  /** The largest broadcast, in bytes. */
  def maxBroadcastBytes(conf: SQLConf): Long

  /** Whether the scan gives fields of variants instead of the variants. */
  def extractsVariants(scan: ParquetScan): Boolean

  /** Streams of remote shuffle blocks, as they are stored. */
  def fetchBlocks(
      context: TaskContext,
      blocks: Iterator[(BlockManagerId, scala.collection.Seq[(BlockId, Long, Int)])],
      metrics: ShuffleReadMetricsReporter): Iterator[InputStream]
}
