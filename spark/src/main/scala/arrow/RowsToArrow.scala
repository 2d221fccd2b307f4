package org.apache.spark.sql.thermite.arrow

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.StructType

/**
 * Writes rows to off-heap Arrow batches, one after the other in the same memory: a batch is to be
 * copied before the next is asked for.
 *
 * @param maxRows a batch's rows at most
 * @param maxBytes the bytes of strings, binaries, arrays and maps after which a batch ends
 * @param release the address of a C function that does nothing, as arrays' release callback
 */
final class RowsToArrow(schema: StructType, maxRows: Int, maxBytes: Long, release: Long)
    extends AutoCloseable {
  private val variable = new VariableBytes
  private val columns =
    new StructWriter(schema.fields.map(f => ColumnWriter(f.dataType, variable)))
  private var rows = 0
  private var isClosed = false

  /**
   * The address of a struct-typed `ArrowArray` of the next rows, whose children are the columns; 0
   * if there are none. Rows may be reused by their iterator.
   */
  def next(input: Iterator[InternalRow]): Long = {
    reset()
    while (!isFull && input.hasNext) write(input.next())
    if (rows == 0) 0L else finish()
  }

  def write(row: InternalRow): Unit = {
    columns.append(row)
    rows += 1
  }

  def isFull: Boolean = rows >= maxRows || variable.written >= maxBytes

  def rowCount: Int = rows

  /** The batch of the rows since [[reset]], which must come before the next row is written. */
  def finish(): Long = columns.finish(release)

  def reset(): Unit = {
    columns.reset()
    variable.written = 0
    rows = 0
  }

  override def close(): Unit = if (!isClosed) {
    isClosed = true
    columns.close()
  }
}

object RowsToArrow {
  val DefaultMaxBytes: Long = 16L << 20
}
