package org.apache.spark.sql.thermite.convert

import org.apache.spark.sql.catalyst.expressions.{Attribute, ExprId}

/** The input columns of an operator; binds attributes to ordinals. */
final class Inputs(val attributes: Seq[Attribute]) {
  private val ordinals: Map[ExprId, Int] =
    attributes.zipWithIndex.reverseIterator.map { case (a, i) => a.exprId -> i }.toMap

  def ordinal(attribute: Attribute): Option[Int] = ordinals.get(attribute.exprId)
}
