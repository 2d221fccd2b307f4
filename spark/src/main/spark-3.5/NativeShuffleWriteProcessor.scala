package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.{Partition, ShuffleDependency, TaskContext}
import org.apache.spark.rdd.RDD
import org.apache.spark.scheduler.MapStatus
import org.apache.spark.shuffle.ShuffleWriteProcessor
import org.apache.spark.sql.execution.metric.SQLMetric

/** Spark's call of a map task. */
final class NativeShuffleWriteProcessor(metrics: Map[String, SQLMetric]) extends ShuffleWriteProcessor {
  private val task = new MapTask(metrics)

  override def write(
      rdd: RDD[_],
      dep: ShuffleDependency[_, _, _],
      mapId: Long,
      context: TaskContext,
      partition: Partition): MapStatus =
    task.run(rdd.iterator(partition, context), dep, mapId, partition.index, context)
}
