package org.apache.spark.sql.thermite.cache

import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types._

/** The columns of a cached table for native code. */
object CacheSchema {

  /** Whether tables of these columns are kept in native form; others are in Spark's. */
  def isNative(schema: StructType): Boolean = Types.schema(schema).isRight

  def isNative(columns: Seq[Attribute]): Boolean = isNative(DataTypeUtils.fromAttributes(columns))

  /** For native operators. */
  def operators(columns: Seq[Attribute]): Converted[proto.Schema] = Types.schema(columns)

  /**
   * For rows of the JVM, into the cache and out of it: with strings as binaries, which have the same
   * form, because strings of the JVM need not be UTF-8.
   */
  def rows(schema: StructType): proto.Schema =
    Types.schema(withBytes(schema).asInstanceOf[StructType]) match {
      case Right(schema) => schema
      case Left(fallback) => throw new IllegalStateException(fallback.reasons.mkString("; "))
    }

  private def withBytes(dataType: DataType): DataType = dataType match {
    case _: StringType => BinaryType
    case ArrayType(element, containsNull) => ArrayType(withBytes(element), containsNull)
    case MapType(key, value, containsNull) => MapType(withBytes(key), withBytes(value), containsNull)
    case StructType(fields) => StructType(fields.map(f => f.copy(dataType = withBytes(f.dataType))))
    case udt: UserDefinedType[_] => withBytes(udt.sqlType)
    case other => other
  }
}
