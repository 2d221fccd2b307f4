package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions.{Alias, Attribute, NamedExpression}
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.thermite.convert.CollatedStrings
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted

/**
 * By what native code groups. Collated strings are grouped by their keys; the string of a group is that of
 * its first row, as in `SortBasedAggregationIterator`, which meets equal ones in the order of the input.
 */
final case class GroupKeys(grouping: Seq[NamedExpression], firsts: Seq[FirstOfGroup]) {

  /** The columns that the native aggregate gives in place of `columns`, Spark's, which begin with the groups. */
  def columns(columns: Seq[Attribute]): Seq[Attribute] =
    grouping.map(_.toAttribute) ++ columns.drop(grouping.length) ++ firsts.flatMap(_.columns)
}

/** Gives `group`, a column of Spark's aggregate. */
final case class FirstOfGroup(group: NamedExpression, mode: AggregateMode) {
  private val first = First(
    group match {
      case Alias(value, _) => value
      case column => column
    },
    ignoreNulls = false)

  val aggregate: AggregateExpression = AggregateExpression(first, mode, isDistinct = false)

  /** The value; in a buffer whether there is one comes after it. */
  def columns: Seq[Attribute] = mode match {
    case Partial => group.toAttribute +: first.aggBufferAttributes.tail
    case _ => Seq(group.toAttribute)
  }
}

object GroupKeys {

  /** `isMerged` says of an aggregate without functions whether it may give a group twice. */
  def of(plan: BaseAggregateExec, isMerged: Boolean): Converted[GroupKeys] = {
    val mode = plan.aggregateExpressions.headOption.map(_.mode) match {
      case Some(Partial | PartialMerge) => Partial
      case None if isMerged => Partial
      case _ => Complete
    }
    Fallback.all(plan.groupingExpressions.map(key)).map { grouping =>
      val replaced = plan.groupingExpressions.zip(grouping).collect { case (group, key) if key.ne(group) => group }
      GroupKeys(grouping, replaced.map(FirstOfGroup(_, mode)))
    }
  }

  private def key(group: NamedExpression): Converted[NamedExpression] =
    if (CollatedStrings.isBinary(group.dataType)) Right(group)
    else CollatedStrings.key(group, "grouping").map(Alias(_, group.name)())
}
