package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Expression, SpecializedGetters}
import org.apache.spark.sql.types.DataType

/** Data types that Spark 3.5 has and others have not: none. */
object VersionTypes {

  /** The type in whose form values of `dataType` travel. */
  def carrier(dataType: DataType): DataType = dataType

  /** Whether values are equal, or ordered, otherwise than their bytes: strings have no collations. */
  def isCollated(dataType: DataType): Boolean = false

  def isEqualByKey(dataType: DataType): Boolean = true

  def isOrderedByKey(dataType: DataType): Boolean = true

  def collationKey(expr: Expression): Expression = expr

  def asRow(dataType: DataType): Option[(SpecializedGetters, Int) => InternalRow] = None
}
