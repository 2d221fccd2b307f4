package org.apache.spark.sql.thermite.convert

import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.proto.Primitive
import org.apache.spark.sql.types._

/** Spark's data types as proto types; what has none is a reason to fall back. */
object Types {
  private val primitives: Map[DataType, Primitive] = Map(
    NullType -> Primitive.NULL,
    BooleanType -> Primitive.BOOLEAN,
    ByteType -> Primitive.BYTE,
    ShortType -> Primitive.SHORT,
    IntegerType -> Primitive.INT,
    LongType -> Primitive.LONG,
    FloatType -> Primitive.FLOAT,
    DoubleType -> Primitive.DOUBLE,
    StringType -> Primitive.STRING,
    BinaryType -> Primitive.BINARY,
    DateType -> Primitive.DATE,
    TimestampType -> Primitive.TIMESTAMP,
    TimestampNTZType -> Primitive.TIMESTAMP_NTZ)

  def convert(dataType: DataType): Converted[proto.DataType] = dataType match {
    case d: DecimalType if d.scale < 0 =>
      Fallback.because(s"type ${d.sql} has no native form: its scale is negative")
    case d: DecimalType =>
      val decimal = proto.Decimal.newBuilder().setPrecision(d.precision).setScale(d.scale)
      Right(proto.DataType.newBuilder().setDecimal(decimal).build())
    case _: YearMonthIntervalType => Right(primitive(Primitive.YEAR_MONTH_INTERVAL))
    case _: DayTimeIntervalType => Right(primitive(Primitive.DAY_TIME_INTERVAL))
    case ArrayType(element, containsNull) =>
      convert(element).map { element =>
        val list = proto.List.newBuilder().setElement(element).setContainsNull(containsNull)
        proto.DataType.newBuilder().setList(list).build()
      }
    case MapType(key, value, valueContainsNull) =>
      Fallback.both(convert(key), convert(value)).map { case (key, value) =>
        val map = proto.Map.newBuilder().setKey(key).setValue(value)
        map.setValueContainsNull(valueContainsNull)
        proto.DataType.newBuilder().setMap(map).build()
      }
    case struct: StructType =>
      val fields = struct.fields.toSeq.map(f => field(f.name, f.dataType, f.nullable))
      Fallback.all(fields).map { fields =>
        val builder = proto.Struct.newBuilder()
        fields.foreach(builder.addFields(_))
        proto.DataType.newBuilder().setStruct(builder).build()
      }
    case other if Carriers.of(other) != other => convert(Carriers.of(other))
    case other =>
      primitives.get(other) match {
        case Some(p) => Right(primitive(p))
        case None => Fallback.because(s"type ${other.sql} has no native form")
      }
  }

  private def primitive(p: Primitive): proto.DataType =
    proto.DataType.newBuilder().setPrimitive(p).build()

  private def field(name: String, dataType: DataType, nullable: Boolean): Converted[proto.Field] =
    convert(dataType).map { t =>
      proto.Field.newBuilder().setName(name).setType(t).setNullable(nullable).build()
    }

  /** A name that no other attribute of a plan has. */
  def name(attribute: Attribute): String = s"${attribute.name}#${attribute.exprId.id}"

  def schema(attributes: Seq[Attribute]): Converted[proto.Schema] =
    fields(attributes.map(a => field(name(a), a.dataType, a.nullable)))

  def schema(struct: StructType): Converted[proto.Schema] =
    fields(struct.fields.toSeq.map(f => field(f.name, f.dataType, f.nullable)))

  private def fields(fields: Seq[Converted[proto.Field]]): Converted[proto.Schema] =
    Fallback.all(fields).map { fields =>
      val builder = proto.Schema.newBuilder()
      fields.foreach(builder.addFields(_))
      builder.build()
    }
}
