package org.apache.spark.sql.thermite.fallback

import org.apache.spark.internal.Logging
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.{AdaptiveSparkPlanExec, QueryStageExec}
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec
import org.apache.spark.sql.thermite.operator.NativeExec

/** What of a plan is not native, and why: for the log and for EXPLAIN. */
object Explain extends Logging {

  /** One line for each operator on the JVM that has a reason, in the plan's order. */
  def reasons(plan: SparkPlan): Seq[String] = {
    val own = PlanTags.get(plan).toSeq.map { fallback =>
      s"${plan.nodeName} runs on the JVM: ${fallback.reasons.mkString("; ")}"
    }
    own ++ below(plan).flatMap(reasons)
  }

  /** The functions that Spark's own code computes inside native operators. */
  def jvmCode(plan: SparkPlan): Seq[String] =
    (PlanTags.jvmCode(plan) ++ below(plan).flatMap(jvmCode)).distinct

  /** The reasons as text for EXPLAIN. */
  def text(plan: SparkPlan): String = {
    val operators = reasons(plan) match {
      case Nil if isNative(plan) => Seq("Every operator runs natively.")
      case lines => lines
    }
    val functions = jvmCode(plan)
    val inside =
      if (functions.isEmpty) Nil
      else Seq(s"Spark's own code computes in native operators: ${functions.mkString(", ")}")
    (operators ++ inside).mkString("\n")
  }

  private def isNative(plan: SparkPlan): Boolean =
    plan.isInstanceOf[NativeExec] || below(plan).exists(isNative)

  private def below(plan: SparkPlan): Seq[SparkPlan] = plan match {
    case adaptive: AdaptiveSparkPlanExec => Seq(adaptive.executedPlan)
    case stage: QueryStageExec => Seq(stage.plan)
    case _: ReusedExchangeExec => Nil
    case other => other.children ++ other.subqueries
  }

  def log(plan: SparkPlan, what: String): Unit = what match {
    case "native" => logInfo(s"Thermite runs\n${plan.treeString}")
    case "fallback" =>
      val lines = reasons(plan)
      if (lines.nonEmpty) logWarning(lines.mkString("Thermite leaves on the JVM:\n  ", "\n  ", ""))
    case _ =>
  }
}
