package org.apache.spark.sql.thermite.convert

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters
import org.apache.spark.sql.thermite.shim.VersionTypes
import org.apache.spark.sql.types._

/**
 * Types that travel in the form of another type, in which Spark's `ColumnVector` reads them. Kernels
 * know only the other type.
 */
object Carriers {
  private val interval =
    new StructType().add("months", IntegerType).add("days", IntegerType).add("microseconds", LongType)

  /** The type that carries `dataType`; itself if it has a form of its own. */
  def of(dataType: DataType): DataType = dataType match {
    case CalendarIntervalType => interval
    case udt: UserDefinedType[_] => of(udt.sqlType)
    case other => VersionTypes.carrier(other)
  }

  /** Whether a value of `dataType`, or a part of it, is no value of its carrier to Spark's code. */
  def isCarried(dataType: DataType): Boolean = dataType.existsRecursively {
    case udt: UserDefinedType[_] => isCarried(udt.sqlType)
    case t => asRow(t).isDefined
  }

  /** Whether files of `dataType` hold something else than its carrier. */
  def isOnlyInMemory(dataType: DataType): Boolean =
    dataType.existsRecursively(t => of(t) != t && !VersionTypes.isCollated(t))

  /** How to take a value of `dataType` as a row of its carrier, if that is a struct. */
  def asRow(dataType: DataType): Option[(SpecializedGetters, Int) => InternalRow] = dataType match {
    case CalendarIntervalType =>
      Some { (row, i) =>
        val interval = row.getInterval(i)
        InternalRow(interval.months, interval.days, interval.microseconds)
      }
    case other => VersionTypes.asRow(other)
  }
}
