package org.apache.spark.sql.thermite.convert

import com.google.protobuf.ByteString

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.util.{ArrayData, MapData}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** Catalyst's values as proto literals. */
object Literals {

  def convert(value: Any, dataType: DataType): Converted[proto.Literal] =
    Types.convert(dataType).flatMap { t =>
      val literal = proto.Literal.newBuilder().setType(t)
      if (value == null) Right(literal.build()) else set(literal, value, dataType)
    }

  private def set(
      literal: proto.Literal.Builder,
      value: Any,
      dataType: DataType): Converted[proto.Literal] = {
    (value, dataType) match {
      case (v: Boolean, _) => literal.setBoolean(v)
      case (v: Byte, _) => literal.setInteger(v.toLong)
      case (v: Short, _) => literal.setInteger(v.toLong)
      case (v: Int, _) => literal.setInteger(v.toLong)
      case (v: Long, _) => literal.setInteger(v)
      case (v: Float, _) => literal.setFloat(v)
      case (v: Double, _) => literal.setDouble(v)
      case (v: UTF8String, _) =>
        val text = v.toString
        if (UTF8String.fromString(text) != v) {
          return Fallback.because("a string literal is not valid UTF-8")
        }
        literal.setString(text)
      case (v: Array[Byte], _) => literal.setBinary(ByteString.copyFrom(v))
      case (v: Decimal, d: DecimalType) =>
        val unscaled = v.toJavaBigDecimal.setScale(d.scale).unscaledValue()
        literal.setDecimal(ByteString.copyFrom(unscaled.toByteArray))
      case (v: ArrayData, ArrayType(element, _)) =>
        return list(literal, v.toSeq[Any](element).map(convert(_, element)))
      case (v: InternalRow, struct: StructType) =>
        return list(literal, v.toSeq(struct).zip(struct.fields).map { case (value, field) =>
          convert(value, field.dataType)
        })
      case (v: MapData, MapType(key, value, _)) =>
        val keys = v.keyArray().toSeq[Any](key).map(convert(_, key))
        val values = v.valueArray().toSeq[Any](value).map(convert(_, value))
        return list(literal, keys.zip(values).flatMap { case (k, v) => Seq(k, v) })
      case _ => return Fallback.because(s"a literal of type ${dataType.sql} has no native form")
    }
    Right(literal.build())
  }

  private def list(
      literal: proto.Literal.Builder,
      values: Seq[Converted[proto.Literal]]): Converted[proto.Literal] =
    Fallback.all(values).map { values =>
      val list = proto.LiteralList.newBuilder()
      values.foreach(list.addValues(_))
      literal.setList(list).build()
    }
}
