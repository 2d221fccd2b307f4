package org.apache.spark.sql.thermite.python

import org.apache.spark.TaskContext
import org.apache.spark.sql.execution.python.{ArrowPythonRunner, ArrowPythonWithNamedArgumentRunner}
import org.apache.spark.sql.execution.python.EvalPythonExec.ArgumentMetadata
import org.apache.spark.sql.thermite.arrow.NativeBatch
import org.apache.spark.sql.vectorized.ColumnarBatch

/** Spark's runners of Python functions over native batches, of which Python gets the columns `sent`. */
object PythonRunners {
  type Batches = Iterator[NativeBatch]

  def batches(
      work: PythonWork,
      sent: SentColumns,
      input: Batches,
      context: TaskContext): Iterator[ColumnarBatch] = {
    val runner =
      if (work.named) new Named(work) with NativeArrowInput {
        override protected def batches: Batches = input
        override protected def columns: SentColumns = sent
      }
      else new Unnamed(work) with NativeArrowInput {
        override protected def batches: Batches = input
        override protected def columns: SentColumns = sent
      }
    runner.compute(Iterator.empty, context.partitionId(), context)
  }

  def groups(
      work: PythonWork,
      sent: SentColumns,
      input: Iterator[Batches],
      context: TaskContext): Iterator[ColumnarBatch] = {
    val runner =
      if (work.named) new Named(work) with NativeGroupsInput {
        override protected def groups: Iterator[Batches] = input
        override protected def columns: SentColumns = sent
      }
      else new Unnamed(work) with NativeGroupsInput {
        override protected def groups: Iterator[Batches] = input
        override protected def columns: SentColumns = sent
      }
    runner.compute(Iterator.empty, context.partitionId(), context)
  }

  def cogroups(
      work: PythonWork,
      left: SentGroups,
      right: SentGroups,
      input: Iterator[CoGroup],
      context: TaskContext): Iterator[ColumnarBatch] =
    new NativeCoGroupsRunner(work, left, right, input)
      .compute(Iterator.empty, context.partitionId(), context)

  private abstract class Named(work: PythonWork)
      extends ArrowPythonWithNamedArgumentRunner(
        work.functions,
        work.evalType,
        work.places.map(_.map(argument => ArgumentMetadata(argument.place, argument.name))),
        work.schema,
        work.settings.timeZone,
        false,
        work.settings.worker,
        work.settings.metrics,
        work.settings.jobArtifactUUID,
        work.settings.sessionUUID,
        work.settings.profiler)

  private abstract class Unnamed(work: PythonWork)
      extends ArrowPythonRunner(
        work.functions,
        work.evalType,
        work.offsets,
        work.schema,
        work.settings.timeZone,
        false,
        work.settings.worker,
        work.settings.metrics,
        work.settings.jobArtifactUUID,
        work.settings.sessionUUID,
        work.settings.profiler)
}
