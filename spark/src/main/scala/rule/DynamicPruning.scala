package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.catalyst.expressions.{BindReferences, DynamicPruningExpression}
import org.apache.spark.sql.catalyst.optimizer.{BuildLeft, BuildRight}
import org.apache.spark.sql.catalyst.trees.TreePattern.{DYNAMIC_PRUNING_EXPRESSION, IN_SUBQUERY_EXEC}
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec
import org.apache.spark.sql.execution.exchange.BroadcastExchangeExec
import org.apache.spark.sql.execution.joins.{BroadcastHashJoinExec, HashedRelationBroadcastMode, HashJoin}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.broadcast.{NativeBroadcastExchangeExec, NativeSubqueryBroadcastExec}
import org.apache.spark.sql.thermite.operator.{Leaves, NativeOperatorExec}
import org.apache.spark.sql.thermite.shim.{PruningKeys, Shims}

/**
 * Lets a scan prune its partitions by the keys of a native broadcast, which a join reads as well.
 * Spark looks for its own joins (`PlanDynamicPruningFilters`, `PlanAdaptiveDynamicPruningFilters`).
 */
object DynamicPruning {
  def apply(plan: SparkPlan): SparkPlan =
    if (!SQLConf.get.exchangeReuseEnabled) plan
    else {
      lazy val broadcasts = plan.collect { case native: NativeOperatorExec =>
        native.original match {
          case join: BroadcastHashJoinExec if join.buildSide == BuildLeft => Some(join.left)
          case join: BroadcastHashJoinExec if join.buildSide == BuildRight => Some(join.right)
          case _ => None
        }
      }.flatten
      plan.transformAllExpressionsWithPruning(
        _.containsAllPatterns(DYNAMIC_PRUNING_EXPRESSION, IN_SUBQUERY_EXEC)) {
        case DynamicPruningExpression(in: InSubqueryExec) =>
          val native = Shims.pruningKeys(in.plan).flatMap(find(_, broadcasts))
          DynamicPruningExpression(native.fold(in)(in.withNewPlan))
      }
    }

  /** `keys` of the one of `broadcasts` that has them. */
  private def find(keys: PruningKeys, broadcasts: Seq[SparkPlan]): Option[BaseSubqueryExec] =
    keys.child match {
      case adaptive: AdaptiveSparkPlanExec =>
        val rows = adaptive.executedPlan
        val packed =
          BindReferences.bindReferences(HashJoin.rewriteKeyExpr(keys.buildKeys), rows.output)
        val exchange = NativeBroadcastExchangeExec(HashedRelationBroadcastMode(packed), rows)
        if (keys.buildKeys.isEmpty || !broadcasts.exists(_.sameResult(exchange))) None
        else {
          rows.logicalLink.foreach(exchange.setLogicalLink)
          Some(subquery(keys, adaptive.copy(inputPlan = exchange, supportsColumnar = true)))
        }
      case BroadcastExchangeExec(mode, rows) =>
        val native = columnar(rows)
        val exchange = NativeBroadcastExchangeExec(mode, native)
        if (Leaves.isNative(native) && broadcasts.exists(_.sameResult(exchange)))
          Some(subquery(keys, exchange))
        else None
      case _ => None
    }

  /** What the subquery's plan does before it makes rows. */
  private def columnar(plan: SparkPlan): SparkPlan = plan match {
    case WholeStageCodegenExec(child) => columnar(child)
    case InputAdapter(child) => columnar(child)
    case transition: ColumnarToRowTransition => columnar(transition.child)
    case other => other
  }

  private def subquery(keys: PruningKeys, broadcast: SparkPlan): BaseSubqueryExec =
    NativeSubqueryBroadcastExec(keys.name, keys.indices, keys.buildKeys, broadcast)
}
