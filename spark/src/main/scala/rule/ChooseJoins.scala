package org.apache.spark.sql.thermite.rule

import org.apache.spark.MapOutputStatistics
import org.apache.spark.sql.catalyst.optimizer.{BuildLeft, BuildRight, BuildSide}
import org.apache.spark.sql.execution.{CoalescedPartitionSpec, PartialReducerPartitionSpec, SparkPlan}
import org.apache.spark.sql.execution.adaptive.{AQEShuffleReadExec, ShuffleQueryStageExec}
import org.apache.spark.sql.execution.joins.{ShuffledHashJoinExec, SortMergeJoinExec}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.convert.CollatedStrings

/**
 * Turns a sort-merge join into a shuffled hash join where its smaller side fits: by the bytes of its
 * largest partition once the side has been shuffled, before that by the planner's estimate. Under AQE
 * the join is planned again when both sides have been shuffled, so what counts is measured.
 */
object ChooseJoins {
  /** `join` as a hash join, if its smaller side fits. Spark itself cannot run all that come of it. */
  def hash(join: SortMergeJoinExec): Option[ShuffledHashJoinExec] = {
    val conf = SQLConf.get
    // Spark's hash joins want keys that are equal byte by byte, as those of their exchanges are then.
    if (!(join.leftKeys ++ join.rightKeys).forall(key => CollatedStrings.isBinary(key.dataType))) return None
    val limit = ThermiteConf.HashJoin.get(conf) match {
      case "never" => return None
      case "always" => Long.MaxValue
      case _ => ThermiteConf.MaxBuildSize.get(conf)
    }
    val (left, right) = (EnsureOrdering.unsorted(join.left), EnsureOrdering.unsorted(join.right))
    val side = if (total(left) < total(right)) BuildLeft else BuildRight
    val size = if (side == BuildLeft) largest(left, conf) else largest(right, conf)
    if (size <= limit) Some(hash(join, side, left, right)) else None
  }

  private def hash(
      join: SortMergeJoinExec,
      side: BuildSide,
      left: SparkPlan,
      right: SparkPlan): ShuffledHashJoinExec = {
    val hash = ShuffledHashJoinExec(
      join.leftKeys,
      join.rightKeys,
      join.joinType,
      side,
      join.condition,
      left,
      right,
      join.isSkewJoin)
    // As the exchanges below came later, they must not get the join's link: AQE would take the join
    // for their stage.
    hash.copyTagsFrom(join)
    hash
  }

  /** What a side's shuffle wrote, once it has run. */
  private def written(plan: SparkPlan): Option[MapOutputStatistics] = plan match {
    case stage: ShuffleQueryStageExec if stage.isMaterialized => stage.mapStats
    case AQEShuffleReadExec(stage, _) => written(stage)
    case _ => None
  }

  private def total(plan: SparkPlan): BigInt =
    written(plan) match {
      case Some(stats) => BigInt(stats.bytesByPartitionId.sum)
      case None => plan.logicalLink.map(_.stats.sizeInBytes).getOrElse(BigInt(Long.MaxValue))
    }

  private def largest(plan: SparkPlan, conf: SQLConf): Long =
    tasks(plan) match {
      case Some(bytes) if bytes.nonEmpty =>
        // AQE joins small partitions up to its advisory size.
        val advisory = conf.getConf(SQLConf.ADVISORY_PARTITION_SIZE_IN_BYTES)
        math.max(bytes.max, math.min(advisory, bytes.sum))
      case Some(_) => 0L
      case None =>
        val share = total(plan) / plan.outputPartitioning.numPartitions.max(1)
        if (share.isValidLong) share.toLong else Long.MaxValue
    }

  /** What each task reads of a side's shuffle that has run: pieces, where partitions are skewed. */
  private def tasks(plan: SparkPlan): Option[Seq[Long]] = plan match {
    case AQEShuffleReadExec(_, specs) if specs.exists(_.isInstanceOf[PartialReducerPartitionSpec]) =>
      Some(specs.collect {
        case piece: PartialReducerPartitionSpec => piece.dataSize
        case CoalescedPartitionSpec(_, _, Some(bytes)) => bytes
      })
    case other => written(other).map(_.bytesByPartitionId.toSeq)
  }
}
