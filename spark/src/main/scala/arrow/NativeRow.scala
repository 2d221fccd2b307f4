package org.apache.spark.sql.thermite.arrow

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{GenericInternalRow, SpecializedGettersReader}
import org.apache.spark.sql.catalyst.util.{ArrayBasedMapData, ArrayData, GenericArrayData, MapData}
import org.apache.spark.sql.thermite.shim.VectorGetters
import org.apache.spark.sql.types.{DataType, Decimal}
import org.apache.spark.unsafe.types.{CalendarInterval, UTF8String}

/** Values at places of native columns. Unlike those of Spark's rows of vectors, NULLs in arrays are NULL. */
private[arrow] trait NativeGetters extends VectorGetters {
  override protected def vector(i: Int): NativeColumnVector

  override def isNullAt(i: Int): Boolean = vector(i).isNullAt(place(i))
  override def getBoolean(i: Int): Boolean = vector(i).getBoolean(place(i))
  override def getByte(i: Int): Byte = vector(i).getByte(place(i))
  override def getShort(i: Int): Short = vector(i).getShort(place(i))
  override def getInt(i: Int): Int = vector(i).getInt(place(i))
  override def getLong(i: Int): Long = vector(i).getLong(place(i))
  override def getFloat(i: Int): Float = vector(i).getFloat(place(i))
  override def getDouble(i: Int): Double = vector(i).getDouble(place(i))
  override def getUTF8String(i: Int): UTF8String = vector(i).getUTF8String(place(i))
  override def getBinary(i: Int): Array[Byte] = vector(i).getBinary(place(i))
  override def getInterval(i: Int): CalendarInterval = vector(i).getInterval(place(i))
  override def getDecimal(i: Int, precision: Int, scale: Int): Decimal =
    vector(i).getDecimal(place(i), precision, scale)
  override def getArray(i: Int): ArrayData = vector(i).array(place(i))
  override def getMap(i: Int): MapData = vector(i).map(place(i))
  override def getStruct(i: Int, fields: Int): InternalRow = vector(i).struct(place(i))
  override def get(i: Int, dataType: DataType): AnyRef =
    SpecializedGettersReader.read(this, i, dataType, true, true)

  /** The value, which does not change when the columns do. */
  protected final def copied(i: Int): Any = InternalRow.copyValue(get(i, vector(i).dataType()))
}

/** A row of native columns; `rowId` moves it. */
final class NativeRow(columns: Array[NativeColumnVector], var rowId: Int)
    extends InternalRow with NativeGetters {
  override protected def vector(i: Int): NativeColumnVector = columns(i)

  override protected def place(i: Int): Int = rowId

  override def numFields: Int = columns.length

  override def copy(): InternalRow =
    new GenericInternalRow(Array.tabulate[Any](columns.length)(copied))

  override def setNullAt(i: Int): Unit = throw new UnsupportedOperationException

  override def update(i: Int, value: Any): Unit = throw new UnsupportedOperationException
}

/** Elements `start` to `start + numElements` of a column. */
final class NativeArray(elements: NativeColumnVector, start: Int, override val numElements: Int)
    extends ArrayData with NativeGetters {
  override protected def vector(i: Int): NativeColumnVector = elements

  override protected def place(i: Int): Int = start + i

  override def array: Array[Any] = Array.tabulate[Any](numElements)(get(_, elements.dataType()))

  override def copy(): ArrayData =
    new GenericArrayData(Array.tabulate[Any](numElements)(copied))

  override def setNullAt(i: Int): Unit = throw new UnsupportedOperationException

  override def update(i: Int, value: Any): Unit = throw new UnsupportedOperationException
}
