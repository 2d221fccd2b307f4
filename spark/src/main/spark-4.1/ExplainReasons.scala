package org.apache.spark.sql.thermite.fallback

import org.apache.spark.sql.ExtendedExplainGenerator
import org.apache.spark.sql.execution.SparkPlan

/** Adds the reasons to EXPLAIN, as a provider of `spark.sql.extendedExplainProviders`. */
class ExplainReasons extends ExtendedExplainGenerator {
  override def title: String = "Thermite"

  override def generateExtendedInfo(plan: SparkPlan): String = Explain.text(plan)
}
