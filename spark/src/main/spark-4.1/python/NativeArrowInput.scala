package org.apache.spark.sql.thermite.python

import java.io.DataOutputStream
import java.nio.channels.Channels

import org.apache.arrow.vector.{VectorSchemaRoot, VectorUnloader}
import org.apache.arrow.vector.ipc.{ArrowStreamWriter, WriteChannel}
import org.apache.arrow.vector.ipc.message.MessageSerializer

import org.apache.spark.{SparkEnv, TaskContext}
import org.apache.spark.api.python.PythonWorker
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.arrow.{ArrowCompressionUtils, ArrowWriterWrapper}
import org.apache.spark.sql.execution.python.RowInputArrowPythonRunner
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.arrow.{CArray, NativeBatch}
import org.apache.spark.unsafe.Platform

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
      NativeArrowInput.write(batches.next(), columns, root, unloader, dataOut)
      pythonMetrics("pythonDataSent") += dataOut.size() - before
      true
    } else {
      close()
      false
    }
}

object NativeArrowInput {
  def write(
      batch: NativeBatch,
      columns: SentColumns,
      root: VectorSchemaRoot,
      unloader: VectorUnloader,
      dataOut: DataOutputStream): Unit = {
    NativeVectors.load(root, batch.address, columns)
    val message = unloader.getRecordBatch()
    try MessageSerializer.serialize(new WriteChannel(Channels.newChannel(dataOut)), message)
    finally message.close()
  }
}

/** The same of groups, each of which is a stream of its own (`GroupedPythonArrowInput`). */
trait NativeGroupsInput extends RowInputArrowPythonRunner {
  protected def batches: Iterator[NativeBatch]

  protected def columns: SentColumns

  private def beginsGroup(batch: NativeBatch): Boolean = {
    val starts = CArray.child(batch.address, batch.numCols())
    (Platform.getByte(null, CArray.buffer(starts, 1)) & 1) != 0
  }

  override protected def newWriter(
      env: SparkEnv,
      worker: PythonWorker,
      input: Iterator[Iterator[InternalRow]],
      partitionIndex: Int,
      context: TaskContext): Writer =
    new Writer(env, worker, input, partitionIndex, context) {
      private val waiting = batches.buffered
      private var group: ArrowWriterWrapper = _

      override protected def writeCommand(dataOut: DataOutputStream): Unit = {
        handleMetadataBeforeExec(dataOut)
        writeUDF(dataOut)
      }

      override def writeNextInputToStream(dataOut: DataOutputStream): Boolean =
        if (waiting.hasNext) {
          val batch = waiting.next()
          if (beginsGroup(batch)) begin(dataOut)
          val before = dataOut.size()
          NativeArrowInput.write(batch, columns, group.root, group.unloader, dataOut)
          if (!waiting.hasNext || beginsGroup(waiting.head)) {
            group.streamWriter.end()
            group.close()
          }
          pythonMetrics("pythonDataSent") += dataOut.size() - before
          true
        } else {
          dataOut.writeInt(0)
          false
        }

      private def begin(dataOut: DataOutputStream): Unit = {
        dataOut.writeInt(1)
        group = ArrowWriterWrapper.createAndStartArrowWriter(
          schema, timeZoneId, pythonExec, errorOnDuplicatedFieldNames, largeVarTypes, dataOut, context)
        val conf = SQLConf.get
        val codec = ArrowCompressionUtils.createCompressionCodec(
          conf.arrowCompressionCodec, conf.arrowZstdCompressionLevel)
        group.unloader = new VectorUnloader(group.root, true, codec, true)
      }
    }
}
