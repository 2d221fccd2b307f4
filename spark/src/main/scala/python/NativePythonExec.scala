package org.apache.spark.sql.thermite.python

import org.apache.spark.rdd.RDD
import org.apache.spark.resource.ResourceProfile
import org.apache.spark.sql.catalyst.expressions.{Attribute, PythonUDF}
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.execution.{SparkPlan, UnaryExecNode}
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.execution.python.ArrowEvalPythonExec
import org.apache.spark.sql.thermite.exec.{BatchFormat, InputFormat}
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator._
import org.apache.spark.sql.types.{StructField, StructType}
import org.apache.spark.sql.vectorized.ColumnarBatch

/**
 * Spark's `original` with Python functions between two native blocks: the one below gives the batches
 * that they get, the one above reads what they give, with the columns that they did not touch.
 */
abstract class NativePythonExec(python: SparkPlan) extends NativeOperatorExec(python) with Leaf {
  protected val settings: PythonSettings = PythonSettings.of(python)

  /** Spark's: of what goes to Python and comes back. */
  override lazy val metrics: Map[String, SQLMetric] = python.metrics

  protected def batches(): RDD[ColumnarBatch]

  /** What the block above reads. */
  protected def results(): (RDD[_], InputFormat) = (batches(), BatchFormat)

  override protected def doExecuteColumnar(): RDD[ColumnarBatch] = {
    awaitSubqueries()
    batches()
  }

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.idOf(this)
    OperatorRegistry.converters(original.getClass).convert(original, Nil, Conversion(id, builder)).map {
      operator =>
        val parts = if (builder.executing) {
          val (rdd, format) = results()
          builder.inputs(id) = (rdd, format)
          rdd.partitions.map(split => Part(Nil, rows = Seq(id -> split)))
        } else Array.empty[Part]
        Block(operator, Partitions(parts))
    }
  }
}

/** Functions of rows: their results are columns beside the rows. */
final class NativeArrowEvalPythonExec(eval: ArrowEvalPythonExec) extends NativePythonExec(eval) {
  override protected def batches(): RDD[ColumnarBatch] = {
    val calls = PythonCalls(eval.udfs)
    val rows = SentRows.arguments(eval.child, eval.child.output, calls.arguments)
    val task = new EvalTask(
      PythonWork(calls, eval.evalType, settings),
      rows.sent,
      eval.child.output.map(_.dataType).toArray,
      eval.resultAttrs.map(_.dataType))
    rows.rdd(conf).mapPartitionsInternal(task.run(_))
  }
}

/** How Spark calls a function of batches. */
final case class MapCall(
    function: PythonUDF,
    evalType: Int,
    isBarrier: Boolean,
    profile: Option[ResourceProfile])

/** Functions of batches, which give other rows. */
final class NativeMapInBatchExec(mapping: UnaryExecNode, call: MapCall)
    extends NativePythonExec(mapping) {
  override protected def batches(): RDD[ColumnarBatch] = {
    val sent = SentRows.all(mapping.child)
    val schema = StructType(Array(StructField("struct", mapping.child.schema)))
    val work = PythonWork(call.function, call.evalType, Array(0), schema, settings)
    val task = new MapTask(work, call.function.dataType, sent.sent, output)
    val rows = sent.rdd(conf)
    val results =
      if (call.isBarrier) rows.barrier().mapPartitions(task.run(_))
      else rows.mapPartitionsInternal(task.run(_))
    call.profile.fold(results)(results.withResources(_))
  }
}

/** How Spark calls a function of groups by `keys`, which gets their columns in a struct or side by side. */
final case class GroupsCall(function: PythonUDF, evalType: Int, keys: Seq[Attribute], inStruct: Boolean)

/** Functions of groups, which give other rows. */
final class NativeFlatMapGroupsExec(groups: UnaryExecNode, call: GroupsCall)
    extends NativePythonExec(groups) {
  override protected def batches(): RDD[ColumnarBatch] = {
    val rows = SentRows.grouped(groups.child, call.keys, call.inStruct)
    val columns = rows.sent.places.map(groups.child.output(_))
    val schema = DataTypeUtils.fromAttributes(columns.toSeq)
    val work = PythonWork(
      call.function,
      call.evalType,
      GroupsTask.places(columns, call.keys, groups.child.output),
      if (call.inStruct) StructType(Array(StructField("struct", schema))) else schema,
      settings)
    val task = new GroupsTask(work, rows.sent, output)
    rows.rdd(conf).mapPartitionsInternal(task.run(_))
  }
}
