package org.apache.spark.sql.thermite.python

import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.expressions.{Alias, Attribute, Expression}
import org.apache.spark.sql.execution.{ProjectExec, SparkPlan}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.convert.CollatedStrings
import org.apache.spark.sql.thermite.expr.{ExprConverter, PredicateExprs}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator.{BlockBuilder, NativeBlock, NativeOperatorExec}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.vectorized.ColumnarBatch

/** The native `plan` of which some columns go to Python; with `groups`, one group of these after the other. */
final case class SentRows(plan: SparkPlan, sent: SentColumns, groups: Option[Seq[Expression]] = None) {

  /**
   * Batches with the rows that Spark sends at once (`BatchedPythonArrowInput`). With groups there is
   * a column more, after all others, which says of each row whether it begins a group.
   */
  def rdd(conf: SQLConf): RDD[ColumnarBatch] = {
    val builder = new BlockBuilder(executing = true)
    val rebatch = proto.Rebatch
      .newBuilder()
      .setRows(if (groups.isEmpty || PythonRules.cutsGroups) math.max(conf.arrowMaxRecordsPerBatch, 0) else 0)
      .setInStruct(sent.inStruct)
    PythonRules.maxBytes(conf).foreach(rebatch.setBytes(_))
    sent.places.foreach(rebatch.addSent(_))
    groups.foreach { groups =>
      rebatch.setGrouped(true)
      SentRows.keys(groups, builder.exprs(plan.output)).foreach(_.foreach(rebatch.addGroups(_)))
    }
    NativeBlock.rdd(
      plan,
      root => builder.operator(builder.nextId(), root).setRebatch(rebatch).build(),
      builder)
  }
}

object SentRows {

  /** The expressions of which rows of one group have the same values (`GroupedIterator`). */
  def keys(groups: Seq[Expression], exprs: ExprConverter): Converted[Seq[proto.Expr]] =
    Fallback.all(groups.map { group =>
      val key = group match {
        case Alias(value, _) => value
        case other => other
      }
      for {
        _ <- PredicateExprs.ordered(key.dataType, "a group")
        bytes <- CollatedStrings.key(key, "a group")
        converted <- exprs.convert(bytes)
      } yield converted
    })

  /** The rows of `child` group by group, without the columns that a key and the data share. */
  def grouped(child: SparkPlan, groups: Seq[Attribute], inStruct: Boolean): SentRows = {
    val data = child.output.drop(groups.length)
    val columns = groups.indices.filterNot(i => data.exists(_.semanticEquals(groups(i)))) ++
      data.indices.map(_ + groups.length)
    SentRows(child, SentColumns(columns.toArray, inStruct), Some(groups))
  }

  /** All columns of `child`. */
  def all(child: SparkPlan): SentRows = 
    SentRows(child, SentColumns(child.output.indices.toArray, inStruct = true))

  /** The `arguments` over columns of `child`: those that are not `kept` come after these. */
  def arguments(
      child: SparkPlan,
      kept: Seq[Attribute],
      arguments: Seq[Expression],
      groups: Option[Seq[Expression]] = None): SentRows = {
    val columns = kept.map(_.exprId)
    def isColumn(argument: Expression): Boolean = argument match {
      case attribute: Attribute => columns.contains(attribute.exprId)
      case _ => false
    }
    val computed = arguments.filterNot(isColumn)
    val sent = arguments.map {
      case column: Attribute if isColumn(column) => columns.indexOf(column.exprId)
      case other => columns.length + computed.indexWhere(_ eq other)
    }
    val plan =
      if (computed.isEmpty && kept == child.output) child
      else {
        val added = computed.zipWithIndex.map { case (e, i) => Alias(e, s"argument$i")() }
        NativeOperatorExec(ProjectExec(kept ++ added, child))
      }
    SentRows(plan, SentColumns(sent.toArray, inStruct = false), groups)
  }
}
