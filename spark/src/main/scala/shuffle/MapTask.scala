package org.apache.spark.sql.thermite.shuffle

import java.io.File
import java.util.Collections

import org.apache.spark.{ShuffleDependency, SparkEnv, TaskContext}
import org.apache.spark.scheduler.MapStatus
import org.apache.spark.shuffle.ShuffleDataIOUtils
import org.apache.spark.shuffle.api.ShuffleExecutorComponents
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLShuffleWriteMetricsReporter}
import org.apache.spark.sql.thermite.exec.NativeIterator
import org.apache.spark.sql.thermite.proto.ShuffleWriteResult

/** Runs a map task's native block and hands its file to Spark's shuffle data API. */
final class MapTask(metrics: Map[String, SQLMetric]) extends Serializable {

  def run(
      rows: Iterator[_],
      dep: ShuffleDependency[_, _, _],
      mapId: Long,
      context: TaskContext): MapStatus = {
    val env = SparkEnv.get
    val reporter =
      new SQLShuffleWriteMetricsReporter(context.taskMetrics().shuffleWriteMetrics, metrics)
    // SortShuffleManager learns from getWriter which map outputs to remove with the shuffle.
    env.shuffleManager
      .getWriter[Any, Any](dep.shuffleHandle, mapId, context, reporter)
      .stop(success = false)
    val (_, file) = env.blockManager.diskBlockManager.createTempShuffleBlock()
    try {
      val result = rows.asInstanceOf[NativeIterator].writeShuffle(file)
      val lengths = result.getPartitionLengthsList.stream().mapToLong(_.longValue).toArray
      reporter.incBytesWritten(lengths.sum)
      reporter.incRecordsWritten(result.getRows)
      reporter.incWriteTime(result.getWriteNanos)
      metrics("dataSize").add(result.getDataSize)
      metrics("spillSize").add(result.getSpillSize)
      commit(dep.shuffleId, mapId, file, result, lengths)
      MapStatus(env.blockManager.shuffleServerId, lengths, mapId)
    } finally file.delete()
  }

  private def commit(
      shuffleId: Int,
      mapId: Long,
      file: File,
      result: ShuffleWriteResult,
      lengths: Array[Long]): Unit = {
    val checksums = result.getPartitionChecksumsList.stream().mapToLong(_.longValue).toArray
    val components = MapTask.components
    val single = components.createSingleFileMapOutputWriter(shuffleId, mapId)
    if (single.isPresent) {
      single.get.transferMapSpillFile(file, lengths, checksums)
    } else {
      val writer = components.createMapOutputWriter(shuffleId, mapId, lengths.length)
      val input = new java.io.FileInputStream(file)
      try {
        lengths.indices.foreach { partition =>
          val output = writer.getPartitionWriter(partition).openStream()
          try output.write(input.readNBytes(lengths(partition).toInt))
          finally output.close()
        }
      } finally input.close()
      writer.commitAllPartitions(checksums)
    }
  }
}

object MapTask {
  /** The executor's side of the shuffle data plugin (`spark.shuffle.sort.io.plugin.class`). */
  private lazy val components: ShuffleExecutorComponents = {
    val env = SparkEnv.get
    val components = ShuffleDataIOUtils.loadShuffleDataIO(env.conf).executor()
    components.initializeExecutor(env.conf.getAppId, env.executorId, Collections.emptyMap())
    components
  }
}
