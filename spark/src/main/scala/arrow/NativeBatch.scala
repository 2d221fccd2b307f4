package org.apache.spark.sql.thermite.arrow

import org.apache.spark.sql.types.DataType
import org.apache.spark.sql.vectorized.{ColumnarBatch, ColumnVector}

/**
 * A batch in native memory. Closing it gives the memory back, once; its rows must not be read
 * afterwards.
 */
final class NativeBatch private (
    columns: Array[ColumnVector],
    rows: Int,
    val address: Long,
    release: Long => Unit) extends ColumnarBatch(columns, rows) {
  private var isOpen = true

  /** The batch as the caller's own: closing this one does nothing any more. */
  def take(): NativeBatch = {
    isOpen = false
    new NativeBatch(columns, rows, address, release)
  }

  override def close(): Unit = if (isOpen) {
    isOpen = false
    release(address)
  }
}

object NativeBatch {

  /** The batch of a struct-typed `ArrowArray` at `address`, whose children are the columns. */
  def apply(
      address: Long,
      types: Array[DataType],
      release: Long => Unit,
      views: Boolean = false): NativeBatch =
    new NativeBatch(
      NativeColumnVector.columns(address, types, views).toArray[ColumnVector],
      NativeColumnVector.rows(address),
      address,
      release)

  /**
   * The batches that `fetch` gives the addresses of, up to 0. Each is closed when the following one
   * is asked for, and [[close]] closes the last.
   */
  final class Batches(
      types: Array[DataType],
      fetch: () => Long,
      release: Long => Unit) extends Iterator[ColumnarBatch] with AutoCloseable {
    private var taken: NativeBatch = _
    private var ahead: NativeBatch = _
    private var isAtEnd = false

    override def hasNext: Boolean = {
      if (ahead == null && !isAtEnd) {
        closeTaken()
        val address = fetch()
        if (address == 0) isAtEnd = true else ahead = NativeBatch(address, types, release)
      }
      ahead != null
    }

    override def next(): ColumnarBatch = {
      if (!hasNext) throw new NoSuchElementException("no batch is left")
      taken = ahead
      ahead = null
      taken
    }

    private def closeTaken(): Unit = if (taken != null) {
      taken.close()
      taken = null
    }

    override def close(): Unit = {
      isAtEnd = true
      closeTaken()
      if (ahead != null) {
        ahead.close()
        ahead = null
      }
    }
  }
}
