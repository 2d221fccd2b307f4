package org.apache.spark.sql.thermite.arrow

import java.math.{BigDecimal, BigInteger}

import org.apache.spark.sql.catalyst.util.{ArrayBasedMapData, MapData}
import org.apache.spark.sql.thermite.convert.Carriers
import org.apache.spark.sql.types._
import org.apache.spark.sql.vectorized.{ColumnarArray, ColumnarMap, ColumnVector}
import org.apache.spark.unsafe.Platform
import org.apache.spark.unsafe.types.UTF8String

/**
 * Reads an `ArrowArray` struct of the Arrow C Data Interface where it lies in native memory.
 * Strings are not copied. Whoever holds the batch frees it; closing a column does nothing.
 *
 * @param start the row of the array, beyond the array's own offset, that is row 0 of the column
 * @param rows the column's rows
 * @param views whether strings and binaries are views (Utf8View, BinaryView); those in a
 *     dictionary (of int indices) are recognised
 */
final class NativeColumnVector(
    array: Long,
    ofType: DataType,
    start: Int,
    rows: Int,
    views: Boolean) extends ColumnVector(ofType) {
  import NativeColumnVector._

  private val sparkType = Carriers.of(ofType)

  private val first = CArray.offset(array) + start
  private val validity = if (sparkType == NullType) 0L else CArray.buffer(array, 0)
  private val values: Long = sparkType match {
    case NullType | _: StructType => 0L
    case _ => CArray.buffer(array, 1)
  }

  private val dictionary: NativeColumnVector = CArray.dictionary(array) match {
    case 0L => null
    case of => new NativeColumnVector(of, sparkType, 0, CArray.length(of), views)
  }
  private val isView = views && dictionary == null
  private val bytes: Long = sparkType match {
    case _: StringType | BinaryType if dictionary == null && !isView => CArray.buffer(array, 2)
    case _ => 0L
  }

  private val children: Array[NativeColumnVector] = sparkType match {
    case ArrayType(element, _) => Array(child(array, 0, element, 0, views))
    case MapType(key, value, _) =>
      val entries = CArray.child(array, 0)
      val from = CArray.offset(entries)
      Array(child(entries, 0, key, from, views), child(entries, 1, value, from, views))
    case struct: StructType =>
      Array.tabulate(struct.length)(i => child(array, i, struct(i).dataType, first, views))
    case _ => Array.empty
  }

  private val nulls: Int = {
    val known = CArray.nullCount(array)
    if (sparkType == NullType) rows
    else if (dictionary != null && dictionary.hasNull) {
      (0 until rows).count(i => isInvalid(i) || dictionary.isNullAt(index(i)))
    } else if (validity == 0) 0
    else if (known >= 0 && rows == CArray.length(array)) known
    else (0 until rows).count(isInvalid)
  }

  private def bit(address: Long, i: Int): Boolean = {
    val at = i + first
    (Platform.getByte(null, address + (at >> 3)) & (1 << (at & 7))) != 0
  }

  private def isInvalid(i: Int): Boolean = validity != 0 && !bit(validity, i)

  /** The dictionary's row of row `i`. */
  private def index(i: Int): Int = Platform.getInt(null, values + 4L * (i + first))

  /** Where row `i` begins in the bytes or in the child. */
  private def begin(i: Int): Int = Platform.getInt(null, values + 4L * (i + first))

  override def close(): Unit = ()

  override def hasNull: Boolean = nulls > 0

  override def numNulls(): Int = nulls

  override def isNullAt(i: Int): Boolean =
    nulls > 0 &&
      (sparkType == NullType || isInvalid(i) ||
        (dictionary != null && dictionary.isNullAt(index(i))))

  override def getBoolean(i: Int): Boolean = bit(values, i)

  override def getByte(i: Int): Byte = Platform.getByte(null, values + i + first)

  override def getShort(i: Int): Short = Platform.getShort(null, values + 2L * (i + first))

  override def getInt(i: Int): Int = Platform.getInt(null, values + 4L * (i + first))

  override def getLong(i: Int): Long = Platform.getLong(null, values + 8L * (i + first))

  override def getFloat(i: Int): Float = Platform.getFloat(null, values + 4L * (i + first))

  override def getDouble(i: Int): Double = Platform.getDouble(null, values + 8L * (i + first))

  override def getArray(i: Int): ColumnarArray =
    if (isNullAt(i)) null else new ColumnarArray(children(0), begin(i), begin(i + 1) - begin(i))

  override def getMap(i: Int): ColumnarMap =
    if (isNullAt(i)) null
    else new ColumnarMap(children(0), children(1), begin(i), begin(i + 1) - begin(i))

  /** As [[getArray]], [[getMap]] and [[getStruct]], of rows that are not null. */
  def array(i: Int): NativeArray = new NativeArray(children(0), begin(i), begin(i + 1) - begin(i))

  def map(i: Int): MapData = {
    def part(child: Int): NativeArray =
      new NativeArray(children(child), begin(i), begin(i + 1) - begin(i))
    new ArrayBasedMapData(part(0), part(1))
  }

  def struct(i: Int): NativeRow = new NativeRow(children, i)

  override def getDecimal(i: Int, precision: Int, scale: Int): Decimal =
    if (isNullAt(i)) null
    else {
      val at = values + 16L * (i + first)
      val low = Platform.getLong(null, at)
      if (precision <= Decimal.MAX_LONG_DIGITS) Decimal.createUnsafe(low, precision, scale)
      else {
        val unscaled = bigInteger(Platform.getLong(null, at + 8), low)
        Decimal(new BigDecimal(unscaled, scale), precision, scale)
      }
    }

  override def getUTF8String(i: Int): UTF8String =
    if (isNullAt(i)) null
    else if (dictionary != null) dictionary.getUTF8String(index(i))
    else if (isView) UTF8String.fromAddress(null, viewAddress(i), viewLength(i))
    else UTF8String.fromAddress(null, bytes + begin(i), begin(i + 1) - begin(i))

  override def getBinary(i: Int): Array[Byte] =
    if (isNullAt(i)) null
    else if (dictionary != null) dictionary.getBinary(index(i))
    else if (isView) copy(viewAddress(i), viewLength(i))
    else copy(bytes + begin(i), begin(i + 1) - begin(i))

  private def view(i: Int): Long = values + ViewBytes * (i + first)

  private def viewLength(i: Int): Int = Platform.getInt(null, view(i))

  /** A view is length, then the bytes; or length, prefix, data buffer, offset there. */
  private def viewAddress(i: Int): Long = {
    val at = view(i)
    if (Platform.getInt(null, at) <= InlineBytes) at + 4
    else {
      val data = CArray.buffer(array, 2 + Platform.getInt(null, at + 8))
      data + Platform.getInt(null, at + 12)
    }
  }

  override def getChild(i: Int): ColumnVector = children(i)
}

object NativeColumnVector {
  private val ViewBytes = 16L
  private val InlineBytes = 12

  /** The columns of a struct-typed array: one for each of `types`. */
  def columns(
      struct: Long,
      types: Array[DataType],
      views: Boolean = false): Array[NativeColumnVector] = {
    val from = CArray.offset(struct)
    val count = rows(struct)
    Array.tabulate(types.length) { i =>
      new NativeColumnVector(CArray.child(struct, i), types(i), from, count, views)
    }
  }

  def rows(struct: Long): Int = CArray.length(struct)

  private def child(
      array: Long,
      i: Int,
      sparkType: DataType,
      from: Int,
      views: Boolean): NativeColumnVector = {
    val of = CArray.child(array, i)
    new NativeColumnVector(of, sparkType, from, CArray.length(of) - from, views)
  }

  private def copy(address: Long, length: Int): Array[Byte] = {
    val copy = new Array[Byte](length)
    Platform.copyMemory(null, address, copy, Platform.BYTE_ARRAY_OFFSET, length)
    copy
  }

  private def bigInteger(high: Long, low: Long): BigInteger =
    if (high == (low >> 63)) BigInteger.valueOf(low)
    else {
      val bigEndian = new Array[Byte](16)
      var i = 0
      while (i < 8) {
        bigEndian(i) = (high >> (56 - 8 * i)).toByte
        bigEndian(8 + i) = (low >> (56 - 8 * i)).toByte
        i += 1
      }
      new BigInteger(bigEndian)
    }
}
