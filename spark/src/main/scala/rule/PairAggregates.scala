package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.catalyst.expressions.aggregate.{Final, PartialMerge}
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.QueryStageExec
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec
import org.apache.spark.sql.thermite.operator.NativeOperatorExec

/** Partial, merge and final of one aggregate run in one place: their buffers differ. */
object PairAggregates {

  /** Whether an aggregate on the JVM would merge native buffers. */
  def isBroken(plan: SparkPlan): Boolean = plan.exists {
    case agg: BaseAggregateExec if merges(agg) => agg.children.exists(fedNatively)
    case _ => false
  }

  private def merges(agg: BaseAggregateExec): Boolean =
    agg.requiredChildDistributionExpressions.isDefined &&
      (agg.aggregateExpressions.isEmpty ||
        agg.aggregateExpressions.exists(a => a.mode == Final || a.mode == PartialMerge))

  /** Whether the first aggregate below is native. */
  private def fedNatively(plan: SparkPlan): Boolean = plan match {
    case native: NativeOperatorExec if native.original.isInstanceOf[BaseAggregateExec] => true
    case _: BaseAggregateExec => false
    case stage: QueryStageExec => fedNatively(stage.plan)
    case reused: ReusedExchangeExec => fedNatively(reused.child)
    case other => other.children.exists(fedNatively)
  }
}
