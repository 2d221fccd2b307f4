package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.{MapOutputTrackerMaster, ShuffleDependency, SparkEnv, TaskContext}
import org.apache.spark.sql.execution._
import org.apache.spark.sql.thermite.exec.{LeafPartition, TaskHost}
import org.apache.spark.sql.thermite.proto

/** The blocks that one task reads: ShuffledRowRDD's ranges of reducers and mappers. */
final case class ShufflePartition(
    operatorId: Int,
    shuffleId: Int,
    spec: ShufflePartitionSpec)(@transient dependency: ShuffleDependency[_, _, _])
    extends LeafPartition {

  /** `ShuffledRowRDD.getPreferredLocations`. */
  override def preferredLocations: Seq[String] = {
    val tracker = SparkEnv.get.mapOutputTracker.asInstanceOf[MapOutputTrackerMaster]
    spec match {
      case CoalescedPartitionSpec(start, end, _) =>
        (start until end).flatMap(tracker.getPreferredLocationsForShuffle(dependency, _))
      case PartialReducerPartitionSpec(_, start, end, _) =>
        tracker.getMapLocation(dependency, start, end)
      case PartialMapperPartitionSpec(map, _, _) => tracker.getMapLocation(dependency, map, map + 1)
      case CoalescedMapperPartitionSpec(start, end, _) =>
        tracker.getMapLocation(dependency, start, end)
    }
  }

  private def range: BlockRange = spec match {
    case CoalescedPartitionSpec(start, end, _) => BlockRange(0, Int.MaxValue, start, end)
    case PartialReducerPartitionSpec(reducer, start, end, _) =>
      BlockRange(start, end, reducer, reducer + 1)
    case PartialMapperPartitionSpec(map, start, end) => BlockRange(map, map + 1, start, end)
    case CoalescedMapperPartitionSpec(start, end, reducers) => BlockRange(start, end, 0, reducers)
  }

  override def open(host: TaskHost, context: TaskContext): proto.LeafInput = {
    val temporary = context.taskMetrics().createTempShuffleReadMetrics()
    val reporter = new RowReadReporter(temporary, host.metrics(operatorId))
    val dependency = host.shuffles(shuffleId)
    val segments = proto.Segments.newBuilder()
    if (SparkShuffle.isUsed(SparkEnv.get.shuffleManager)) {
      val blocks = new BlockInput(range, dependency, context, reporter)
      host.addShuffle(operatorId, blocks)
      blocks.segments.foreach(segments.addSegments(_))
      segments.setHasStreams(blocks.hasStreams)
    } else {
      host.addShuffle(operatorId, new RecordInput(range, dependency, context, reporter))
      segments.setHasStreams(true)
    }
    proto.LeafInput.newBuilder().setOperatorId(operatorId).setSegments(segments).build()
  }
}

/** Blocks of maps and reducers, each from the first until the end. */
final case class BlockRange(firstMap: Int, endMap: Int, firstReducer: Int, endReducer: Int)
