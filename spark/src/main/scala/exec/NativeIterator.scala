package org.apache.spark.sql.thermite.exec

import java.io.File

import org.apache.spark.{SparkEnv, TaskContext}
import org.apache.spark.sql.thermite.arrow.NativeColumnVector
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.vectorized.ColumnarBatch

/** One run of a block by one task. Nothing native starts before the first call. */
final class NativeIterator(
    block: NativeBlockBytes,
    partition: NativePartition,
    context: TaskContext) extends Iterator[ColumnarBatch] {

  private val library = Native.library
  private lazy val host = new TaskHost(context)
  private var task = 0L
  private var batch = 0L
  private var lookedAhead = false
  private var closed = false

  private def open(output: Option[proto.ShuffleOutput]): Unit = {
    val message = proto.Task.newBuilder().setPartition(partition.index)
    partition.leaves.foreach(leaf => message.addInputs(leaf.open(host, context)))
    partition.unions.foreach { case (id, child) =>
      message.addUnions(proto.UnionChoice.newBuilder().setOperatorId(id).setChild(child))
    }
    message.setShuffleOutput(output.getOrElse(spillOutput))
    context.addTaskCompletionListener[Unit](_ => close())
    task = native(library.open(block.bytes, message.build().toByteArray, host))
  }

  private def spillOutput: proto.ShuffleOutput = {
    val output = proto.ShuffleOutput.newBuilder()
    val dirs = SparkEnv.get.blockManager.diskBlockManager.localDirs
    dirs.foreach(dir => output.addSpillDirs(dir.getPath))
    output.build()
  }

  private def native[A](body: => A): A =
    try body
    catch {
      case e: NativeException => throw ErrorConverter.convert(e, host)
    }

  override def hasNext: Boolean = {
    if (!lookedAhead && !closed) {
      if (task == 0) open(None)
      releaseBatch()
      batch = native(library.next(task))
      lookedAhead = true
      if (batch == 0) close()
    }
    batch != 0
  }

  override def next(): ColumnarBatch = {
    if (!hasNext) throw new NoSuchElementException("the native task has ended")
    lookedAhead = false
    val columns = NativeColumnVector.columns(batch, block.output)
    new ColumnarBatch(columns, NativeColumnVector.rows(batch))
  }

  /** All rows as encoded chunks. */
  def encoded(): Iterator[Array[Byte]] = {
    open(None)
    Iterator.continually(native(library.nextEncoded(task))).takeWhile { chunk =>
      if (chunk == null) close()
      chunk != null
    }
  }

  /** Runs a block that writes a shuffle to `file`. */
  def writeShuffle(file: File): proto.ShuffleWriteResult = {
    open(Some(spillOutput.toBuilder.setDataFile(file.getPath).build()))
    val result = proto.ShuffleWriteResult.parseFrom(native(library.writeShuffle(task)))
    close()
    result
  }

  private def releaseBatch(): Unit = if (batch != 0) {
    val address = batch
    batch = 0
    library.releaseBatch(address)
  }

  private def close(): Unit = if (!closed) {
    closed = true
    try {
      releaseBatch()
      if (task != 0) {
        val metrics = proto.TaskMetrics.parseFrom(library.close(task))
        metrics.getOperatorsList.forEach(report(_))
        context.taskMetrics().incPeakExecutionMemory(metrics.getPeakMemory)
      }
    } finally host.close()
  }

  private def report(operator: proto.OperatorMetrics): Unit =
    block.metrics.get(operator.getOperatorId).foreach { metrics =>
      operator.getValuesMap.forEach { (name, value) =>
        metrics.get(name).foreach(_.add(value))
      }
    }
}
