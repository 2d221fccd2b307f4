package org.apache.spark.sql.thermite.python

import org.apache.spark.JobArtifactSet
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.expressions.PythonUDF
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.execution.python._
import org.apache.spark.sql.thermite.exec.BatchFormat
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator._
import org.apache.spark.sql.types.{StructField, StructType}
import org.apache.spark.sql.vectorized.ColumnarBatch

/**
 * Spark's `original` with Python functions between two native blocks: the one below gives the batches
 * that they get, the one above reads what they give, with the columns that they did not touch.
 */
abstract class NativePythonExec(python: SparkPlan) extends NativeOperatorExec(python) with Leaf {
  private val jobArtifactUUID = JobArtifactSet.getCurrentJobArtifactState.map(_.uuid)
  private val sessionUUID =
    Option(session).filter(_.sessionState.conf.pythonWorkerLoggingEnabled).map(_.sessionUUID)

  /** Spark's: of what goes to Python and comes back. */
  override lazy val metrics: Map[String, SQLMetric] = python.metrics

  protected def batches(): RDD[ColumnarBatch]

  protected def settings: PythonSettings = PythonSettings(
    conf.sessionLocalTimeZone,
    ArrowPythonRunner.getPythonRunnerConfMap(conf),
    metrics,
    jobArtifactUUID,
    sessionUUID,
    conf.pythonUDFProfiler)

  override protected def doExecuteColumnar(): RDD[ColumnarBatch] = {
    awaitSubqueries()
    batches()
  }

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.idOf(this)
    OperatorRegistry.converters(original.getClass).convert(original, Nil, Conversion(id, builder)).map {
      operator =>
        val parts = if (builder.executing) {
          val results = batches()
          builder.inputs(id) = (results, BatchFormat)
          results.partitions.map(split => Part(Nil, rows = Seq(id -> split)))
        } else Array.empty[Part]
        Block(operator, Partitions(parts))
    }
  }
}

/** What all runners of Python functions are given. */
final case class PythonSettings(
    timeZone: String,
    worker: Map[String, String],
    metrics: Map[String, SQLMetric],
    jobArtifactUUID: Option[String],
    sessionUUID: Option[String],
    profiler: Option[String])

/** Functions of rows: their results are columns beside the rows. */
final class NativeArrowEvalPythonExec(eval: ArrowEvalPythonExec) extends NativePythonExec(eval) {
  override protected def batches(): RDD[ColumnarBatch] = {
    val calls = PythonCalls(eval.udfs)
    val rows = SentRows.arguments(eval.child, calls.arguments)
    val task = new EvalTask(
      calls.functions,
      calls.places,
      calls.schema,
      rows.sent,
      eval.child.output.map(_.dataType).toArray,
      eval.resultAttrs.map(_.dataType),
      eval.evalType,
      settings)
    rows.rdd(conf).mapPartitionsInternal(task.run(_))
  }
}

/** Functions of batches, which give other rows. */
final class NativeMapInBatchExec(mapping: MapInBatchExec) extends NativePythonExec(mapping) {
  override protected def batches(): RDD[ColumnarBatch] = {
    val (function, evalType, isBarrier, profile) = MapTask.parts(mapping)
    val sent = SentRows.all(mapping.child)
    val task = new MapTask(
      function,
      evalType,
      mapping.child.schema,
      sent.sent,
      output,
      settings)
    val rows = sent.rdd(conf)
    val results =
      if (isBarrier) rows.barrier().mapPartitions(task.run(_)) else rows.mapPartitionsInternal(task.run(_))
    profile.fold(results)(results.withResources(_))
  }
}

/** Functions of groups, which give other rows. */
final class NativeFlatMapGroupsExec(groups: FlatMapGroupsInBatchExec) extends NativePythonExec(groups) {
  override protected def batches(): RDD[ColumnarBatch] = {
    val inStruct = groups.isInstanceOf[FlatMapGroupsInArrowExec]
    val rows = SentRows.grouped(groups.child, groups.groupingAttributes, inStruct)
    val columns = rows.sent.places.map(groups.child.output(_))
    val schema = DataTypeUtils.fromAttributes(columns.toSeq)
    val task = new GroupsTask(
      groups.func.asInstanceOf[PythonUDF],
      GroupsTask.places(columns, groups.groupingAttributes, groups.child.output),
      if (inStruct) StructType(Array(StructField("struct", schema))) else schema,
      rows.sent,
      output,
      settings)
    rows.rdd(conf).mapPartitionsInternal(task.run(_))
  }
}
