package org.apache.spark.sql.thermite.convert

import org.apache.spark.sql.catalyst.expressions.Expression
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.shim.VersionTypes
import org.apache.spark.sql.types._

/**
 * Strings in collations, which are carried as plain strings. Kernels compare bytes, which for these
 * values means another equality and another order, so that whatever compares them takes their keys.
 */
object CollatedStrings {

  /** Whether values of `dataType` are equal if their bytes are, and ordered as these. */
  def isBinary(dataType: DataType): Boolean = find(dataType).isEmpty

  /** The collated strings in `dataType`. */
  private def find(dataType: DataType): Seq[DataType] = dataType match {
    case ArrayType(element, _) => find(element)
    case MapType(key, value, _) => find(key) ++ find(value)
    case StructType(fields) => fields.toSeq.flatMap(f => find(f.dataType))
    case udt: UserDefinedType[_] => find(udt.sqlType)
    case string => Seq(string).filter(VersionTypes.isCollated)
  }

  /** What has equal bytes where `expr` has equal values: it, or with keys for strings. `what` is done by it. */
  def key(expr: Expression, what: String): Converted[Expression] = {
    val collated = find(expr.dataType)
    lazy val key = VersionTypes.collationKey(expr)
    if (collated.isEmpty) Right(expr)
    else if (collated.forall(VersionTypes.isEqualByKey) && isBinary(key.dataType)) Right(key)
    else none(expr, what)
  }

  /** The same, also ordered as the values are. */
  def orderedKey(expr: Expression, what: String): Converted[Expression] =
    if (find(expr.dataType).forall(VersionTypes.isOrderedByKey)) key(expr, what) else none(expr, what)

  private def none(expr: Expression, what: String): Converted[Expression] =
    Fallback.because(s"$what by ${expr.dataType.sql} has no native version")
}
