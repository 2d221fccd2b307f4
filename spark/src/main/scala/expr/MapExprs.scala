package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.Rule.call
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** Functions of maps. */
object MapExprs {
  private val flatKeys = "only keys without parts"
  val builtKeys = "only keys without parts; no binary ones; floating-point ones only with LAST_WIN"

  val rules: Seq[Rule] = Seq(
    createMap,
    call[MapKeys]("map_keys") { case e => Seq(e.child) },
    call[MapValues]("map_values") { case e => Seq(e.child) },
    call[MapEntries]("map_entries") { case e => Seq(e.child) },
    call[MapFromArrays]("map_from_arrays", builtKeys, (_: MapFromArrays) => dedup) {
      case e if isBuilt(e.dataType.keyType) => Seq(e.left, e.right)
    },
    call[MapFromEntries]("map_from_entries", builtKeys, (_: MapFromEntries) => dedup) {
      case e if isBuilt(e.dataType.keyType) => Seq(e.child)
    },
    call[MapConcat]("map_concat", builtKeys, (_: MapConcat) => dedup) {
      case e if isBuilt(e.dataType.keyType) => e.children
    },
    call[StringToMap](
      "str_to_map",
      "only constant delimiters without special characters of regular expressions",
      (_: StringToMap) => dedup) {
      case e if e.text.dataType == StringType && isPlain(e.pairDelim) && isPlain(e.keyValueDelim) =>
        Seq(e.text, e.pairDelim, e.keyValueDelim)
    },
    call[GetMapValue]("map_value", flatKeys) {
      case e if isFlat(e.key.dataType) => Seq(e.child, e.key)
    },
    call[ElementAt]("map_value", s"only maps; $flatKeys") {
      case e if hasFlatKeys(e.left.dataType) => Seq(e.left, e.right)
    },
    call[Size]("map_size", "only maps") {
      case e if e.child.dataType.isInstanceOf[MapType] =>
        Seq(e.child, Literal(e.legacySizeOfNull))
    })

  /** Interpreted, it gives every map one NaN and one zero for keys; generated, only one with duplicates. */
  private def createMap: Rule =
    Rule.limited[CreateMap](builtKeys) { (e, c) =>
      val key = e.dataType.keyType
      if (isBuilt(key) && !(c.isInLambda && isFloating(key))) c.call(e, "map", e.children, dedup)
      else Fallback.because(s"map has no native version for these arguments: $builtKeys")
    }

  /** `spark.sql.mapKeyDedupPolicy`: native code takes EXCEPTION for ANSI. */
  def dedup: EvalMode.Value = Rule.raising(
    SQLConf.get.getConf(SQLConf.MAP_KEY_DEDUP_POLICY).toString == "EXCEPTION")

  /**
   * Whether `ArrayBasedMapBuilder` is native for these keys. The error of a duplicate names a binary
   * one by its address, and a floating-point one as the Java version writes it.
   */
  def isBuilt(key: DataType): Boolean = key match {
    case BinaryType => false
    case _ if isFloating(key) => VersionExprs.normalizesMapKeys && dedup == EvalMode.LEGACY
    case _ => isFlat(key)
  }

  private def hasFlatKeys(dataType: DataType): Boolean = dataType match {
    case MapType(key, _, _) => isFlat(key)
    case _ => false
  }

  private def isFloating(key: DataType): Boolean = key == FloatType || key == DoubleType

  /** Types whose values have no parts, and no equality but that of their values. */
  def isFlat(key: DataType): Boolean = key match {
    case BooleanType | ByteType | ShortType | IntegerType | LongType | FloatType | DoubleType |
        StringType | BinaryType | DateType | TimestampType | TimestampNTZType =>
      true
    case _: DecimalType | _: YearMonthIntervalType | _: DayTimeIntervalType => true
    case _ => false
  }

  /** A text that means itself to `java.util.regex`. */
  private def isPlain(delimiter: Expression): Boolean = delimiter match {
    case Literal(text: UTF8String, StringType) =>
      text.numBytes > 0 && text.toString.forall(c => !"\\^$.|?*+()[]{}".contains(c))
    case _ => false
  }
}
