package org.apache.spark.sql.thermite.arrow

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters
import org.apache.spark.sql.thermite.convert.Carriers
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.Platform

/**
 * Writes the values of one column to off-heap buffers and lays out their `ArrowArray`. Which kind
 * of writer a type has is decided once, in [[ColumnWriter.apply]].
 */
private[arrow] abstract class ColumnWriter(bufferCount: Int, childCount: Int)
    extends AutoCloseable {
  private val array = CArray.allocate(bufferCount, childCount)
  private val bufferAddresses = new Array[Long](bufferCount)
  private val childAddresses = new Array[Long](childCount)
  private val validity = new BitBuffer
  private var nulls = 0

  protected final var count = 0

  /** Writes a value that is not null as row `count`; gives false if it is NULL after all. */
  protected def put(row: SpecializedGetters, i: Int): Boolean

  /** Fills row `count` with anything. */
  protected def putNothing(): Unit

  /** The address of buffer `i`, which is not the first (that one says what is null). */
  protected def buffer(i: Int): Long

  protected def children: Array[ColumnWriter]

  final def write(row: SpecializedGetters, i: Int): Unit =
    if (row.isNullAt(i) || !put(row, i)) writeNull()
    else {
      // Bits of rows before the first null are written when it comes.
      if (nulls > 0) validity.set(count, value = true)
      count += 1
    }

  final def writeNull(): Unit = {
    if (nulls == 0) validity.setAll(count)
    validity.set(count, value = false)
    putNothing()
    nulls += 1
    count += 1
  }

  /** For columns whose values stand in their children only. */
  protected final def putChildrenNull(): Unit = {
    var i = 0
    while (i < children.length) {
      children(i).writeNull()
      i += 1
    }
  }

  /** The `ArrowArray` of all rows, valid until the next call of another method. */
  def finish(release: Long): Long = {
    var i = 0
    while (i < bufferCount) {
      bufferAddresses(i) = if (i > 0) buffer(i) else if (nulls > 0) validity.address else 0L
      i += 1
    }
    i = 0
    while (i < childCount) {
      childAddresses(i) = children(i).finish(release)
      i += 1
    }
    val nullCount = if (bufferCount == 0) count else nulls
    CArray.write(array, count, nullCount, bufferAddresses, childAddresses, release)
    array
  }

  /** Forgets all rows and keeps the memory. */
  def reset(): Unit = {
    count = 0
    nulls = 0
    children.foreach(_.reset())
  }

  override def close(): Unit = {
    Platform.freeMemory(array)
    validity.close()
    children.foreach(_.close())
  }
}

/** Bytes written for values of no fixed width, in all columns of a batch. */
private[arrow] final class VariableBytes {
  var written = 0L
}

private[arrow] object ColumnWriter {

  def apply(dataType: DataType, variable: VariableBytes): ColumnWriter = dataType match {
    case NullType => new NullWriter
    case BooleanType => new BooleanWriter
    case ByteType => new ByteWriter
    case ShortType => new ShortWriter
    case IntegerType | DateType | _: YearMonthIntervalType => new IntWriter
    case LongType | TimestampType | TimestampNTZType | _: DayTimeIntervalType => new LongWriter
    case FloatType => new FloatWriter
    case DoubleType => new DoubleWriter
    case d: DecimalType if d.precision <= Decimal.MAX_LONG_DIGITS =>
      new ShortDecimalWriter(d.precision, d.scale)
    case d: DecimalType => new LongDecimalWriter(d.precision, d.scale)
    case _: StringType => new StringWriter(variable)
    case BinaryType => new BinaryWriter(variable)
    case ArrayType(element, _) => new ListWriter(apply(element, variable), variable)
    case MapType(key, value, _) =>
      new MapWriter(apply(key, variable), apply(value, variable), variable)
    case StructType(fields) => new StructWriter(fields.map(f => apply(f.dataType, variable)))
    case carried if Carriers.of(carried) != carried =>
      (Carriers.of(carried), Carriers.asRow(carried)) match {
        case (StructType(fields), Some(asRow)) =>
          new StructWriter(fields.map(f => apply(f.dataType, variable)), asRow)
        case (carrier, _) => apply(carrier, variable)
      }
    case other => throw new IllegalArgumentException(s"type ${other.sql} has no Arrow form")
  }
}
