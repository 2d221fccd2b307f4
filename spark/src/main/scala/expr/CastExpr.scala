package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.types._

/** The casts that native code has, in every mode; the table stands in `native/functions/src/cast`. */
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
}
