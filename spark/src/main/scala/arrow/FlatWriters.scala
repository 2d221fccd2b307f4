package org.apache.spark.sql.thermite.arrow

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeRow}
import org.apache.spark.unsafe.Platform

/** Writers of the types that have no children; Arrow's layout is named where it is not plain. */
private[arrow] abstract class FlatWriter(buffers: Int) extends ColumnWriter(buffers, 0) {
  override protected def children: Array[ColumnWriter] = FlatWriter.noChildren
}

private[arrow] object FlatWriter {
  val noChildren: Array[ColumnWriter] = Array.empty
}

/** Null: a length and no buffers. */
private[arrow] final class NullWriter extends FlatWriter(0) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = false

  override protected def putNothing(): Unit = ()

  override protected def buffer(i: Int): Long = 0L
}

private[arrow] final class BooleanWriter extends FlatWriter(2) {
  private val bits = new BitBuffer

  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    bits.set(count, row.getBoolean(i))
    true
  }

  override protected def putNothing(): Unit = bits.set(count, value = false)

  override protected def buffer(i: Int): Long = bits.address

  override def close(): Unit = {
    super.close()
    bits.close()
  }
}

private[arrow] abstract class FixedWidthWriter(width: Int) extends FlatWriter(2) {
  private val values = new OffHeapBuffer(64L * width)

  /** The address of row `count`. */
  protected final def at(): Long = {
    val offset = count.toLong * width
    values.reserve(offset + width)
    values.address + offset
  }

  override protected def putNothing(): Unit = Platform.setMemory(at(), 0, width.toLong)

  override protected def buffer(i: Int): Long = values.address

  override def close(): Unit = {
    super.close()
    values.close()
  }
}

private[arrow] final class ByteWriter extends FixedWidthWriter(1) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    Platform.putByte(null, at(), row.getByte(i))
    true
  }
}

private[arrow] final class ShortWriter extends FixedWidthWriter(2) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    Platform.putShort(null, at(), row.getShort(i))
    true
  }
}

private[arrow] final class IntWriter extends FixedWidthWriter(4) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    Platform.putInt(null, at(), row.getInt(i))
    true
  }
}

private[arrow] final class LongWriter extends FixedWidthWriter(8) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    Platform.putLong(null, at(), row.getLong(i))
    true
  }
}

private[arrow] final class FloatWriter extends FixedWidthWriter(4) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    Platform.putFloat(null, at(), row.getFloat(i))
    true
  }
}

private[arrow] final class DoubleWriter extends FixedWidthWriter(8) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    Platform.putDouble(null, at(), row.getDouble(i))
    true
  }
}

/**
 * Decimals that fit 64 bits. Like those of `UnsafeRowWriter.write`, a decimal that does not fit its
 * column's precision is NULL.
 */
private[arrow] final class ShortDecimalWriter(precision: Int, scale: Int)
    extends FixedWidthWriter(16) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = row match {
    case unsafe: UnsafeRow =>
      putUnscaled(unsafe.getLong(i))
      true
    case _ =>
      val decimal = row.getDecimal(i, precision, scale)
      val fits = decimal != null && decimal.changePrecision(precision, scale)
      if (fits) putUnscaled(decimal.toUnscaledLong)
      fits
  }

  private def putUnscaled(unscaled: Long): Unit = {
    val address = at()
    Platform.putLong(null, address, unscaled)
    Platform.putLong(null, address + 8, unscaled >> 63)
  }
}

/** Decimals of more than 18 digits; else as [[ShortDecimalWriter]]. */
private[arrow] final class LongDecimalWriter(precision: Int, scale: Int)
    extends FixedWidthWriter(16) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    val decimal = row.getDecimal(i, precision, scale)
    val fits = decimal != null && decimal.changePrecision(precision, scale)
    if (fits) {
      val unscaled = decimal.toJavaBigDecimal.unscaledValue()
      val address = at()
      Platform.putLong(null, address, unscaled.longValue())
      Platform.putLong(null, address + 8, unscaled.shiftRight(64).longValue())
    }
    fits
  }
}

/** Utf8 and Binary: offsets of 32 bits, one more than rows, and the bytes. */
private[arrow] abstract class BytesWriter(variable: VariableBytes) extends FlatWriter(3) {
  private val offsets = new Offsets
  private val bytes = new OffHeapBuffer(1024)

  /** Makes room for row `count`; gives its address. */
  protected final def append(length: Int): Long = {
    val from = offsets.end
    bytes.reserve(from.toLong + length)
    offsets.append(count, length)
    variable.written += length
    bytes.address + from
  }

  override protected def putNothing(): Unit = offsets.append(count, 0)

  override protected def buffer(i: Int): Long = if (i == 1) offsets.address else bytes.address

  override def reset(): Unit = {
    super.reset()
    offsets.reset()
  }

  override def close(): Unit = {
    super.close()
    offsets.close()
    bytes.close()
  }
}

private[arrow] final class StringWriter(variable: VariableBytes) extends BytesWriter(variable) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    val string = row.getUTF8String(i)
    string.writeToMemory(null, append(string.numBytes()))
    true
  }
}

private[arrow] final class BinaryWriter(variable: VariableBytes) extends BytesWriter(variable) {
  override protected def put(row: SpecializedGetters, i: Int): Boolean = {
    val binary = row.getBinary(i)
    val address = append(binary.length)
    Platform.copyMemory(binary, Platform.BYTE_ARRAY_OFFSET, null, address, binary.length)
    true
  }
}
