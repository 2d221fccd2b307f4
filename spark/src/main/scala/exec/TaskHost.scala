package org.apache.spark.sql.thermite.exec

import java.io.InputStream

import scala.collection.mutable

import org.apache.spark.{ShuffleDependency, TaskContext}
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.unsafe.Platform

/**
 * What native code calls back for, one for each task. A method returns -1 instead of throwing, and
 * the exception waits in [[failure]] to be rethrown when the native call has come back.
 */
final class TaskHost(
    context: TaskContext,
    block: NativeBlockBytes,
    partition: NativePartition,
    val shuffles: Map[Int, ShuffleDependency[_, _, _]]) {
  private val shuffleInputs = mutable.Map.empty[Int, ShuffleInput]
  private val current = mutable.Map.empty[Int, InputStream]
  private val broadcasts = mutable.Map.empty[Int, () => Lease]
  private val leases = mutable.Map.empty[Int, Lease]
  private val inputs = mutable.Map.empty[Int, InputBatches]
  private val jvm = new JvmCodeRunners(block, partition)
  private val memory = new TaskMemory(context.taskMemoryManager())
  private val copy = new Array[Byte](64 * 1024)

  @volatile var failure: Throwable = _

  def metrics(operatorId: Int): Map[String, SQLMetric] = block.metrics(operatorId)

  def addShuffle(operatorId: Int, input: ShuffleInput): Unit = shuffleInputs(operatorId) = input

  def shuffle(operatorId: Int): Option[ShuffleInput] = shuffleInputs.get(operatorId)

  def addBroadcast(operatorId: Int, lease: () => Lease): Unit = broadcasts(operatorId) = lease

  def addInput(operatorId: Int, input: Iterator[_]): Unit =
    inputs(operatorId) = block.inputs(operatorId).batches(input, block.batchSize)

  /** Frees what native code still holds of Spark's memory. */
  def close(): Unit = {
    inputs.values.foreach(_.close())
    jvm.close()
    leases.values.foreach(_.end())
    leases.clear()
    memory.close()
  }

  private def caught(body: => Long): Long =
    try body
    catch {
      case e: Throwable =>
        failure = e
        -1L
    }

  def isCancelled(): Long = if (context.isInterrupted()) 1L else 0L

  /** The next batch of the JVM, valid until the next call; 0 at the end. */
  def nextBatch(operatorId: Int): Long = caught(inputs(operatorId).next())

  /** The next batch that native code made, which is its own again; 0 at the end. */
  def nextNative(operatorId: Int): Long = caught(inputs(operatorId).next())

  /** Opens the next stream of a shuffle read: 1, or 0 at the end. */
  def nextStream(operatorId: Int): Long = caught {
    current.remove(operatorId).foreach(_.close())
    val blocks = shuffleInputs(operatorId).streams
    if (blocks.hasNext) {
      current(operatorId) = blocks.next()
      1L
    } else 0L
  }

  /** Reads up to `length` bytes to `address`; 0 at the end of the stream. */
  def readStream(operatorId: Int, address: Long, length: Int): Long = caught {
    val read = current(operatorId).read(copy, 0, math.min(length, copy.length))
    if (read > 0) {
      Platform.copyMemory(copy, Platform.BYTE_ARRAY_OFFSET, null, address, read)
    }
    math.max(read, 0).toLong
  }

  def broadcast(operatorId: Int): Long = caught {
    leases.getOrElseUpdate(operatorId, broadcasts(operatorId)()).handle
  }

  /** The values of a function of the block over its arguments, valid until its next call. */
  def callFunction(index: Int, args: Long): Long = caught(jvm.function(index).run(args))

  /** Begins with the rows of `args`, which stay until [[nextGenerated]] has come to the end. */
  def startGenerator(index: Int, args: Long): Long = caught {
    jvm.generator(index).start(args)
    0L
  }

  /** The next rows of a generator, valid until the next call; 0 at the end. */
  def nextGenerated(index: Int): Long = caught(jvm.generator(index).run())

  /** The id of fresh groups of an aggregate. */
  def openAggregate(index: Int): Long = caught(jvm.openAggregate(index).toLong)

  /** Takes rows or, to `merge`, buffers, each after the place of its group among `groups`. */
  def addToAggregate(id: Int, rows: Long, groups: Int, merge: Boolean): Long = caught {
    jvm.aggregate(id).add(rows, groups, merge)
    0L
  }

  /** Takes rows of groups that follow one another, as [[JvmAggregateRunner.follow]] says. */
  def followAggregate(id: Int, rows: Long, groups: Int): Long = caught {
    jvm.aggregate(id).follow(rows, groups)
    0L
  }

  /** The buffers or results of the first groups, valid until the next call. */
  def emitAggregate(id: Int, count: Int, asBuffers: Boolean): Long =
    caught(jvm.aggregate(id).emit(count, asBuffers))

  def aggregateBytes(id: Int): Long = caught(jvm.aggregate(id).bytes)

  def closeAggregate(id: Int): Long = caught {
    jvm.closeAggregate(id)
    0L
  }

  def acquireMemory(bytes: Long): Long = caught(memory.acquire(bytes))

  def releaseMemory(bytes: Long): Long = caught {
    memory.release(bytes)
    0L
  }
}

/** A native thing that is there until the lease ends. */
final class Lease(val handle: Long, val end: () => Unit)
