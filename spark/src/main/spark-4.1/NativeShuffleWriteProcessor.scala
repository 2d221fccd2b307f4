package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.{ShuffleDependency, TaskContext}
import org.apache.spark.scheduler.MapStatus
import org.apache.spark.shuffle.ShuffleWriteProcessor
import org.apache.spark.sql.execution.metric.SQLMetric

/** Spark's call of a map task. */
final class NativeShuffleWriteProcessor(metrics: Map[String, SQLMetric]) extends ShuffleWriteProcessor {
  private val task = new MapTask(metrics)

  override def write(
      inputs: Iterator[_],
      dep: ShuffleDependency[_, _, _],
      mapId: Long,
      mapIndex: Int,
      context: TaskContext): MapStatus = 
    task.run(inputs, dep, mapId, mapIndex, context)
}
