package org.apache.spark.shuffle.thermite

import org.apache.spark.{ShuffleDependency, SparkEnv}
import org.apache.spark.shuffle.{IndexShuffleBlockResolver, ShuffleBlockPusher}

/** Spark's pusher, which only the package of its shuffles may call. */
object BlockPush {
  /** `ShuffleWriteProcessor.write`: pushes the partitions to where they are merged. */
  def push(
      dep: ShuffleDependency[_, _, _],
      mapId: Long,
      mapIndex: Int,
      lengths: Array[Long]): Unit = {
    val env = SparkEnv.get
    if (dep.shuffleMergeAllowed && dep.getMergerLocs.isEmpty) {
      val mergers = env.mapOutputTracker.getShufflePushMergerLocations(dep.shuffleId)
      if (mergers.nonEmpty) dep.setMergerLocs(mergers)
    }
    if (!dep.shuffleMergeFinalized) {
      env.shuffleManager.shuffleBlockResolver match {
        case resolver: IndexShuffleBlockResolver =>
          val file = resolver.getDataFile(dep.shuffleId, mapId)
          new ShuffleBlockPusher(env.conf).initiateBlockPush(file, lengths, dep, mapIndex)
        case _ =>
      }
    }
  }
}
