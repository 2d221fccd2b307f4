package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.optimizer.NormalizeNaNAndZero
import org.apache.spark.sql.thermite.expr.Rule.{call, raising}
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._

/** Arithmetic of numbers, and their bits. */
object MathExprs {
  private val numbers = "only numbers"
  private val negated = "only numbers, decimals of up to 34 digits"
  private val doubles = "only doubles"
  private val floats = "only floating-point numbers"
  private val exact = "only whole numbers and decimals"
  private val seeded = "only with the seed 42"

  private def isNumber(e: Expression): Boolean = e.dataType.isInstanceOf[NumericType]

  /** Scala's BigDecimal rounds what it negates to 34 digits (`Decimal.unary_-`). */
  private def isRounded(e: Expression): Boolean = e.dataType match {
    case d: DecimalType => d.precision > java.math.MathContext.DECIMAL128.getPrecision
    case _ => false
  }

  private def isFloat(e: Expression): Boolean = e.dataType == FloatType || e.dataType == DoubleType

  private def isExact(e: Expression): Boolean = isNumber(e) && !isFloat(e)

  private def isFlat(e: Expression): Boolean = e.dataType match {
    case _: ArrayType | _: MapType | _: StructType => false
    case _ => true
  }

  private def arithmetic[E <: BinaryArithmetic: scala.reflect.ClassTag](function: String): Rule =
    call[E](function, numbers, VersionExprs.evalMode(_)) {
      case e if isNumber(e.left) => Seq(e.left, e.right)
    }

  private def bits[E <: BinaryExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function) { case e => Seq(e.left, e.right) }

  private def double[E <: UnaryExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function, doubles) { case e if e.child.dataType == DoubleType => Seq(e.child) }

  private def round[E <: RoundBase: scala.reflect.ClassTag](
      function: String,
      failOnError: E => Boolean): Rule =
    call[E](function, exact, e => raising(failOnError(e))) {
      case e if isExact(e.left) && e.right.foldable => Seq(e.left, e.right)
    }

  val rules: Seq[Rule] = Seq(
    arithmetic[Add]("+"),
    arithmetic[Subtract]("-"),
    arithmetic[Multiply]("*"),
    arithmetic[Divide]("/"),
    arithmetic[IntegralDivide]("div"),
    arithmetic[Remainder]("%"),
    arithmetic[Pmod]("pmod"),
    call[UnaryMinus]("negative", negated, e => raising(e.failOnError)) {
      case e if isNumber(e) && !isRounded(e) => Seq(e.child)
    },
    call[Abs]("abs", negated, e => raising(e.failOnError)) {
      case e if isNumber(e) && !isRounded(e) => Seq(e.child)
    },
    round[Round]("round", _.ansiEnabled),
    round[BRound]("bround", _.ansiEnabled),
    round[RoundCeil]("ceil", _ => false),
    round[RoundFloor]("floor", _ => false),
    call[Ceil]("ceil") { case e => Seq(e.child) },
    call[Floor]("floor") { case e => Seq(e.child) },
    double[Sqrt]("sqrt"),
    double[Rint]("rint"),
    double[Signum]("sign"),
    call[IsNaN]("isnan") { case e => Seq(e.child) },
    call[Greatest]("greatest", "no nested values") { case e if isFlat(e) => e.children },
    call[Least]("least", "no nested values") { case e if isFlat(e) => e.children },
    call[Hex]("hex") { case e => Seq(e.child) },
    call[Bin]("bin") { case e => Seq(e.child) },
    bits[BitwiseAnd]("&"),
    bits[BitwiseOr]("|"),
    bits[BitwiseXor]("^"),
    call[BitwiseNot]("~") { case e => Seq(e.child) },
    call[BitwiseCount]("bit_count") { case e => Seq(e.child) },
    bits[ShiftLeft]("shiftleft"),
    bits[ShiftRight]("shiftright"),
    bits[ShiftRightUnsigned]("shiftrightunsigned"),
    call[Murmur3Hash]("hash", seeded) { case e if e.seed == 42 => e.children },
    call[BloomFilterMightContain]("might_contain", "only filters that subqueries make") {
      case e if !e.bloomFilterExpression.foldable && e.valueExpression.dataType == LongType =>
        Seq(e.bloomFilterExpression, e.valueExpression)
    },
    call[XxHash64]("xxhash64", seeded) { case e if e.seed == 42L => e.children },
    call[NormalizeNaNAndZero]("normalize_nan_and_zero", floats) {
      case e if isFloat(e) => Seq(e.child)
    })
}
