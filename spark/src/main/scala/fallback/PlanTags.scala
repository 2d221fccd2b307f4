package org.apache.spark.sql.thermite.fallback

import org.apache.spark.sql.catalyst.trees.TreeNodeTag
import org.apache.spark.sql.execution.SparkPlan

/** What is known of an operator since it was planned, kept on the operator. */
object PlanTags {
  private val fallback = TreeNodeTag[Fallback]("thermite.fallback")
  private val jvmCode = TreeNodeTag[Seq[String]]("thermite.jvmCode")

  /** Why it stays on the JVM. */
  def set(plan: SparkPlan, reasons: Fallback): Unit = plan.setTagValue(fallback, reasons)

  def get(plan: SparkPlan): Option[Fallback] = plan.getTagValue(fallback)

  /**
   * The native plan of `original`, in which Spark's own code computes the functions of these names. It
   * has the tags of `original`, which Spark copies only to a node without any.
   */
  def withJvmCode[P <: SparkPlan](native: P, original: SparkPlan, names: Seq[String]): P = {
    native.copyTagsFrom(original)
    if (names.nonEmpty) native.setTagValue(jvmCode, names.distinct)
    native
  }

  def jvmCode(plan: SparkPlan): Seq[String] = plan.getTagValue(jvmCode).getOrElse(Nil)
}
