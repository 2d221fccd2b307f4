package org.apache.spark.sql.thermite.python

import java.io.DataOutputStream

import org.apache.spark.{SparkEnv, TaskContext}
import org.apache.spark.api.python.{PythonRDD, PythonWorker}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.python.{CoGroupedArrowPythonRunner, PythonUDFRunner}

/** Spark's runner of functions of two groups, which sends native batches in the place of rows. */
final class NativeCoGroupsRunner(
    work: PythonWork,
    left: SentGroups,
    right: SentGroups,
    groups: Iterator[CoGroup])
    extends CoGroupedArrowPythonRunner(
      work.functions,
      work.evalType,
      work.offsets,
      left.schema,
      right.schema,
      work.settings.timeZone,
      false,
      work.settings.worker,
      work.settings.metrics,
      work.settings.jobArtifactUUID,
      work.settings.sessionUUID,
      work.settings.profiler) {

  override protected def newWriter(
      env: SparkEnv,
      worker: PythonWorker,
      input: Iterator[(Iterator[InternalRow], Iterator[InternalRow])],
      partitionIndex: Int,
      context: TaskContext): Writer =
    new Writer(env, worker, input, partitionIndex, context) {
      /** What is yet to be written of the groups that belong together: to be made one after the other. */
      private var sides: Iterator[GroupStream] = Iterator.empty
      private var side: Option[GroupStream] = None

      override protected def writeCommand(dataOut: DataOutputStream): Unit = {
        dataOut.writeInt(work.settings.worker.size)
        work.settings.worker.foreach { case (key, value) =>
          PythonRDD.writeUTF(key, dataOut)
          PythonRDD.writeUTF(value, dataOut)
        }
        PythonUDFRunner.writeUDFs(dataOut, work.functions, argOffsets, work.settings.profiler)
      }

      override def writeNextInputToStream(dataOut: DataOutputStream): Boolean = {
        val before = dataOut.size()
        if (side.isEmpty && !sides.hasNext && groups.hasNext) {
          dataOut.writeInt(2)
          val group = groups.next()
          sides = Iterator((group.left, left, "left"), (group.right, right, "right")).map {
            case (batches, sent, name) =>
              new GroupStream(
                batches,
                sent.columns,
                sent.schema,
                work.settings.timeZone,
                s"$pythonExec ($name)",
                dataOut,
                context)
          }
        }
        if (side.isEmpty && sides.hasNext) side = Some(sides.next())
        side match {
          case Some(stream) =>
            if (!stream.write()) side = None
            pythonMetrics("pythonDataSent") += dataOut.size() - before
            true
          case None =>
            dataOut.writeInt(0)
            false
        }
      }
    }
}
