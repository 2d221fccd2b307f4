package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.{AQEShuffleReadExec, BroadcastQueryStageExec, ShuffleQueryStageExec, TableCacheQueryStageExec}
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec
import org.apache.spark.sql.thermite.broadcast.{BroadcastLeaf, NativeBroadcastExchangeExec}
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.shuffle.{NativeShuffleExchangeExec, ShuffleLeaf}

/**
 * What builds its part of a block itself. A block begins at scans and exchanges, in whatever Spark wraps
 * them; others are native operators that are no operator of Spark's, or several.
 */
trait Leaf {
  def block(builder: BlockBuilder): Converted[Block]
}

object Leaves {
  def of(plan: SparkPlan): Option[Leaf] = plan match {
    case leaf: Leaf => Some(leaf)
    case AQEShuffleReadExec(stage: ShuffleQueryStageExec, specs) =>
      shuffle(stage.plan).map(ShuffleLeaf(_, stage.output, Some(specs.toArray)))
    case stage: TableCacheQueryStageExec => of(stage.plan)
    case stage: ShuffleQueryStageExec => shuffle(stage.plan).map(ShuffleLeaf(_, stage.output, None))
    case other =>
      shuffle(other)
        .map(ShuffleLeaf(_, other.output, None))
        .orElse(broadcast(other).map(BroadcastLeaf(_, other.output)))
  }

  /** Whether `plan` can stand below a native operator. */
  def isNative(plan: SparkPlan): Boolean = plan.isInstanceOf[NativeExec] || of(plan).isDefined

  private def shuffle(plan: SparkPlan): Option[NativeShuffleExchangeExec] = plan match {
    case exchange: NativeShuffleExchangeExec => Some(exchange)
    case ReusedExchangeExec(_, exchange: NativeShuffleExchangeExec) => Some(exchange)
    case _ => None
  }

  /** The native broadcast that `plan` is. */
  def broadcast(plan: SparkPlan): Option[NativeBroadcastExchangeExec] = plan match {
    case stage: BroadcastQueryStageExec => broadcast(stage.plan)
    case exchange: NativeBroadcastExchangeExec => Some(exchange)
    case ReusedExchangeExec(_, exchange: NativeBroadcastExchangeExec) => Some(exchange)
    case _ => None
  }
}
