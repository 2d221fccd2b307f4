package org.apache.spark.sql.thermite.arrow

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters
import org.apache.spark.sql.catalyst.util.ArrayData
import org.apache.spark.unsafe.Platform

/** Arrow's offsets of 32 bits: where each row ends in the bytes or the child, after a leading 0. */
private[arrow] final class Offsets extends AutoCloseable {
  private val buffer = new OffHeapBuffer(260)
  private var last = 0
  reset()

  def address: Long = buffer.address

  def end: Int = last

  def append(row: Int, length: Int): Unit = {
    val sum = last.toLong + length
    if (sum > Int.MaxValue) {
      throw new UnsupportedOperationException(s"a batch column of $sum bytes or elements")
    }
    last = sum.toInt
    val offset = 4L * (row + 1L)
    buffer.reserve(offset + 4)
    Platform.putInt(null, buffer.address + offset, last)
  }

  def reset(): Unit = {
    last = 0
    Platform.putInt(null, buffer.address, 0)
  }

  override def close(): Unit = buffer.close()
}

/** List: offsets into the elements. */
private[arrow] final class ListWriter(element: ColumnWriter, variable: VariableBytes)
    extends ColumnWriter(2, 1) {
  private val offsets = new Offsets
  override protected val children: Array[ColumnWriter] = Array(element)

  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    val array = row.getArray(i)
    ListWriter.writeAll(array, element, variable)
    offsets.append(count, array.numElements())
    true
  }

  override protected def putNothing(): Unit = offsets.append(count, 0)

  override protected def buffer(i: Int): Long = offsets.address

  override def reset(): Unit = {
    super.reset()
    offsets.reset()
  }

  override def close(): Unit = {
    super.close()
    offsets.close()
  }
}

private[arrow] object ListWriter {
  /** What an element counts for beyond its own variable bytes. */
  private val ElementBytes = 16L

  def writeAll(array: ArrayData, element: ColumnWriter, variable: VariableBytes): Unit = {
    val length = array.numElements()
    var i = 0
    while (i < length) {
      element.write(array, i)
      i += 1
    }
    variable.written += ElementBytes * length
  }
}

/** Map: offsets into one struct of keys and values. */
private[arrow] final class MapWriter(
    key: ColumnWriter,
    value: ColumnWriter,
    variable: VariableBytes) extends ColumnWriter(2, 1) {
  private val offsets = new Offsets
  private val entries = new EntriesWriter(key, value)
  override protected val children: Array[ColumnWriter] = Array(entries)

  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    val map = row.getMap(i)
    ListWriter.writeAll(map.keyArray(), key, variable)
    ListWriter.writeAll(map.valueArray(), value, variable)
    entries.add(map.numElements())
    offsets.append(count, map.numElements())
    true
  }

  override protected def putNothing(): Unit = offsets.append(count, 0)

  override protected def buffer(i: Int): Long = offsets.address

  override def reset(): Unit = {
    super.reset()
    offsets.reset()
  }

  override def close(): Unit = {
    super.close()
    offsets.close()
  }
}

/** The entries of a map, none of which is null; the map's writer fills key and value. */
private[arrow] final class EntriesWriter(key: ColumnWriter, value: ColumnWriter)
    extends ColumnWriter(1, 2) {
  override protected val children: Array[ColumnWriter] = Array(key, value)

  def add(entries: Int): Unit = count += entries

  override protected def put(row: SpecializedGetters, i: Int): Boolean = false

  override protected def putNothing(): Unit = putChildrenNull()

  override protected def buffer(i: Int): Long = 0L
}

/** Struct: a null one has null fields. `asRow` takes a value as a row. */
private[arrow] final class StructWriter(
    fields: Array[ColumnWriter],
    asRow: (SpecializedGetters, Int) => InternalRow) extends ColumnWriter(1, fields.length) {

  def this(fields: Array[ColumnWriter]) = this(fields, _.getStruct(_, fields.length))

  override protected val children: Array[ColumnWriter] = fields

  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    putRow(asRow(row, i))
    true
  }

  private def putRow(row: InternalRow): Unit = {
    var i = 0
    while (i < fields.length) {
      fields(i).write(row, i)
      i += 1
    }
  }

  /** Writes a row of the batch, whose columns are the fields. */
  def append(row: InternalRow): Unit = {
    putRow(row)
    count += 1
  }

  override protected def putNothing(): Unit = putChildrenNull()

  override protected def buffer(i: Int): Long = 0L
}
