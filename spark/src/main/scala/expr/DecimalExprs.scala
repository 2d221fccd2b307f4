package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.expr.Rule.{call, raising}

/** Decimals between precisions and scales. */
object DecimalExprs {
  val rules: Seq[Rule] = Seq(
    call[CheckOverflow]("check_overflow", mode = e => raising(!e.nullOnOverflow)) {
      case e => Seq(e.child)
    },
    call[MakeDecimal]("make_decimal", mode = e => raising(!e.nullOnOverflow)) {
      case e => Seq(e.child)
    },
    call[UnscaledValue]("unscaled_value") { case e => Seq(e.child) })
}
