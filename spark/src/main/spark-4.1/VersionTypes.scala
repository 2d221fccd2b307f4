package org.apache.spark.sql.thermite.shim

import com.ibm.icu.text.RuleBasedCollator

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{CollationKey, Expression, SpecializedGetters}
import org.apache.spark.sql.catalyst.util.CollationFactory
import org.apache.spark.sql.types._

/** Data types that Spark 4.1 has and others have not. */
object VersionTypes {
  private val variant = new StructType().add("value", BinaryType).add("metadata", BinaryType)

  /** The type in whose form values of `dataType` travel. */
  def carrier(dataType: DataType): DataType = dataType match {
    case VariantType => variant
    case _: TimeType => LongType
    case string: StringType if isCollated(string) && string.constraint == NoConstraint => StringType
    case other => other
  }

  /** Whether values are equal, or ordered, otherwise than their bytes. */
  def isCollated(dataType: DataType): Boolean = dataType match {
    case string: StringType => !string.supportsBinaryEquality || !string.supportsBinaryOrdering
    case _ => false
  }

  /**
   * Whether collated strings are equal where their keys are (`CollationFactory.Collation.sortKeyFunction`). In
   * Thai, where punctuation is passed over, ICU's comparator tells strings apart that have one key.
   */
  def isEqualByKey(dataType: DataType): Boolean = dataType match {
    // Its comparator raises an error.
    case IndeterminateStringType => false
    case string: StringType =>
      CollationFactory.fetchCollation(string.collationId).getCollator match {
        case icu: RuleBasedCollator => !icu.isAlternateHandlingShifted
        case _ => true
      }
    case _ => true
  }

  /**
   * Whether a collated string is ordered as its key is. Spark's own collations compare these bytes; ICU's
   * do not for all strings: `Aß` comes after `Äß`, but its key before.
   */
  def isOrderedByKey(dataType: DataType): Boolean = dataType match {
    case string: StringType =>
      CollationFactory.fetchCollation(string.collationId).provider == CollationFactory.PROVIDER_SPARK
    case _ => true
  }

  /** A value with the strings of `expr` as their keys (`HashJoin.normalizeJoinKeys`). */
  def collationKey(expr: Expression): Expression = CollationKey.injectCollationKey(expr)

  def asRow(dataType: DataType): Option[(SpecializedGetters, Int) => InternalRow] = dataType match {
    case VariantType =>
      Some { (row, i) =>
        val value = row.getVariant(i)
        InternalRow(value.getValue, value.getMetadata)
      }
    case _ => None
  }
}
