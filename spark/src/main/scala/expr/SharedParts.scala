package org.apache.spark.sql.thermite.expr

import scala.collection.mutable

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction

/** Parts that occur in several places of an operator's expressions, by a number for all places of one. */
final class SharedParts private (numbers: Map[Expression, Int]) {
  def number(expr: Expression): Option[Int] = numbers.get(expr)
}

object SharedParts {
  val none = new SharedParts(Map.empty)

  /** What Spark's `EquivalentExpressions` looks for, but native code evaluates a part when it is needed. */
  def of(exprs: Seq[Expression], next: () => Int): SharedParts = {
    val places = mutable.LinkedHashMap.empty[Expression, Int]
    def add(expr: Expression): Unit = expr match {
      case _: LambdaFunction =>
      case part if isShareable(part) =>
        val before = places.getOrElse(part, 0)
        places(part) = before + 1
        if (before == 0) part.children.foreach(add)
      case other => other.children.foreach(add)
    }
    exprs.foreach(add)
    val several = places.collect { case (part, n) if n > 1 => part -> next() }
    if (several.isEmpty) none else new SharedParts(several.toMap)
  }

  private def isShareable(expr: Expression): Boolean = expr match {
    case _: LeafExpression | _: NamedExpression | _: AggregateFunction | _: Unevaluable | _: GetStructField => false
    case _ => expr.deterministic && !expr.foldable
  }
}
