package org.apache.spark.sql.thermite.expr

import scala.reflect.ClassTag

import org.apache.spark.sql.catalyst.expressions.{EvalMode, Expression}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto

/**
 * How one Catalyst class becomes native: a row of a family's table. `function` is the native
 * function that it calls, empty if it is a form of its own; `limit` says for which arguments it is
 * native, empty if for all.
 */
final case class Rule(
    expression: Class[_ <: Expression],
    function: String,
    limit: String,
    convert: (Expression, ExprConverter) => Converted[proto.Expr]) {

  /** Names the expression in its switch and in the docs. */
  def name: String = expression.getSimpleName
}

object Rule {
  private def classOf[E](implicit tag: ClassTag[E]): Class[_ <: Expression] =
    tag.runtimeClass.asInstanceOf[Class[_ <: Expression]]

  /** An expression that is no call. */
  def form[E <: Expression: ClassTag](
      convert: (E, ExprConverter) => Converted[proto.Expr]): Rule =
    Rule(classOf[E], "", "", (e, c) => convert(e.asInstanceOf[E], c))

  /** The same of one that `convert` takes only within `limit`. */
  def limited[E <: Expression: ClassTag](limit: String)(
      convert: (E, ExprConverter) => Converted[proto.Expr]): Rule =
    Rule(classOf[E], "", limit, (e, c) => convert(e.asInstanceOf[E], c))

  /** An expression that only tells Spark something about its child. */
  def transparent[E <: Expression: ClassTag](child: E => Expression): Rule =
    form[E]((e, c) => c.convert(child(e)))

  /**
   * A call of `function` with `arguments`; where they are undefined the expression is beyond
   * `limit`.
   */
  def call[E <: Expression: ClassTag](
      function: String,
      limit: String = "",
      mode: E => EvalMode.Value = (_: E) => EvalMode.LEGACY)(
      arguments: PartialFunction[E, Seq[Expression]]): Rule =
    within(function, limit, arguments)((e, args, c) => c.call(e, function, args, mode(e)))

  /**
   * A call of a `function` that leaves to Spark's own code the rows that it cannot decide; where the
   * arguments are undefined the expression is beyond `limit`.
   */
  def deciding[E <: Expression: ClassTag](function: String, limit: String = "")(
      arguments: PartialFunction[E, Seq[Expression]]): Rule =
    within(function, limit, arguments)((e, args, c) => c.deciding(e, function, args))

  /** A rule that takes what `arguments` is defined for. */
  private def within[E <: Expression: ClassTag](
      function: String,
      limit: String,
      arguments: PartialFunction[E, Seq[Expression]])(
      convert: (E, Seq[Expression], ExprConverter) => Converted[proto.Expr]): Rule =
    Rule(
      classOf[E],
      function,
      limit,
      (expr, c) => {
        val e = expr.asInstanceOf[E]
        arguments.lift(e) match {
          case Some(args) => convert(e, args, c)
          case None => Fallback.because(s"${e.prettyName} has no native version for these arguments: $limit")
        }
      })

  /** The mode of an expression that only says whether it raises errors. */
  def raising(failOnError: Boolean): EvalMode.Value =
    if (failOnError) EvalMode.ANSI else EvalMode.LEGACY
}
