package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.Rule.deciding
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** Functions of JSON text: native for documents that are strictly JSON. */
object JsonExprs {

  /** One that all versions of `JsonPathParser` read alike; no text that it takes begins or ends with space. */
  private val plainPath =
    """\$(?:\.[^\s.\[\]'*?](?:[^.\[\]'*?]*[^\s.\[\]'*?])?|\['[^\s.\[\]'*?](?:[^\[\]'*?]*[^\s\[\]'*?])?'\]|\[[0-9]{1,3}\])*""".r

  /** A constant path of names and of indexes. */
  private object PlainPath {
    def unapply(e: Expression): Option[String] = e match {
      case Literal(path: UTF8String, StringType) => Some(path.toString).filter(plainPath.pattern.matcher(_).matches())
      case _ => None
    }
  }

  private val certain = "only of types whose text does not depend on formats, without options"

  /** Whether days are written and read by the calendar of `java.time`. */
  private def isIso: Boolean = SQLConf.get.legacyTimeParserPolicy.toString != "LEGACY"

  /** What `from_json` reads. */
  private def isRead(dataType: DataType): Boolean = dataType match {
    case BooleanType | ByteType | ShortType | IntegerType | LongType | DoubleType | StringType => true
    case DateType => isIso
    case struct: StructType =>
      struct.nonEmpty && struct.map(_.name).distinct.size == struct.size &&
      struct.forall(field => field.metadata == Metadata.empty && isRead(field.dataType))
    case ArrayType(element, _) => isRead(element)
    case MapType(StringType, value, _) => isRead(value)
    case _ => false
  }

  /** A record that is read as a whole, without a column of its own text. */
  private def isRecord(dataType: DataType): Boolean = dataType match {
    case struct: StructType =>
      val corrupt = SQLConf.get.getConf(SQLConf.COLUMN_NAME_OF_CORRUPT_RECORD)
      isRead(struct) && !struct.fieldNames.contains(corrupt)
    case _: ArrayType | _: MapType => isRead(dataType)
    case _ => false
  }

  /** What `to_json` writes. */
  private def isWritten(dataType: DataType): Boolean = dataType match {
    case BooleanType | ByteType | ShortType | IntegerType | LongType | DoubleType | StringType => true
    case DateType => isIso
    // A NULL of a column with a default value may be written.
    case struct: StructType =>
      struct.forall(f => !f.metadata.contains("EXISTS_DEFAULT") && isWritten(f.dataType))
    case ArrayType(element, _) => isWritten(element)
    case MapType(StringType, value, _) => isWritten(value)
    case _ => false
  }

  private def writesNulls: Boolean = !SQLConf.get.jsonGeneratorIgnoreNullFields

  /** `to_json` of a value without options. */
  def isWritten(options: Map[String, String], value: Expression): Boolean =
    options.isEmpty && !writesNulls && isWritten(value.dataType)

  private def isName(e: Expression): Boolean = e match {
    case Literal(_: UTF8String, StringType) => true
    case _ => false
  }

  val rules: Seq[Rule] = Seq(
    deciding[GetJsonObject]("get_json_object", "only constant paths of names and indexes") {
      case e @ GetJsonObject(json, PlainPath(_)) if json.dataType == StringType => e.children
    },
    deciding[LengthOfJsonArray]("json_array_length") {
      case e if e.child.dataType == StringType => e.children
    },
    deciding[JsonObjectKeys]("json_object_keys") {
      case e if e.child.dataType == StringType => e.children
    },
    deciding[JsonToStructs]("from_json", certain) {
      case e if e.options.isEmpty && e.child.dataType == StringType && isRecord(e.dataType) =>
        e.children
    },
    deciding[StructsToJson]("to_json", certain) {
      case e if isWritten(e.options, e.child) => e.children
    },
    deciding[GeneratedRows]("json_tuple", "only of json_tuple with constant names") {
      case GeneratedRows(JsonTuple(all @ json +: names)) if json.dataType == StringType && names.forall(isName) =>
        all
    })
}
