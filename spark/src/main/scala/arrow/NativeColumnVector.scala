package org.apache.spark.sql.thermite.arrow

import org.apache.spark.sql.types._
import org.apache.spark.sql.vectorized.{ColumnarArray, ColumnarMap, ColumnVector}
import org.apache.spark.unsafe.Platform
import org.apache.spark.unsafe.types.UTF8String

/**
 * Reads an `ArrowArray` struct of the Arrow C Data Interface (64-bit layout) where it lies in native
 * memory. Whoever holds the batch frees it; closing a column does nothing.
 */
final class NativeColumnVector(array: Long, sparkType: DataType) extends ColumnVector(sparkType) {
  import NativeColumnVector._

  private val length = Platform.getLong(null, array)
  private val offset = Platform.getLong(null, array + 16).toInt
  private val buffers = Platform.getLong(null, array + 40)
  private val validity = if (sparkType == NullType) 0L else buffer(0)

  private val nulls: Int = Platform.getLong(null, array + 8).toInt match {
    case _ if sparkType == NullType => length.toInt
    case -1 if validity == 0 => 0
    case -1 => (0 until length.toInt).count(i => !bit(validity, i))
    case known => known
  }

  private val values: Long = sparkType match {
    case NullType | _: StructType => 0L
    case _ => buffer(1)
  }
  private val bytes: Long = sparkType match {
    case _: StringType | BinaryType => buffer(2)
    case _ => 0L
  }
  private val children: Array[NativeColumnVector] = sparkType match {
    case ArrayType(element, _) => Array(child(array, 0, element))
    case MapType(key, value, _) =>
      val entries = childAddress(array, 0)
      Array(child(entries, 0, key), child(entries, 1, value))
    case struct: StructType => Array.tabulate(struct.length)(i => child(array, i, struct(i).dataType))
    case _ => Array.empty
  }

  private def buffer(i: Int): Long = Platform.getLong(null, buffers + 8L * i)

  private def bit(address: Long, i: Int): Boolean = {
    val at = i + offset
    (Platform.getByte(null, address + (at >> 3)) & (1 << (at & 7))) != 0
  }

  private def start(i: Int): Int = Platform.getInt(null, values + 4L * (i + offset))

  override def close(): Unit = ()

  override def hasNull: Boolean = nulls > 0

  override def numNulls(): Int = nulls

  override def isNullAt(i: Int): Boolean =
    nulls > 0 && (validity == 0 || !bit(validity, i))

  override def getBoolean(i: Int): Boolean = bit(values, i)

  override def getByte(i: Int): Byte = Platform.getByte(null, values + i + offset)

  override def getShort(i: Int): Short = Platform.getShort(null, values + 2L * (i + offset))

  override def getInt(i: Int): Int = Platform.getInt(null, values + 4L * (i + offset))

  override def getLong(i: Int): Long = Platform.getLong(null, values + 8L * (i + offset))

  override def getFloat(i: Int): Float = Platform.getFloat(null, values + 4L * (i + offset))

  override def getDouble(i: Int): Double = Platform.getDouble(null, values + 8L * (i + offset))

  override def getArray(i: Int): ColumnarArray =
    if (isNullAt(i)) null else new ColumnarArray(children(0), start(i), start(i + 1) - start(i))

  override def getMap(i: Int): ColumnarMap =
    if (isNullAt(i)) null
    else new ColumnarMap(children(0), children(1), start(i), start(i + 1) - start(i))

  override def getDecimal(i: Int, precision: Int, scale: Int): Decimal = {
    if (isNullAt(i)) return null
    val at = values + 16L * (i + offset)
    val low = Platform.getLong(null, at)
    if (precision <= Decimal.MAX_LONG_DIGITS) {
      Decimal.createUnsafe(low, precision, scale)
    } else {
      val high = Platform.getLong(null, at + 8)
      val unscaled = if (high == (low >> 63)) java.math.BigInteger.valueOf(low)
      else {
        val big = java.nio.ByteBuffer.allocate(16).putLong(high).putLong(low)
        new java.math.BigInteger(big.array())
      }
      Decimal(new java.math.BigDecimal(unscaled, scale), precision, scale)
    }
  }

  override def getUTF8String(i: Int): UTF8String =
    if (isNullAt(i)) null
    else UTF8String.fromAddress(null, bytes + start(i), start(i + 1) - start(i))

  override def getBinary(i: Int): Array[Byte] = {
    if (isNullAt(i)) return null
    val copy = new Array[Byte](start(i + 1) - start(i))
    Platform.copyMemory(null, bytes + start(i), copy, Platform.BYTE_ARRAY_OFFSET, copy.length)
    copy
  }

  override def getChild(i: Int): ColumnVector = children(i)
}

object NativeColumnVector {

  /** The columns of a struct-typed array: one for each of `types`. */
  def columns(struct: Long, types: Array[DataType]): Array[ColumnVector] =
    Array.tabulate(types.length)(i => child(struct, i, types(i)))

  def rows(struct: Long): Int = Platform.getLong(null, struct).toInt

  private def childAddress(array: Long, i: Int): Long =
    Platform.getLong(null, Platform.getLong(null, array + 48) + 8L * i)

  private def child(array: Long, i: Int, sparkType: DataType): NativeColumnVector =
    new NativeColumnVector(childAddress(array, i), sparkType)
}
