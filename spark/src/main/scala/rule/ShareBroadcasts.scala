package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.BroadcastQueryStageExec
import org.apache.spark.sql.execution.exchange.BroadcastExchangeExec
import org.apache.spark.sql.thermite.broadcast.NativeBroadcastExchangeExec
import org.apache.spark.sql.thermite.operator.{Leaves, RowInputs}

/**
 * What a native join and a join of the JVM both read is broadcast once, natively: Spark reuses an
 * exchange only where the whole of it is equal.
 */
object ShareBroadcasts {
  def apply(plan: SparkPlan): SparkPlan = {
    val native = plan.collect {
      case exchange: NativeBroadcastExchangeExec => exchange
      case stage: BroadcastQueryStageExec if Leaves.isNative(stage) => stage
    }
    if (native.isEmpty) plan
    else plan.transformUp { case exchange @ BroadcastExchangeExec(mode, child) =>
      val shared = NativeBroadcastExchangeExec(mode, RowInputs.input(child))
      if (native.exists(_.sameResult(shared))) shared else exchange
    }
  }
}
