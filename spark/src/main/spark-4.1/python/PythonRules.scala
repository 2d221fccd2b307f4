package org.apache.spark.sql.thermite.python

import org.apache.spark.JobArtifactSet
import org.apache.spark.api.python.PythonEvalType
import org.apache.spark.internal.config.ConfigEntry
import org.apache.spark.sql.errors.QueryExecutionErrors
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.execution.python.ArrowPythonRunner
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.types.{DataType, UserDefinedType}

/** What all runners of Python functions are given. */
final case class PythonSettings(
    timeZone: String,
    worker: Map[String, String],
    metrics: Map[String, SQLMetric],
    jobArtifactUUID: Option[String],
    sessionUUID: Option[String],
    profiler: Option[String])

object PythonSettings {
  def of(plan: SparkPlan): PythonSettings = PythonSettings(
    plan.conf.sessionLocalTimeZone,
    ArrowPythonRunner.getPythonRunnerConfMap(plan.conf),
    plan.metrics,
    JobArtifactSet.getCurrentJobArtifactState.map(_.uuid),
    Option(plan.session).filter(_.sessionState.conf.pythonWorkerLoggingEnabled).map(_.sessionUUID),
    plan.conf.pythonUDFProfiler)
}

/** What Spark 4.1 sends to Python, and how it looks at what comes back. */
object PythonRules {

  /** The bytes after which a batch ends. */
  def maxBytes(conf: SQLConf): Option[Long] =
    Some(conf.arrowMaxBytesPerBatch).filter(_ != Int.MaxValue)

  /** Whether a group is sent in batches of as many rows as others. */
  def cutsGroups: Boolean = true

  /** Where a worker is told which frames of windows are bounded. */
  def frameKinds: String = "window_bound_types"

  /**
   * Settings under which native arrays are not what Spark would write, or what comes back are not
   * batches of Python: Spark cuts rows out of them twice (`SliceRecordsArrowOutputProcessorImpl`).
   */
  def obstacles(conf: SQLConf): Seq[ConfigEntry[_]] = Seq(
    SQLConf.ARROW_EXECUTION_USE_LARGE_VAR_TYPES -> conf.arrowUseLargeVarTypes,
    SQLConf.ARROW_EXECUTION_MAX_RECORDS_PER_OUTPUT_BATCH -> (conf.arrowMaxRecordsPerOutputBatch > 0),
    SQLConf.ARROW_EXECUTION_MAX_BYTES_PER_OUTPUT_BATCH -> (conf.arrowMaxBytesPerOutputBatch > 0))
    .collect { case (entry, true) => entry }

  /** `ArrowEvalPythonEvaluatorFactory`. */
  def checkEvaluated(declared: Seq[DataType], actual: Seq[DataType]): Unit = {
    val types = declared.map(_.transformRecursively { case udt: UserDefinedType[_] => udt.sqlType })
    if (!DataType.equalsIgnoreCompatibleCollation(types, actual)) {
      throw QueryExecutionErrors.arrowDataTypeMismatchError("pandas_udf()", types, actual)
    }
  }

  /** `MapInBatchEvaluatorFactory`. */
  def checkMapped(evalType: Int, declared: DataType, actual: DataType): Unit =
    if (SQLConf.get.pysparkArrowValidateSchema &&
      !DataType.equalsIgnoreCompatibleNullability(from = actual, to = declared)) {
      val name = PythonEvalType.toString(evalType)
      throw QueryExecutionErrors.arrowDataTypeMismatchError(name, Seq(declared), Seq(actual))
    }
}
