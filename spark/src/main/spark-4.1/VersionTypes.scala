package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters
import org.apache.spark.sql.types._

/** Data types that Spark 4.1 has and others have not. */
object VersionTypes {
  private val variant = new StructType().add("value", BinaryType).add("metadata", BinaryType)

  /** The type in whose form values of `dataType` travel. */
  def carrier(dataType: DataType): DataType = dataType match {
    case VariantType => variant
    case _: TimeType => LongType
    case other => other
  }

  def asRow(dataType: DataType): Option[(SpecializedGetters, Int) => InternalRow] = dataType match {
    case VariantType =>
      Some { (row, i) =>
        val value = row.getVariant(i)
        InternalRow(value.getValue, value.getMetadata)
      }
    case _ => None
  }
}
