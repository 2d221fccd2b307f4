package org.apache.spark.sql.thermite.exec

import java.io.File

import com.google.protobuf.ByteString

import org.apache.spark.{ShuffleDependency, SparkEnv, TaskContext}
import org.apache.spark.internal.config
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.thermite.arrow.{NativeBatch, NativeRows}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.vectorized.ColumnarBatch

/** One run of a block by one task. Nothing native starts before the first call. */
final class NativeIterator(
    block: NativeBlockBytes,
    partition: NativePartition,
    inputs: Map[Int, RDD[_]],
    shuffles: Map[Int, ShuffleDependency[_, _, _]],
    context: TaskContext) extends Iterator[ColumnarBatch] {

  private val library = Native.library
  private val end = TaskEnd.of(context)
  private lazy val host = new TaskHost(context, block, partition, shuffles)
  private var task = 0L
  private var closed = false
  private val batches = 
    new NativeBatch.Batches(block.output, () => nextBatch(), library.releaseBatch(_))

  private def open(output: Option[proto.ShuffleOutput.Builder]): Unit = {
    // Before anything is opened, so that nothing stays behind if an input fails to open.
    end.add(() => close())
    val message = proto.Task.newBuilder().setPartition(partition.index)
    partition.leaves.foreach(leaf => message.addInputs(leaf.open(host, context)))
    partition.rows.foreach { case (id, split) =>
      host.addInput(id, inputs(id).iterator(split, context))
      val batches = proto.Batches.newBuilder().setIsNative(block.inputs(id).isNative)
      message.addInputs(proto.LeafInput.newBuilder().setOperatorId(id).setBatches(batches))
    }
    partition.unions.foreach { case (id, child) =>
      message.addUnions(proto.UnionChoice.newBuilder().setOperatorId(id).setChild(child))
    }
    partition.places.foreach { place =>
      message.addPlaces(
        proto.Place.newBuilder().setOperatorId(place.operatorId).setPartition(place.partition))
    }
    message.setShuffleOutput(output.getOrElse(spillOutput))
    task = native(library.open(block.bytes, message.build().toByteArray, host))
  }

  private def spillOutput: proto.ShuffleOutput.Builder = {
    val output = proto.ShuffleOutput.newBuilder()
    val dirs = SparkEnv.get.blockManager.diskBlockManager.localDirs
    dirs.foreach(dir => output.addSpillDirs(dir.getPath))
    val key = SparkEnv.get.securityManager.getIOEncryptionKey()
    key.foreach(key => output.setEncryptionKey(ByteString.copyFrom(key)))
    output
  }

  private def native[A](body: => A): A =
    try body
    catch {
      case e: NativeException => throw ErrorConverter.convert(e, host, block.bytes)
    }

  private def nextBatch(): Long = if (closed) 0L
  else {
    if (task == 0) open(None)
    val batch = native(library.next(task))
    if (batch == 0) close()
    batch
  }

  override def hasNext: Boolean = batches.hasNext

  override def next(): ColumnarBatch = batches.next()

  /** All rows as Spark's, in native memory; `fetched`: see [[NativeRows]]. */
  def rows(fetched: (Long, Long) => Unit): Iterator[InternalRow] = {
    val buffer = library.openRows()
    // Not before the task ends: an operator may look at a row when it has asked for the next one.
    context.addTaskCompletionListener[Unit](_ => library.releaseRows(buffer))
    def next(): Long = if (closed) 0L
    else {
      if (task == 0) open(None)
      val chunk = native(library.nextRows(task, buffer))
      if (chunk == 0) close()
      chunk
    }
    new NativeRows(block.output.length, () => next(), fetched)
  }

  /** All rows as encoded chunks. */
  def encoded(): Iterator[Array[Byte]] = {
    open(None)
    Iterator.continually(native(library.nextEncoded(task))).takeWhile { chunk =>
      if (chunk == null) close()
      chunk != null
    }
  }

  /** All rows as [[Native.nextCached]] gives them. */
  def cached(rows: Int, compress: Boolean): Iterator[Array[Array[Byte]]] = {
    open(None)
    Iterator
      .continually(native(library.nextCached(task, rows, compress)))
      .takeWhile { parts =>
        if (parts == null) close()
        parts != null
      }
  }

  /** Runs a block that writes a shuffle to `file`. */
  def writeShuffle(file: File): proto.ShuffleWriteResult = {
    val conf = SparkEnv.get.conf
    val output = spillOutput.setDataFile(file.getPath)
    if (conf.get(config.SHUFFLE_CHECKSUM_ENABLED)) {
      output.setChecksum(conf.get(config.SHUFFLE_CHECKSUM_ALGORITHM))
    }
    open(Some(output))
    val result = proto.ShuffleWriteResult.parseFrom(native(library.writeShuffle(task)))
    close()
    result
  }

  private def close(): Unit = if (!closed) {
    closed = true
    try {
      batches.close()
      if (task != 0) {
        val metrics = proto.TaskMetrics.parseFrom(library.close(task))
        metrics.getOperatorsList.forEach(report(_))
        context.taskMetrics().incPeakExecutionMemory(metrics.getPeakMemory)
      }
      context.taskMetrics().mergeShuffleReadMetrics()
    } finally host.close()
  }

  private def report(operator: proto.OperatorMetrics): Unit = {
    host.shuffle(operator.getOperatorId).foreach { input =>
      input.rowsRead(operator.getValuesMap.getOrDefault("numOutputRows", 0L))
    }
    block.metrics.get(operator.getOperatorId).foreach { metrics =>
      val values = operator.getValuesMap
      values.forEach((name, value) => metrics.get(name).foreach(_.add(value)))
      val task = context.taskMetrics()
      if (values.containsKey("bytesScanned")) {
        task.inputMetrics.incBytesRead(values.get("bytesScanned"))
        task.inputMetrics.incRecordsRead(values.getOrDefault("numOutputRows", 0L))
      }
      task.incDiskBytesSpilled(values.getOrDefault("spillSize", 0L))
    }
  }
}
