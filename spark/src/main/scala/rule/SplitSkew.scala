package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.catalyst.plans._
import org.apache.spark.sql.catalyst.rules.Rule
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.adaptive._
import org.apache.spark.sql.execution.exchange.{ENSURE_REQUIREMENTS, ValidateRequirements}
import org.apache.spark.sql.execution.joins.{ShuffledHashJoinExec, SortMergeJoinExec}
import org.apache.spark.sql.execution.metric.SQLShuffleWriteMetricsReporter.SHUFFLE_BYTES_WRITTEN
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.shuffle.NativeShuffleExchangeExec
import org.apache.spark.util.Utils

/**
 * Splits skewed partitions of joins over native shuffles as `OptimizeSkewedJoin`. Spark finds them by
 * the partitions' bytes in memory, but measures the pieces by the stored bytes of the map outputs, which
 * are several times fewer: it makes too few pieces, or none. Here both are bytes in memory.
 */
object SplitSkew extends Rule[SparkPlan] {

  override def apply(plan: SparkPlan): SparkPlan =
    if (!ThermiteConf.Enabled.get(conf) || !conf.getConf(SQLConf.SKEW_JOIN_ENABLED)) plan
    else {
      val split = plan.transformUp {
        case join @ SortMergeJoinExec(
              _, _, joinType, _, l @ SortExec(_, _, Side(left), _), r @ SortExec(_, _, Side(right), _), _) =>
          reads(left, right, joinType).fold(join) { case (newLeft, newRight) =>
            join.copy(left = l.copy(child = newLeft), right = r.copy(child = newRight), isSkewJoin = true)
          }
        case join @ ShuffledHashJoinExec(_, _, joinType, _, _, Side(left), Side(right), _) =>
          reads(left, right, joinType).fold(join) { case (newLeft, newRight) =>
            join.copy(left = newLeft, right = newRight, isSkewJoin = true)
          }
      }
      // A parent may rely on the partitions.
      if (split.fastEquals(plan) || ValidateRequirements.validate(split)) split else plan
    }

  /** A shuffled side of a join, which Spark may have split. */
  private final case class Side(stage: ShuffleQueryStageExec) {
    val sizes: Array[Long] = stage.mapStats.get.bytesByPartitionId
    private val threshold = math.max(
      conf.getConf(SQLConf.SKEW_JOIN_SKEWED_PARTITION_THRESHOLD),
      (Utils.median(sizes, false) * conf.getConf(SQLConf.SKEW_JOIN_SKEWED_PARTITION_FACTOR)).toLong)

    /** The size of a piece: that of the partitions that are not skewed, at least the advisory size. */
    private val target = {
      val advisory = conf.getConf(SQLConf.ADVISORY_PARTITION_SIZE_IN_BYTES)
      val others = sizes.filter(_ <= threshold)
      if (others.isEmpty) advisory else math.max(advisory, others.sum / others.length)
    }

    val exchange: Option[NativeShuffleExchangeExec] = stage.shuffle match {
      case native: NativeShuffleExchangeExec => Some(native)
      case _ => None
    }

    /** How many bytes in memory a stored byte becomes. */
    private val factor = exchange.fold(1.0) { native =>
      val stored = native.metrics(SHUFFLE_BYTES_WRITTEN).value
      if (stored == 0) 1.0 else math.max(1.0, native.metrics("dataSize").value.toDouble / stored)
    }

    def parts(partition: Int, canSplit: Boolean): Seq[ShufflePartitionSpec] = {
      val whole = CoalescedPartitionSpec(partition, partition + 1, sizes(partition))
      if (!canSplit || sizes(partition) <= threshold) Seq(whole)
      else {
        val stored = math.max(1L, (target / factor).toLong)
        ShufflePartitionsUtil
          .createSkewPartitionSpecs(stage.mapStats.get.shuffleId, partition, stored)
          .fold[Seq[ShufflePartitionSpec]](Seq(whole)) { pieces =>
            pieces.map(p => p.copy(dataSize = (p.dataSize * factor).toLong))
          }
      }
    }
  }

  private object Side {
    def unapply(plan: SparkPlan): Option[Side] = plan match {
      case stage: ShuffleQueryStageExec
          if stage.isMaterialized && stage.mapStats.isDefined &&
            stage.shuffle.shuffleOrigin == ENSURE_REQUIREMENTS =>
        Some(Side(stage))
      case AQEShuffleReadExec(stage, _) => unapply(stage)
      case _ => None
    }
  }

  /** The two sides' reads, each piece of a partition with each of the other side's. */
  private def reads(
      left: Side,
      right: Side,
      joinType: JoinType): Option[(AQEShuffleReadExec, AQEShuffleReadExec)] =
    if (left.exchange.isEmpty && right.exchange.isEmpty) None
    else {
      val pairs = for {
        partition <- left.sizes.indices
        l <- left.parts(partition, canSplitLeft(joinType))
        r <- right.parts(partition, canSplitRight(joinType))
      } yield (l, r)
      if (pairs.length == left.sizes.length) None
      else {
        val (l, r) = pairs.unzip
        Some((AQEShuffleReadExec(left.stage, l), AQEShuffleReadExec(right.stage, r)))
      }
    }

  private def canSplitLeft(joinType: JoinType): Boolean = joinType match {
    case _: InnerLike | LeftSemi | LeftAnti | LeftOuter => true
    case _ => false
  }

  private def canSplitRight(joinType: JoinType): Boolean = joinType match {
    case _: InnerLike | RightOuter => true
    case _ => false
  }
}
