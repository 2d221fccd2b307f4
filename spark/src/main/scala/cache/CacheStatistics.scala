package org.apache.spark.sql.thermite.cache

import java.math.{BigDecimal, BigInteger}

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow
import org.apache.spark.sql.thermite.convert.{Carriers, CollatedStrings}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** The statistics of a cached batch as `SimpleMetricsCachedBatch` lays them out. */
object CacheStatistics {
  def row(batch: proto.CachedBatch, types: Array[DataType]): InternalRow = {
    val values = types.indices.flatMap { i =>
      val column = batch.getColumns(i)
      Seq[Any](
        if (column.hasLower && hasBounds(types(i))) bound(column.getLower, types(i)) else null,
        if (column.hasUpper && hasBounds(types(i))) bound(column.getUpper, types(i)) else null,
        column.getNullCount,
        batch.getRows,
        column.getSize)
    }
    new GenericInternalRow(values.toArray)
  }

  /** Native code has only the least and the greatest bytes of a collated string. */
  def hasBounds(dataType: DataType): Boolean = CollatedStrings.isBinary(dataType)

  /** NULL for types whose values Spark does not compare. */
  private def bound(value: proto.Literal, dataType: DataType): Any = Carriers.of(dataType) match {
    case BooleanType => value.getBoolean
    case ByteType => value.getInteger.toByte
    case ShortType => value.getInteger.toShort
    case IntegerType | DateType | _: YearMonthIntervalType => value.getInteger.toInt
    case LongType | TimestampType | TimestampNTZType | _: DayTimeIntervalType => value.getInteger
    case FloatType => value.getFloat
    case DoubleType => value.getDouble
    case _: StringType => UTF8String.fromBytes(value.getBinary.toByteArray)
    case DecimalType.Fixed(precision, scale) =>
      val unscaled = new BigInteger(value.getDecimal.toByteArray)
      Decimal(scala.BigDecimal(new BigDecimal(unscaled, scale)), precision, scale)
    case _ => null
  }
}
