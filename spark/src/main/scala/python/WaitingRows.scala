package org.apache.spark.sql.thermite.python

import scala.collection.mutable

import org.apache.spark.TaskContext
import org.apache.spark.sql.thermite.arrow.NativeBatch

/**
 * Batches on their way to Python, which stay until its results have come back: in the same order, but
 * not in the same batches. Spark 3.5 sends them from another thread.
 */
final class WaitingRows private (input: Iterator[NativeBatch])
    extends Iterator[NativeBatch] with AutoCloseable {
  private val waiting = mutable.Queue.empty[NativeBatch]
  /** The rows of the first batch that have been claimed. */
  private var claimed = 0

  override def hasNext: Boolean = input.hasNext

  override def next(): NativeBatch = {
    val batch = input.next().take()
    synchronized(waiting += batch)
    batch
  }

  /** The first rows that wait, up to `atMost`: their batch, and from where on; until the next call. */
  def claim(atMost: Int): (NativeBatch, Int, Int) = synchronized {
    while (waiting.headOption.exists(_.numRows() == claimed)) {
      waiting.dequeue().close()
      claimed = 0
    }
    if (waiting.isEmpty) throw new NoSuchElementException("Python gave more rows than it got")
    val start = claimed
    val rows = math.min(waiting.head.numRows() - start, atMost)
    claimed += rows
    (waiting.head, start, rows)
  }

  override def close(): Unit = synchronized(waiting.dequeueAll(_ => true).foreach(_.close()))
}

object WaitingRows {
  /** They are closed when the task ends, after what is started from now on. */
  def of(input: Iterator[NativeBatch], context: TaskContext): WaitingRows = {
    val waiting = new WaitingRows(input)
    context.addTaskCompletionListener[Unit](_ => waiting.close())
    waiting
  }
}
