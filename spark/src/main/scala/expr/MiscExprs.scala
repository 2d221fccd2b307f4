package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.execution.ScalarSubquery
import org.apache.spark.sql.thermite.expr.Rule.{call, form, transparent}
import org.apache.spark.sql.types.LongType

/** Names, hints to the planner, subqueries, casts, and what depends on the partition. */
object MiscExprs {
  val rules: Seq[Rule] = Seq(
    transparent[Alias](_.child),
    transparent[KnownNotNull](_.child),
    transparent[KnownNullable](_.child),
    transparent[KnownFloatingPointNormalized](_.child),
    form[ScalarSubquery]((e, c) =>
      c.literal(if (c.executing) e.eval(null) else null, e.dataType)),
    form[Cast](CastExpr.convert),
    call[MonotonicallyIncreasingID]("monotonically_increasing_id") { case _ => Nil },
    call[SparkPartitionID]("spark_partition_id") { case _ => Nil },
    call[Uuid]("uuid") { case Uuid(Some(seed)) => Seq(Literal(seed)) },
    random[Rand]("rand"),
    random[Randn]("randn"))

  private def random[E <: RDG: scala.reflect.ClassTag](function: String): Rule =
    call[E](function, "only constant seeds") {
      case e if e.seedExpression.foldable => Seq(Literal(seed(e.seedExpression.eval()), LongType))
    }

  private def seed(value: Any): Long = value match {
    case int: Int => int.toLong
    case long: Long => long
    case null => 0L
  }
}
