package org.apache.spark.sql.thermite.arrow

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.unsafe.Platform

/**
 * The rows of chunks in native memory, as one row that is moved.
 *
 * @param fetch the next chunk's address, valid until the next one is fetched; 0 at the end
 * @param fetched told of a chunk's rows and of the batches that begin with them
 */
final class NativeRows(columns: Int, fetch: () => Long, fetched: (Long, Long) => Unit)
    extends Iterator[InternalRow] {
  private val row = new UnsafeRow(columns)
  private var left = 0L
  private var address = 0L
  private var sizes = 0L
  private var isAtEnd = false

  override def hasNext: Boolean = {
    while (left == 0 && !isAtEnd) {
      val chunk = fetch()
      if (chunk == 0) isAtEnd = true
      else {
        left = Platform.getLong(null, chunk)
        address = Platform.getLong(null, chunk + 8)
        sizes = Platform.getLong(null, chunk + 16)
        fetched(left, Platform.getLong(null, chunk + 24))
      }
    }
    left > 0
  }

  override def next(): InternalRow = {
    if (!hasNext) throw new NoSuchElementException("no row is left")
    val size = Platform.getInt(null, sizes)
    row.pointTo(null, address, size)
    address += size
    sizes += 4
    left -= 1
    row
  }
}
