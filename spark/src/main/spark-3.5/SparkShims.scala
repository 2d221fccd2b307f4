package org.apache.spark.sql.thermite.shim

import java.io.{FileNotFoundException, InputStream}

import org.apache.spark.{SparkEnv, TaskContext}
import org.apache.spark.internal.config
import org.apache.spark.shuffle.ShuffleReadMetricsReporter
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Sum}
import org.apache.spark.sql.errors.QueryExecutionErrors
import org.apache.spark.sql.execution.exchange.BroadcastExchangeExec
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.storage.{BlockId, BlockManagerId, ShuffleBlockFetcherIterator}

/** Spark 3.5. */
object Shims extends SparkShims {
  override def evalMode(expr: Expression): EvalMode.Value = expr match {
    case e: Add => e.evalMode
    case e: Subtract => e.evalMode
    case e: Multiply => e.evalMode
    case e: Divide => e.evalMode
    case e: Remainder => e.evalMode
    case e: UnaryMinus => if (e.failOnError) EvalMode.ANSI else EvalMode.LEGACY
    case e: Sum => e.evalMode
    case e: Average => e.evalMode
    case _ => EvalMode.LEGACY
  }

  override def maxBroadcastBytes(conf: SQLConf): Long = BroadcastExchangeExec.MAX_BROADCAST_TABLE_BYTES

  override def cannotReadFile(cause: Throwable, path: String): Throwable =
    QueryExecutionErrors.cannotReadFilesError(cause, path)

  override def fileNotFound(path: String, cause: Exception): Throwable =
    QueryExecutionErrors.readCurrentFileNotFoundError(
      new FileNotFoundException(s"File $path does not exist"))

  override def arithmetic(
      condition: String,
      parameters: Map[String, String]): Map[String, String] = condition match {
    case "ARITHMETIC_OVERFLOW" =>
      val hint = parameters.getOrElse("hint", "")
      val alternative =
        if (hint.isEmpty) "" else s" Use '$hint' to tolerate overflow and return NULL instead."
      Map(
        "message" -> parameters("message"),
        "alternative" -> alternative,
        "config" -> "\"spark.sql.ansi.enabled\"")
    case "DIVIDE_BY_ZERO" | "REMAINDER_BY_ZERO" => Map("config" -> "\"spark.sql.ansi.enabled\"")
    case "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION" =>
      parameters + ("config" -> "\"spark.sql.ansi.enabled\"")
    case _ => parameters
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
