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
import org.apache.spark.sql.thermite.arrow.NativeBatch
import org.apache.spark.sql.types.StructType

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
      NativeArrowInput.write(unloader, dataOut)
      pythonMetrics("pythonDataSent") += dataOut.size() - before
      true
    } else {
      close()
      false
    }
}

object NativeArrowInput {
  def write(unloader: VectorUnloader, dataOut: DataOutputStream): Unit = {
    val message = unloader.getRecordBatch()
    try MessageSerializer.serialize(new WriteChannel(Channels.newChannel(dataOut)), message)
    finally message.close()
  }
}

/** The same of groups, each of which is a stream of its own (`GroupedPythonArrowInput`). */
trait NativeGroupsInput extends RowInputArrowPythonRunner {
  protected def groups: Iterator[Iterator[NativeBatch]]

  protected def columns: SentColumns

  override protected def newWriter(
      env: SparkEnv,
      worker: PythonWorker,
      input: Iterator[Iterator[InternalRow]],
      partitionIndex: Int,
      context: TaskContext): Writer =
    new Writer(env, worker, input, partitionIndex, context) {
      private var group: Option[GroupStream] = None

      override protected def writeCommand(dataOut: DataOutputStream): Unit = {
        handleMetadataBeforeExec(dataOut)
        writeUDF(dataOut)
      }

      override def writeNextInputToStream(dataOut: DataOutputStream): Boolean = {
        if (group.isEmpty && groups.hasNext) {
          dataOut.writeInt(1)
          group = Some(
            new GroupStream(groups.next(), columns, schema, timeZoneId, pythonExec, dataOut, context))
        }
        group match {
          case Some(stream) =>
            val before = dataOut.size()
            if (!stream.write()) group = None
            pythonMetrics("pythonDataSent") += dataOut.size() - before
            true
          case None =>
            dataOut.writeInt(0)
            false
        }
      }
    }
}

/** The stream of one group, which begins when it is made. */
final class GroupStream(
    batches: Iterator[NativeBatch],
    columns: SentColumns,
    schema: StructType,
    timeZone: String,
    name: String,
    dataOut: DataOutputStream,
    context: TaskContext) {
  private val stream = ArrowWriterWrapper.createAndStartArrowWriter(
    schema, timeZone, name, errorOnDuplicatedFieldNames = true, largeVarTypes = false, dataOut, context)

  stream.unloader = {
    val conf = SQLConf.get
    val codec = ArrowCompressionUtils.createCompressionCodec(
      conf.arrowCompressionCodec, conf.arrowZstdCompressionLevel)
    new VectorUnloader(stream.root, true, codec, true)
  }

  /** Writes the next batch, or the only one if there are no rows; whether another follows. */
  def write(): Boolean = {
    if (batches.hasNext) NativeVectors.load(stream.root, batches.next().address, columns)
    else stream.arrowWriter.finish()
    NativeArrowInput.write(stream.unloader, dataOut)
    val more = batches.hasNext
    if (!more) {
      stream.streamWriter.end()
      stream.close()
    }
    more
  }
}
