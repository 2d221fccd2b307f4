package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.catalyst.expressions.{Expression, InputFileBlockLength, InputFileBlockStart, InputFileName}
import org.apache.spark.sql.catalyst.trees.TreeNodeTag
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.execution.exchange.Exchange
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
