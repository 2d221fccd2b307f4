package org.apache.spark.sql.thermite.shim

import java.io.InputStream

import org.apache.spark.TaskContext
import org.apache.spark.shuffle.ShuffleReadMetricsReporter
import org.apache.spark.sql.catalyst.expressions.{EvalMode, Expression}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.storage.{BlockId, BlockManagerId}

/** What differs between versions of Spark; each version's sources have one `Shims` object. */
trait SparkShims {
  /** The evaluation mode of an arithmetic expression or of an aggregate function. */
  def evalMode(expr: Expression): EvalMode.Value

  /** The largest broadcast, in bytes. */
  def maxBroadcastBytes(conf: SQLConf): Long

  def cannotReadFile(cause: Throwable, path: String): Throwable

  def fileNotFound(path: String, cause: Exception): Throwable

  /** The parameters of an arithmetic error's message, from what native code knows. */
  def arithmetic(condition: String, parameters: Map[String, String]): Map[String, String]

  /** Streams of remote shuffle blocks, as they are stored. */
  def fetchBlocks(
      context: TaskContext,
      blocks: Iterator[(BlockManagerId, scala.collection.Seq[(BlockId, Long, Int)])],
      metrics: ShuffleReadMetricsReporter): Iterator[InputStream]
}
