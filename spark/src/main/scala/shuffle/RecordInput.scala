package org.apache.spark.sql.thermite.shuffle

import java.io.{ByteArrayInputStream, InputStream}

import org.apache.spark.{ShuffleDependency, SparkEnv, TaskContext}
import org.apache.spark.sql.thermite.exec.ShuffleInput

/** Blocks that a shuffle manager which is not Spark's gives as records. */
final class RecordInput(
    range: BlockRange,
    dependency: ShuffleDependency[_, _, _],
    context: TaskContext,
    reporter: RowReadReporter) extends ShuffleInput {

  override lazy val streams: Iterator[InputStream] =
    SparkEnv.get.shuffleManager
      .getReader[Int, Array[Byte]](
        dependency.shuffleHandle,
        range.firstMap,
        range.endMap,
        range.firstReducer,
        range.endReducer,
        context,
        reporter)
      .read()
      .map(record => new ByteArrayInputStream(record._2))

  /** The manager has checked what it stored; nothing says whose record this is. */
  override def unreadable(segment: Option[Int], cause: Exception): Throwable = cause

  override def rowsRead(rows: Long): Unit = reporter.incRowsRead(rows)
}
