package org.apache.spark.sql.thermite.shuffle

import java.util.{HashMap => JHashMap}

import org.apache.spark.{ShuffleDependency, SparkEnv, TaskContext}
import org.apache.spark.scheduler.MapStatus
import org.apache.spark.shuffle.ShuffleDataIOUtils
import org.apache.spark.shuffle.api.ShuffleExecutorComponents
import org.apache.spark.shuffle.thermite.BlockPush
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.thermite.exec.NativeIterator

/** Runs a map task's native block and hands what it wrote to Spark. */
final class MapTask(metrics: Map[String, SQLMetric]) extends Serializable {

  def run(
      rows: Iterator[_],
      dep: ShuffleDependency[_, _, _],
      mapId: Long,
      mapIndex: Int,
      context: TaskContext): MapStatus = {
    val env = SparkEnv.get
    val reporter = new RowWriteReporter(context.taskMetrics().shuffleWriteMetrics, metrics)
    val writer = env.shuffleManager.getWriter[Any, Any](dep.shuffleHandle, mapId, context, reporter)
    val isSparks = SparkShuffle.isUsed(env.shuffleManager)
    // SortShuffleManager knows now which map output to remove with the shuffle.
    if (isSparks) writer.stop(success = false)
    var status: Option[MapStatus] = None
    val (_, file) = env.blockManager.diskBlockManager.createTempShuffleBlock()
    try {
      val result = rows.asInstanceOf[NativeIterator].writeShuffle(file)
      reporter.incRowsWritten(result.getRows)
      reporter.incWriteTime(result.getWriteNanos)
      metrics(MapTask.DataSize).add(result.getDataSize)
      metrics(MapTask.SpillSize).add(result.getSpillSize)
      val output = new MapOutput(file, result)
      if (isSparks) {
        commit(dep.shuffleId, mapId, output)
        reporter.incBytesWritten(output.lengths.sum)
        BlockPush.push(dep, mapId, mapIndex, output.lengths)
        status = Some(MapStatus(env.blockManager.shuffleServerId, output.lengths, mapId))
      } else {
        val in = output.open()
        try writer.write(output.records(in))
        finally in.close()
        status = writer.stop(success = true)
      }
      status.get
    } finally {
      if (!isSparks && status.isEmpty) writer.stop(success = false)
      file.delete()
    }
  }

  /** By the shuffle data API. */
  private def commit(shuffleId: Int, mapId: Long, output: MapOutput): Unit = {
    val components = MapTask.components
    val single = components.createSingleFileMapOutputWriter(shuffleId, mapId)
    if (single.isPresent) {
      single.get.transferMapSpillFile(output.file, output.lengths, output.checksums)
    } else {
      val writer = components.createMapOutputWriter(shuffleId, mapId, output.lengths.length)
      val in = output.open()
      try {
        output.stored(in).foreach { case (partition, bytes) =>
          val out = writer.getPartitionWriter(partition).openStream()
          try bytes.transferTo(out)
          finally out.close()
        }
      } finally in.close()
      writer.commitAllPartitions(output.checksums)
    }
  }
}

object MapTask {
  private val DataSize = "dataSize"
  private val SpillSize = "spillSize"

  /** Metrics that a map task needs beside those of shuffle writes. */
  val Sizes: Set[String] = Set(DataSize, SpillSize)

  private var loaded: Option[(SparkEnv, ShuffleExecutorComponents)] = None

  /** The executor's side of the shuffle data plugin, as `SortShuffleManager` loads it. */
  private def components: ShuffleExecutorComponents = synchronized {
    val env = SparkEnv.get
    loaded match {
      case Some((`env`, components)) => components
      case _ =>
        val components = ShuffleDataIOUtils.loadShuffleDataIO(env.conf).executor()
        val prefix = ShuffleDataIOUtils.SHUFFLE_SPARK_CONF_PREFIX
        val settings = new JHashMap[String, String]()
        env.conf.getAllWithPrefix(prefix).foreach { case (key, value) => settings.put(key, value) }
        components.initializeExecutor(env.conf.getAppId, env.executorId, settings)
        loaded = Some((env, components))
        components
    }
  }
}
