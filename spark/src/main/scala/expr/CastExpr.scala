package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions.{Cast, EvalMode}
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types._

/**
 * The casts that native code has, in every mode; the table stands in `native/functions/src/cast`.
 */
object CastExpr {
  def isNative(from: DataType, to: DataType): Boolean = (from, to) match {
    case _ if from == to => true
    case (NullType, _) => true
    case (ByteType, ShortType | IntegerType | LongType) => true
    case (ShortType, IntegerType | LongType) => true
    case (IntegerType, LongType) => true
    case (_: IntegralType, FloatType | DoubleType | _: DecimalType) => true
    case (FloatType, DoubleType) => true
    case (_: DecimalType, _: DecimalType | DoubleType) => true
    case (DateType, TimestampNTZType) => true
    case _ => false
  }

  def convert(cast: Cast, c: ExprConverter): Converted[proto.Expr] = {
    val (from, to) = (cast.child.dataType, cast.dataType)
    if (!isNative(from, to)) {
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
