package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.catalyst.expressions.aggregate.{Final, PartialMerge}
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.QueryStageExec
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec
import org.apache.spark.sql.thermite.operator.NativeOperatorExec

/** Partial, merge and final of one aggregate run in one place: their buffers differ. */
object PairAggregates {

  /** Whether an aggregate would merge the buffers of one that runs elsewhere. */
  def isBroken(plan: SparkPlan): Boolean = plan.exists {
    case agg: BaseAggregateExec => merges(agg) && isFed(agg, natively = true)
    case Native(agg) => merges(agg) && isFed(agg, natively = false)
    case _ => false
  }

  private def merges(agg: BaseAggregateExec): Boolean =
    agg.requiredChildDistributionExpressions.isDefined &&
      (agg.aggregateExpressions.isEmpty ||
        agg.aggregateExpressions.exists(a => a.mode == Final || a.mode == PartialMerge))

  /** Whether the first aggregate below runs as `natively` says. */
  private def isFed(agg: BaseAggregateExec, natively: Boolean): Boolean = {
    def first(plan: SparkPlan): Option[Boolean] = plan match {
      case Native(_) => Some(true)
      case _: BaseAggregateExec => Some(false)
      case stage: QueryStageExec => first(stage.plan)
      case reused: ReusedExchangeExec => first(reused.child)
      case other => other.children.flatMap(first).headOption
    }
    agg.children.flatMap(first).headOption.contains(natively)
  }

  private object Native {
    def unapply(plan: SparkPlan): Option[BaseAggregateExec] = plan match {
      case native: NativeOperatorExec =>
        native.original match {
          case agg: BaseAggregateExec => Some(agg)
          case _ => None
        }
      case _ => None
    }
  }
}
