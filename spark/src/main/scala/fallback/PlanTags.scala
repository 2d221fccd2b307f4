package org.apache.spark.sql.thermite.fallback

import org.apache.spark.sql.catalyst.trees.TreeNodeTag
import org.apache.spark.sql.execution.SparkPlan

/** Why an operator stays on the JVM, kept on the operator. */
object PlanTags {
  private val tag = TreeNodeTag[Fallback]("thermite.fallback")

  def set(plan: SparkPlan, fallback: Fallback): Unit = plan.setTagValue(tag, fallback)

  def get(plan: SparkPlan): Option[Fallback] = plan.getTagValue(tag)
}
