package org.apache.spark.sql.thermite.python

import java.io.DataOutputStream

import org.apache.arrow.vector.VectorSchemaRoot
import org.apache.arrow.vector.ipc.ArrowStreamWriter

import org.apache.spark.TaskContext
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.python.ArrowPythonRunner
import org.apache.spark.sql.thermite.arrow.NativeBatch
import org.apache.spark.sql.vectorized.ColumnarBatch

/** Spark's runners of Python functions over native batches, of which Python gets the columns `sent`. */
object PythonRunners {
  type Batches = Iterator[NativeBatch]

  def batches(
      work: PythonWork,
      sent: SentColumns,
      input: Batches,
      context: TaskContext): Iterator[ColumnarBatch] =
    new NativeArrowRunner(work, sent, input).compute(Iterator.empty, context.partitionId(), context)

  /** A group is one batch; Spark sends it as it sends other batches. */
  def groups(
      work: PythonWork,
      sent: SentColumns,
      input: Iterator[Batches],
      context: TaskContext): Iterator[ColumnarBatch] =
    batches(work, sent, input.flatMap(identity), context)

  def cogroups(
      work: PythonWork,
      left: SentGroups,
      right: SentGroups,
      input: Iterator[CoGroup],
      context: TaskContext): Iterator[ColumnarBatch] =
    new NativeCoGroupsRunner(work, left, right, input)
      .compute(Iterator.empty, context.partitionId(), context)
}

/**
 * Spark's runner, which sends `columns` of native `batches` as they are, where it would write rows to
 * vectors (`BasicPythonArrowInput`). They are asked for on its thread that writes.
 */
private final class NativeArrowRunner(
    work: PythonWork,
    columns: SentColumns,
    batches: Iterator[NativeBatch])
    extends ArrowPythonRunner(
      work.functions.map(_._1),
      work.evalType,
      work.offsets,
      work.schema,
      work.settings.timeZone,
      false,
      work.settings.worker,
      work.settings.metrics,
      work.settings.jobArtifactUUID) {

  override protected def writeIteratorToArrowStream(
      root: VectorSchemaRoot,
      writer: ArrowStreamWriter,
      dataOut: DataOutputStream,
      rows: Iterator[Iterator[InternalRow]]): Unit =
    batches.foreach { batch =>
      val before = dataOut.size()
      NativeVectors.load(root, batch.address, columns)
      writer.writeBatch()
      pythonMetrics("pythonDataSent") += dataOut.size() - before
    }
}
