package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions.{Attribute, Expression}
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.aggregate.{HashAggregateExec, ObjectHashAggregateExec, SortAggregateExec}
import org.apache.spark.sql.execution.joins._
import org.apache.spark.sql.execution.window.{WindowExec, WindowGroupLimitExec}
import org.apache.spark.sql.thermite.exec.JvmCode
import org.apache.spark.sql.thermite.expr.ExprConverter
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.python.PythonOperators

/** How one class of Spark's operators becomes native operators over its converted children. */
final case class OperatorConverter(
    operator: Class[_ <: SparkPlan],
    convert: (SparkPlan, Seq[proto.Operator], Conversion) => Converted[proto.Operator])

/** What a converter works with: the id of the operator that it makes, and its block. */
final case class Conversion(id: Int, builder: BlockBuilder) {
  def exprs(inputs: Seq[SparkPlan]): ExprConverter = over(inputs.flatMap(_.output))

  def over(columns: Seq[Attribute], sharing: Seq[Expression] = Nil): ExprConverter =
    builder.exprs(columns, sharing)

  def operator(children: Seq[proto.Operator]): proto.Operator.Builder =
    builder.operator(id, children: _*)
}

/** All operators that become native, from Spark's class to converter. */
object OperatorRegistry {
  def row[P <: SparkPlan](
      convert: (P, Seq[proto.Operator], Conversion) => Converted[proto.Operator])(
      implicit tag: scala.reflect.ClassTag[P]): OperatorConverter =
    OperatorConverter(
      tag.runtimeClass.asInstanceOf[Class[_ <: SparkPlan]],
      (plan, children, conversion) => convert(plan.asInstanceOf[P], children, conversion))

  private lazy val rows: Seq[OperatorConverter] = Seq(
    row[ProjectExec](RowOperators.project),
    row[FilterExec](RowOperators.filter),
    row[SortExec](RowOperators.sort),
    row[SampleExec](RowOperators.sample),
    row[LocalLimitExec](RowOperators.localLimit),
    row[GlobalLimitExec](RowOperators.globalLimit),
    row[UnionExec](RowOperators.union),
    row[ExpandExec](RowOperators.expand),
    row[GenerateExec](Generators.generate),
    row[WindowExec](Windows.window),
    row[WindowGroupLimitExec](Windows.groupLimit),
    row[HashAggregateExec](Aggregates.hash),
    row[SortAggregateExec](Aggregates.hash),
    row[ObjectHashAggregateExec](Aggregates.hash),
    row[BroadcastHashJoinExec](Joins.broadcastHash),
    row[ShuffledHashJoinExec](Joins.shuffledHash),
    row[SortMergeJoinExec](Joins.sortMerge),
    row[BroadcastNestedLoopJoinExec](Joins.nestedLoop),
    row[CartesianProductExec](Joins.cartesian)) ++ PythonOperators.converters

  lazy val converters: Map[Class[_ <: SparkPlan], OperatorConverter] =
    rows.map(r => r.operator -> r).toMap

  /** Whether `original` has a native form over native children, and the code of Spark's in it. */
  def check(original: SparkPlan): Converted[Seq[JvmCode]] = converters.get(original.getClass) match {
    case None => Fallback.because(s"operator ${original.nodeName} has no native version")
    case Some(converter) =>
      val children = original.children.map(_ => proto.Operator.getDefaultInstance)
      val conversion = Conversion(0, new BlockBuilder(executing = false))
      converter.convert(original, children, conversion).map(_ => conversion.builder.functions.all.toSeq)
  }

  /** `original` over its children; `shown` is the node whose metrics it reports. */
  def convert(original: SparkPlan, shown: SparkPlan, builder: BlockBuilder): Converted[Block] =
    converters.get(original.getClass) match {
      case None => Fallback.because(s"operator ${original.nodeName} has no native version")
      case Some(converter) =>
        val id = builder.idOf(shown)
        for {
          children <- Fallback.all(original.children.map(NativeBlock.build(_, builder)))
          operator <- converter
            .convert(original, children.map(_.operator), Conversion(id, builder))
        } yield {
          val layout = original match {
            // UnionExec.doExecute: with a known partitioning the children's partitions stay together.
            case union: UnionExec if union.outputPartitioning.isInstanceOf[UnknownPartitioning] =>
              Layout.concat(id, children)
            case _: CartesianProductExec => Layout.cross(children.head, children.last)
            case _ => Layout.zip(children.map(_.layout))
          }
          Block(operator, layout)
        }
    }
}
