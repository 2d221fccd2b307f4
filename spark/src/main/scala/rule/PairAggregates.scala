package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.catalyst.expressions.aggregate.{Final, PartialMerge}
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.QueryStageExec
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec
import org.apache.spark.sql.thermite.operator.NativeAggregateExec

/** Partial, merge and final of one aggregate run in one place: their buffers differ. */
object PairAggregates {

  /** Whether an aggregate would merge the buffers of one that runs elsewhere. */
  def isBroken(plan: SparkPlan): Boolean = plan.exists {
    case native: NativeAggregateExec => merges(native) && isFed(native, natively = false)
    case agg: BaseAggregateExec => merges(agg) && isFed(agg, natively = true)
    case _ => false
  }

  private def merges(agg: BaseAggregateExec): Boolean =
    agg.requiredChildDistributionExpressions.isDefined &&
      (agg.aggregateExpressions.isEmpty ||
        agg.aggregateExpressions.exists(a => a.mode == Final || a.mode == PartialMerge))

  /** Whether the first aggregate below runs as `natively` says. */
  private def isFed(agg: BaseAggregateExec, natively: Boolean): Boolean = {
    def first(plan: SparkPlan): Option[Boolean] = plan match {
      case _: NativeAggregateExec => Some(true)
      case _: BaseAggregateExec => Some(false)
      case stage: QueryStageExec => first(stage.plan)
      case reused: ReusedExchangeExec => first(reused.child)
      case other => other.children.flatMap(first).headOption
    }
    agg.children.flatMap(first).headOption.contains(natively)
  }
}
