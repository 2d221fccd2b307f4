package org.apache.spark.sql.thermite.python

import java.io.DataOutputStream
import java.nio.channels.Channels

import org.apache.arrow.vector.VectorSchemaRoot
import org.apache.arrow.vector.ipc.{ArrowStreamWriter, WriteChannel}
import org.apache.arrow.vector.ipc.message.MessageSerializer

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.python.RowInputArrowPythonRunner
import org.apache.spark.sql.thermite.arrow.NativeBatch

/**
 * A runner of Spark's that sends `columns` of native `batches` as they are, where Spark would write
 * rows to vectors (`BatchedPythonArrowInput`). The schema, the compression and all else are Spark's.
 */
trait NativeArrowInput extends RowInputArrowPythonRunner {
  protected def batches: Iterator[NativeBatch]

  protected def columns: SentColumns

  override protected def writeNextBatchToArrowStream(
      root: VectorSchemaRoot,
      writer: ArrowStreamWriter,
      dataOut: DataOutputStream,
      rows: Iterator[Iterator[InternalRow]]): Boolean =
    if (batches.hasNext) {
      val before = dataOut.size()
      NativeVectors.load(root, batches.next().address, columns)
      val message = unloader.getRecordBatch()
      try MessageSerializer.serialize(new WriteChannel(Channels.newChannel(dataOut)), message)
      finally message.close()
      pythonMetrics("pythonDataSent") += dataOut.size() - before
      true
    } else {
      close()
      false
    }
}
