package org.apache.spark.sql.thermite.python

import scala.collection.mutable

import org.apache.spark.sql.thermite.arrow.NativeBatch
import org.apache.spark.sql.vectorized.ColumnarBatch

/**
 * Batches on their way to Python, which stay until its results have come back: in the same order, but
 * not in the same batches.
 */
final class WaitingRows(input: Iterator[ColumnarBatch]) extends Iterator[NativeBatch] with AutoCloseable {
  private val waiting = mutable.Queue.empty[NativeBatch]
  /** The rows of the first batch that have been claimed. */
  private var claimed = 0

  override def hasNext: Boolean = input.hasNext

  override def next(): NativeBatch = {
    val batch = input.next().asInstanceOf[NativeBatch].take()
    waiting += batch
    batch
  }

  /** The first rows that wait, up to `atMost`: their batch, and from where on; until the next call. */
  def claim(atMost: Int): (NativeBatch, Int, Int) = {
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

  override def close(): Unit = waiting.dequeueAll(_ => true).foreach(_.close())
}
