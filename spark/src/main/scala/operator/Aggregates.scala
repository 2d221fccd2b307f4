package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.aggregate.{BaseAggregateExec, HashAggregateExec, ObjectHashAggregateExec, SortAggregateExec}
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.expr.AggregateExprs
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto

/** Hash aggregates: the aggregate, and a projection on it where Spark's operator computes results. */
object Aggregates {

  def hash(
      plan: BaseAggregateExec,
      children: Seq[proto.Operator],
      c: Conversion): Converted[proto.Operator] = {
    val exprs = c.over(AggregateExprs.inputs(plan), plan.groupingExpressions ++ plan.aggregateExpressions)
    for {
      keys <- GroupKeys.of(plan, isMerged(plan))
      output = keys.columns(columns(plan))
      functions = plan.aggregateExpressions ++ keys.firsts.map(_.aggregate)
      grouping <- exprs.convertAll(keys.grouping)
      aggregates <- Fallback.all(functions.map(AggregateExprs.convert(_, exprs)))
      _ <- Fallback.all(output.map(a => Types.convert(a.dataType)))
      projection <- RowOperators.projection(
        plan.resultExpressions,
        c.over(output, plan.resultExpressions).convertAll(plan.resultExpressions))
    } yield {
      val skips = isMerged(plan) && !aggregates.exists(AggregateExprs.isWide)
      val builder = proto.HashAggregate.newBuilder().setMaySkipPartial(skips)
      grouping.foreach(builder.addGrouping(_))
      keys.grouping.foreach(e => builder.addGroupingNames(Types.name(e.toAttribute)))
      aggregates.foreach(builder.addAggregates(_))
      if (plan.resultExpressions == output) {
        c.operator(children).setHashAggregate(builder).build()
      } else {
        val inner = c.builder.nextId()
        val aggregate = c.builder.operator(inner, children: _*).setHashAggregate(builder).build()
        c.operator(Seq(aggregate)).setProject(projection).build()
      }
    }
  }

  /**
   * The columns of the native aggregate: groups, then buffers or results. Buffers are bound by place:
   * a copied function has new ids (`AggregationIterator.generateResultProjection`).
   */
  private def columns(plan: BaseAggregateExec): Seq[Attribute] = {
    val aggregates = plan.aggregateExpressions
    if (aggregates.exists(a => a.mode == Partial || a.mode == PartialMerge)) plan.output
    else plan.groupingExpressions.map(_.toAttribute) ++ plan.aggregateAttributes
  }

  /** The aggregate alone, without the expressions that it computes of its results. */
  def withoutResults(plan: BaseAggregateExec): Option[SparkPlan] = plan match {
    case hash: HashAggregateExec => Some(hash.copy(resultExpressions = columns(hash)))
    case obj: ObjectHashAggregateExec => Some(obj.copy(resultExpressions = columns(obj)))
    case sort: SortAggregateExec => Some(sort.copy(resultExpressions = columns(sort)))
    case _ => None
  }

  /** Buffers out, and a merge over the same keys follows, which tolerates a group that comes twice. */
  private def isMerged(plan: BaseAggregateExec): Boolean =
    plan.requiredChildDistributionExpressions.isEmpty &&
      plan.aggregateExpressions.forall(a => a.mode == Partial || a.mode == PartialMerge)
}
