package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.optimizer.NormalizeNaNAndZero
import org.apache.spark.sql.thermite.shim.Shims
import org.apache.spark.sql.types._

/**
 * A Catalyst expression that is one call of a native function. `arguments` are the expressions to
 * pass; None means that the function cannot be native for these arguments, with [[limit]] as the
 * reason.
 */
final case class NativeCall(
    expression: Class[_ <: Expression],
    function: String,
    limit: String,
    arguments: Expression => Option[Seq[Expression]],
    mode: Expression => EvalMode.Value)

/** All expressions that become calls: from Catalyst class to native function. */
object ExprRegistry {
  private def call[E <: Expression](
      function: String,
      limit: String = "",
      mode: Expression => EvalMode.Value = _ => EvalMode.LEGACY)(
      arguments: PartialFunction[E, Seq[Expression]])(
      implicit tag: scala.reflect.ClassTag[E]): NativeCall =
    NativeCall(
      tag.runtimeClass.asInstanceOf[Class[_ <: Expression]],
      function,
      limit,
      e => arguments.lift(e.asInstanceOf[E]),
      mode)

  private val numbers = "only numbers, in legacy or ANSI mode"

  private def plain(e: BinaryArithmetic): Boolean = e.dataType match {
    case _: DecimalType => true
    case FloatType | DoubleType => true
    case IntegerType | LongType => Shims.evalMode(e) != EvalMode.TRY
    case _: IntegralType => Shims.evalMode(e) == EvalMode.LEGACY
    case _ => false
  }

  private def arithmetic[E <: BinaryArithmetic](function: String)(
      implicit tag: scala.reflect.ClassTag[E]): NativeCall =
    call[E](function, numbers, Shims.evalMode) { case e if plain(e) => Seq(e.left, e.right) }

  private def constant(e: Expression): Boolean = e.foldable

  private val patterns = "only a constant pattern"

  private val rows: Seq[NativeCall] = Seq(
    arithmetic[Add]("+"),
    arithmetic[Subtract]("-"),
    arithmetic[Multiply]("*"),
    arithmetic[Divide]("/"),
    arithmetic[Remainder]("%"),
    call[UnaryMinus]("negative", "only floating-point numbers and decimals") {
      case e if e.dataType.isInstanceOf[FractionalType] => Seq(e.child)
    },
    call[CheckOverflow](
      "check_overflow",
      "",
      e => if (e.asInstanceOf[CheckOverflow].nullOnOverflow) EvalMode.LEGACY else EvalMode.ANSI) {
      case e => Seq(e.child)
    },
    call[MakeDecimal](
      "make_decimal",
      "",
      e => if (e.asInstanceOf[MakeDecimal].nullOnOverflow) EvalMode.LEGACY else EvalMode.ANSI) {
      case e => Seq(e.child)
    },
    call[UnscaledValue]("unscaled_value") { case e => Seq(e.child) },
    call[NormalizeNaNAndZero]("normalize_nan_and_zero", "only floating-point numbers") {
      case e if e.dataType == FloatType || e.dataType == DoubleType => Seq(e.child)
    },
    call[Like]("like", patterns) {
      case e if constant(e.right) => Seq(e.left, e.right, Literal(e.escapeChar.toString))
    },
    call[StartsWith]("startswith", patterns) { case e if constant(e.right) => Seq(e.left, e.right) },
    call[EndsWith]("endswith", patterns) { case e if constant(e.right) => Seq(e.left, e.right) },
    call[Contains]("contains", patterns) { case e if constant(e.right) => Seq(e.left, e.right) },
    call[Substring]("substring", "only strings") {
      case e if e.str.dataType == StringType => Seq(e.str, e.pos, e.len)
    },
    call[Length]("length", "only strings") { case e if e.child.dataType == StringType => Seq(e.child) },
    call[Year]("year") { case e => Seq(e.child) },
    call[Month]("month") { case e => Seq(e.child) },
    call[DayOfMonth]("day") { case e => Seq(e.child) },
    call[Quarter]("quarter") { case e => Seq(e.child) },
    call[DateAdd]("date_add") { case e => Seq(e.startDate, e.days) },
    call[DateSub]("date_sub") { case e => Seq(e.startDate, e.days) },
    call[DateDiff]("datediff") { case e => Seq(e.endDate, e.startDate) })

  val calls: Map[Class[_ <: Expression], NativeCall] = rows.map(r => r.expression -> r).toMap
}
