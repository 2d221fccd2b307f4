package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.execution.{SparkPlan, UnionExec}
import org.apache.spark.sql.execution.adaptive._
import org.apache.spark.sql.execution.exchange.ShuffleOrigin
import org.apache.spark.sql.execution.joins.{BroadcastHashJoinExec, BroadcastNestedLoopJoinExec}
import org.apache.spark.sql.thermite.operator.{NativeOperatorExec, RowInputExec}

/**
 * How a stage reads its shuffles. Spark's rules know its own joins and unions, so they are shown the
 * operators that the native ones stand for; what they choose for a shuffle is taken over.
 */
sealed trait AdaptiveReads extends AQEShuffleReadRule {
  override protected def supportedShuffleOrigins: Seq[ShuffleOrigin] = Nil

  /** Spark's rule. */
  protected def choose(plan: SparkPlan): SparkPlan

  override def apply(plan: SparkPlan): SparkPlan =
    if (!plan.exists(isUnknown)) plan
    else {
      val reads = choose(asSpark(plan)).collect {
        case read @ AQEShuffleReadExec(stage: ShuffleQueryStageExec, _) => stage.id -> read
      }
      AdaptiveReads.replace(plan, reads.toMap)
    }

  /** Whether Spark's rules treat the operator in a way of its own. */
  private def isUnknown(plan: SparkPlan): Boolean = plan match {
    case native: NativeOperatorExec =>
      native.original match {
        case _: UnionExec | _: BroadcastHashJoinExec | _: BroadcastNestedLoopJoinExec => true
        case _ => false
      }
    case _ => false
  }

  private def asSpark(plan: SparkPlan): SparkPlan = plan.transformUp {
    case native: NativeOperatorExec => native.original
    case RowInputExec(rows) => rows
  }
}

object AdaptiveReads {
  /** `plan` with these reads of its shuffles, by stage; other shuffles are read partition by partition. */
  private def replace(plan: SparkPlan, reads: Map[Int, AQEShuffleReadExec]): SparkPlan = plan match {
    case AQEShuffleReadExec(stage: ShuffleQueryStageExec, _) => reads.getOrElse(stage.id, stage)
    case stage: ShuffleQueryStageExec => reads.getOrElse(stage.id, stage)
    case other => other.mapChildren(replace(_, reads))
  }

  /** Joins small partitions. What Spark's run of the rule has chosen without the operators is undone. */
  final class Coalesce(session: SparkSession) extends AdaptiveReads {
    private val rule = CoalesceShufflePartitions(session)

    override protected def choose(plan: SparkPlan): SparkPlan = {
      val isSplit = plan.exists {
        case read: AQEShuffleReadExec => read.hasSkewedPartition
        case _ => false
      }
      rule(if (isSplit) plan else replace(plan, Map.empty))
    }
  }

  /** Reads whole map outputs where no operator needs the partitions. */
  object Local extends AdaptiveReads {
    override protected def choose(plan: SparkPlan): SparkPlan = OptimizeShuffleWithLocalRead(plan)
  }
}
