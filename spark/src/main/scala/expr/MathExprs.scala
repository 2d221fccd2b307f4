package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.optimizer.NormalizeNaNAndZero
import org.apache.spark.sql.thermite.expr.Rule.{call, raising}
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._

/** Arithmetic of numbers. */
object MathExprs {
  private val numbers = "only numbers, in legacy or ANSI mode"

  private val floats = "only floating-point numbers"

  private def isPlain(e: BinaryArithmetic): Boolean = e.dataType match {
    case _: DecimalType | FloatType | DoubleType => true
    case IntegerType | LongType => VersionExprs.evalMode(e) != EvalMode.TRY
    case _: IntegralType => VersionExprs.evalMode(e) == EvalMode.LEGACY
    case _ => false
  }

  private def isFloat(e: Expression): Boolean = e.dataType == FloatType || e.dataType == DoubleType

  private def arithmetic[E <: BinaryArithmetic: scala.reflect.ClassTag](function: String): Rule =
    call[E](function, numbers, VersionExprs.evalMode(_)) {
      case e if isPlain(e) => Seq(e.left, e.right)
    }

  val rules: Seq[Rule] = Seq(
    arithmetic[Add]("+"),
    arithmetic[Subtract]("-"),
    arithmetic[Multiply]("*"),
    arithmetic[Divide]("/"),
    arithmetic[Remainder]("%"),
    call[UnaryMinus](
      "negative",
      "only floating-point numbers and decimals",
      e => raising(e.failOnError)) {
      case e if e.dataType.isInstanceOf[FractionalType] => Seq(e.child)
    },
    call[NormalizeNaNAndZero]("normalize_nan_and_zero", floats) {
      case e if isFloat(e) => Seq(e.child)
    })
}
