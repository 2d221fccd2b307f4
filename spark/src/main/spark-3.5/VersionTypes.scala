package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters
import org.apache.spark.sql.types.DataType

/** Data types that Spark 3.5 has and others have not: none. */
object VersionTypes {

  /** The type in whose form values of `dataType` travel. */
  def carrier(dataType: DataType): DataType = dataType

  def asRow(dataType: DataType): Option[(SpecializedGetters, Int) => InternalRow] = None
}
