package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.execution.ScalarSubquery
import org.apache.spark.sql.thermite.expr.Rule.{form, transparent}

/** Names, hints to the planner, subqueries and casts. */
object MiscExprs {
  val rules: Seq[Rule] = Seq(
    transparent[Alias](_.child),
    transparent[KnownNotNull](_.child),
    transparent[KnownNullable](_.child),
    transparent[KnownFloatingPointNormalized](_.child),
    form[ScalarSubquery]((e, c) =>
      c.literal(if (c.executing) e.eval(null) else null, e.dataType)),
    form[Cast](CastExpr.convert))
}
