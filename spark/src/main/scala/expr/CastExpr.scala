package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions.{Cast, EvalMode}
import org.apache.spark.sql.thermite.convert.{Carriers, Types}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types._

/** The casts that native code has; the table stands in `native/functions/src/cast/mod.rs`. */
object CastExpr {
  def isNative(from: DataType, to: DataType, mode: EvalMode.Value): Boolean = {
    val legacy = mode == EvalMode.LEGACY
    (from, to) match {
      case _ if from == to => true
      case (NullType, _) => true
      case (BooleanType, d: DecimalType) => d.precision > d.scale
      case (BooleanType, _: NumericType | StringType) => true
      case (BooleanType, TimestampType) => legacy
      case (_: IntegralType, _: NumericType | BooleanType | StringType | TimestampType) => true
      case (_: IntegralType, BinaryType) => legacy
      case (FloatType | DoubleType, _: DecimalType) => false
      case (FloatType | DoubleType, _: NumericType | BooleanType | TimestampType) => true
      case (d: DecimalType, ByteType | ShortType | IntegerType) =>
        legacy || d.precision <= 15 || d.scale == 0
      case (_: DecimalType, _: NumericType | BooleanType | StringType | TimestampType) => true
      case (StringType, _: NumericType | BooleanType | BinaryType) => true
      case (StringType, DateType | TimestampType | TimestampNTZType) => true
      case (DateType, StringType | TimestampType | TimestampNTZType) => true
      case (DateType, BooleanType | _: NumericType) => legacy
      case (TimestampType, LongType | FloatType | DoubleType) => true
      case (TimestampType, DateType | StringType | TimestampNTZType) => true
      case (TimestampType, ByteType | ShortType | IntegerType) => !legacy
      case (TimestampType, BooleanType) => legacy
      case (TimestampNTZType, DateType | StringType | TimestampType) => true
      case (ArrayType(f, _), ArrayType(t, _)) => arePartsNative(Seq(f -> t), mode)
      case (f: StructType, t: StructType) if f.length == t.length =>
        arePartsNative(f.map(_.dataType).zip(t.map(_.dataType)), mode)
      case _ => false
    }
  }

  /** try_cast is NULL as a whole, or in a part. */
  private def arePartsNative(parts: Seq[(DataType, DataType)], mode: EvalMode.Value): Boolean =
    mode != EvalMode.TRY && parts.forall { case (from, to) => isNative(from, to, mode) }

  /** Casts take and give strings of all collations alike. */
  private def withoutCollation(dataType: DataType): DataType =
    if (Carriers.of(dataType) == StringType) StringType else dataType

  def convert(cast: Cast, c: ExprConverter): Converted[proto.Expr] = {
    val (from, to) = (withoutCollation(cast.child.dataType), withoutCollation(cast.dataType))
    if (from == StringType && to == StringType) return c.convert(cast.child)
    if (!isNative(from, to, cast.evalMode)) {
      return Fallback.because(s"cast from ${from.sql} to ${to.sql} has no native version")
    }
    for {
      _ <- if (Cast.needsTimeZone(from, to)) c.inSessionZone(cast) else Right(())
      both <- Fallback.both(c.convert(cast.child), Types.convert(to))
    } yield {
      val builder = proto.Cast.newBuilder().setChild(both._1).setType(both._2)
      builder.setMode(c.mode(cast.evalMode))
      c.raisable(cast, cast.evalMode != EvalMode.LEGACY)(_.setCast(builder))
    }
  }
}
