package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.catalyst.expressions.{Expression, InputFileBlockLength, InputFileBlockStart, InputFileName}
import org.apache.spark.sql.catalyst.trees.TreeNodeTag
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.execution.command.DataWritingCommandExec
import org.apache.spark.sql.execution.datasources.WriteFilesExec
import org.apache.spark.sql.execution.datasources.v2.V2TableWriteExec
import org.apache.spark.sql.execution.exchange.Exchange
import org.apache.spark.sql.execution.window.WindowExecBase
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.shim.Shims

/** Operators that stay on the JVM for what others of their plan need, marked before any is replaced. */
object KeepOnJvm {
  private val tag = TreeNodeTag[Fallback]("thermite.jvm")

  def mark(plan: SparkPlan): Unit = {
    plan.find(Shims.keepsState).foreach { state =>
      val reason = Fallback(s"the query keeps state between its batches (${state.nodeName})")
      plan.foreach { operator =>
        // What is kept is Spark's own: buffers of aggregates, and what works on the state's rows.
        if (operator.isInstanceOf[BaseAggregateExec] || operator.exists(Shims.keepsState)) {
          operator.setTagValue(tag, reason)
        }
      }
    }
    plan.foreach { operator =>
      operator.expressions.flatMap(_.find(isInputFile)).headOption.foreach { function =>
        below(operator, Fallback(s"${function.prettyName}() is of the file that the JVM is reading"))
      }
    }
    if (plan.exists(_.isInstanceOf[CollectMetricsExec])) plan.foreach { operator =>
      if (!readsAll(operator) && operator.children.exists(isObserved)) {
        val reason = Fallback(s"${operator.nodeName} decides which rows are observed below it")
        observed(operator, reason)
      }
    }
  }

  /** Whether the operator reads its whole input, whatever the rows are. */
  private def readsAll(plan: SparkPlan): Boolean = plan match {
    case _: ProjectExec | _: FilterExec | _: SortExec | _: BaseAggregateExec | _: WindowExecBase |
        _: UnionExec | _: CollectMetricsExec | _: Exchange | _: AdaptiveSparkPlanExec |
        _: TakeOrderedAndProjectExec | _: ColumnarToRowTransition | _: WriteFilesExec |
        _: DataWritingCommandExec | _: V2TableWriteExec =>
      true
    case _ => false
  }

  private def isObserved(plan: SparkPlan): Boolean = plan match {
    case _: CollectMetricsExec => true
    case _: Exchange => false
    case other => other.children.exists(isObserved)
  }

  /** All operators from `plan` down to those that observe rows. */
  private def observed(plan: SparkPlan, reason: Fallback): Unit = if (isObserved(plan)) {
    plan.setTagValue(tag, reason)
    plan.children.foreach(observed(_, reason))
  }

  def reason(plan: SparkPlan): Option[Fallback] = plan.getTagValue(tag)

  /** The operators whose rows `plan` computes in the same task. */
  private def below(plan: SparkPlan, reason: Fallback): Unit = {
    plan.setTagValue(tag, reason)
    plan.children.filterNot(_.isInstanceOf[Exchange]).foreach(below(_, reason))
  }

  private def isInputFile(expr: Expression): Boolean = expr match {
    case _: InputFileName | _: InputFileBlockStart | _: InputFileBlockLength => true
    case _ => false
  }
}
