package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.expr.Rule.call
import org.apache.spark.sql.types._

/** Functions of strings and pattern matching. */
object StringExprs {
  private val patterns = "only a constant pattern"

  private def isConstant(e: Expression): Boolean = e.foldable

  private def isString(e: Expression): Boolean = e.dataType == StringType

  val rules: Seq[Rule] = Seq(
    call[Like]("like", patterns) {
      case e if isConstant(e.right) => Seq(e.left, e.right, Literal(e.escapeChar.toString))
    },
    call[StartsWith]("startswith", patterns) {
      case e if isConstant(e.right) => Seq(e.left, e.right)
    },
    call[EndsWith]("endswith", patterns) {
      case e if isConstant(e.right) => Seq(e.left, e.right)
    },
    call[Contains]("contains", patterns) {
      case e if isConstant(e.right) => Seq(e.left, e.right)
    },
    call[Substring]("substring", "only strings") {
      case e if isString(e.str) => Seq(e.str, e.pos, e.len)
    },
    call[Length]("length", "only strings") { case e if isString(e.child) => Seq(e.child) })
}
