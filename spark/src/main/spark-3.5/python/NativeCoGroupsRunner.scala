package org.apache.spark.sql.thermite.python

import java.io.DataOutputStream
import java.net.Socket

import org.apache.arrow.vector.VectorSchemaRoot
import org.apache.arrow.vector.ipc.ArrowStreamWriter

import org.apache.spark.{SparkEnv, TaskContext}
import org.apache.spark.api.python.PythonRDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.arrow.ArrowWriter
import org.apache.spark.sql.execution.python.{CoGroupedArrowPythonRunner, PythonUDFRunner}
import org.apache.spark.sql.thermite.arrow.NativeBatch
import org.apache.spark.sql.util.ArrowUtils
import org.apache.spark.util.Utils

/** Spark's runner of functions of two groups, which sends native batches in the place of rows. */
final class NativeCoGroupsRunner(
    work: PythonWork,
    left: SentGroups,
    right: SentGroups,
    groups: Iterator[CoGroup])
    extends CoGroupedArrowPythonRunner(
      work.functions.map(_._1),
      work.evalType,
      work.offsets,
      left.schema,
      right.schema,
      work.settings.timeZone,
      work.settings.worker,
      work.settings.metrics,
      work.settings.jobArtifactUUID) {

  override protected def newWriterThread(
      env: SparkEnv,
      worker: Socket,
      input: Iterator[(Iterator[InternalRow], Iterator[InternalRow])],
      partitionIndex: Int,
      context: TaskContext): WriterThread =
    new WriterThread(env, worker, input, partitionIndex, context) {
      override protected def writeCommand(dataOut: DataOutputStream): Unit = {
        dataOut.writeInt(work.settings.worker.size)
        work.settings.worker.foreach { case (key, value) =>
          PythonRDD.writeUTF(key, dataOut)
          PythonRDD.writeUTF(value, dataOut)
        }
        PythonUDFRunner.writeUDFs(dataOut, funcs, argOffsets)
      }

      override protected def writeIteratorToStream(dataOut: DataOutputStream): Unit = {
        groups.foreach { group =>
          val before = dataOut.size()
          dataOut.writeInt(2)
          write(group.left, left, dataOut)
          write(group.right, right, dataOut)
          pythonMetrics("pythonDataSent") += dataOut.size() - before
        }
        dataOut.writeInt(0)
      }

      /** A group is one batch, or none, in the place of which an empty one is sent. */
      private def write(
          group: Iterator[NativeBatch],
          sent: SentGroups,
          dataOut: DataOutputStream): Unit = {
        val schema = ArrowUtils.toArrowSchema(
          sent.schema, work.settings.timeZone, errorOnDuplicatedFieldNames = true, largeVarTypes = false)
        val allocator = ArrowUtils.rootAllocator.newChildAllocator(
          s"stdout writer for $pythonExec", 0, Long.MaxValue)
        val root = VectorSchemaRoot.create(schema, allocator)
        Utils.tryWithSafeFinally {
          val writer = new ArrowStreamWriter(root, null, dataOut)
          val empty = ArrowWriter.create(root)
          writer.start()
          if (group.hasNext) NativeVectors.load(root, group.next().address, sent.columns)
          else empty.finish()
          writer.writeBatch()
          writer.end()
        } {
          root.close()
          allocator.close()
        }
      }
    }
}
