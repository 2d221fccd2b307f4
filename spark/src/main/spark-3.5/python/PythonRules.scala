package org.apache.spark.sql.thermite.python

import org.apache.spark.JobArtifactSet
import org.apache.spark.internal.config.ConfigEntry
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.execution.python.ArrowPythonRunner
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.types.DataType

/** What all runners of Python functions are given. */
final case class PythonSettings(
    timeZone: String,
    worker: Map[String, String],
    metrics: Map[String, SQLMetric],
    jobArtifactUUID: Option[String])

object PythonSettings {
  def of(plan: SparkPlan): PythonSettings = PythonSettings(
    plan.conf.sessionLocalTimeZone,
    ArrowPythonRunner.getPythonRunnerConfMap(plan.conf),
    plan.metrics,
    JobArtifactSet.getCurrentJobArtifactState.map(_.uuid))
}

/** What Spark 3.5 sends to Python, and how it looks at what comes back. */
object PythonRules {

  /** The bytes after which a batch ends. */
  def maxBytes(conf: SQLConf): Option[Long] = None

  /** Whether a group is sent in batches of as many rows as others; it is one batch. */
  def cutsGroups: Boolean = false

  /** Where a worker is told which frames of windows are bounded. */
  def frameKinds: String = "pandas_window_bound_types"

  /**
   * Settings under which native arrays are not what Spark would write. Without a limit it sends a batch
   * of no rows where there are none.
   */
  def obstacles(conf: SQLConf): Seq[ConfigEntry[_]] = Seq[(ConfigEntry[_], Boolean)](
    SQLConf.ARROW_EXECUTION_USE_LARGE_VAR_TYPES -> conf.arrowUseLargeVarTypes,
    SQLConf.ARROW_EXECUTION_MAX_RECORDS_PER_BATCH -> (conf.arrowMaxRecordsPerBatch <= 0))
    .collect { case (entry, true) => entry }

  /** `ArrowEvalPythonExec`. */
  def checkEvaluated(declared: Seq[DataType], actual: Seq[DataType]): Unit =
    assert(
      declared == actual,
      "Invalid schema from pandas_udf: " +
        s"expected ${declared.mkString(", ")}, got ${actual.mkString(", ")}")

  /** `MapInBatchEvaluatorFactory` looks at no types. */
  def checkMapped(evalType: Int, declared: DataType, actual: DataType): Unit = ()
}
