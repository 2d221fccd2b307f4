package org.apache.spark.sql.thermite.python

import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.expressions.{Alias, Attribute, Expression}
import org.apache.spark.sql.execution.{ProjectExec, SparkPlan}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.operator.{BlockBuilder, NativeBlock, NativeOperatorExec}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.vectorized.ColumnarBatch

/** The native `plan` of which some columns go to Python. */
final case class SentRows(plan: SparkPlan, sent: SentColumns) {

  /** Batches with the rows that Spark sends at once (`BatchedPythonArrowInput`). */
  def rdd(conf: SQLConf): RDD[ColumnarBatch] = {
    val builder = new BlockBuilder(executing = true)
    val rebatch = proto.Rebatch
      .newBuilder()
      .setRows(math.max(conf.arrowMaxRecordsPerBatch, 0))
      .setInStruct(sent.inStruct)
    if (conf.arrowMaxBytesPerBatch != Int.MaxValue) rebatch.setBytes(conf.arrowMaxBytesPerBatch)
    sent.places.foreach(rebatch.addSent(_))
    NativeBlock.rdd(
      plan,
      root => builder.operator(builder.nextId(), root).setRebatch(rebatch).build(),
      builder)
  }
}

object SentRows {

  /** All columns of `child`. */
  def all(child: SparkPlan): SentRows = 
    SentRows(child, SentColumns(child.output.indices.toArray, inStruct = true))

  /** The `arguments` over columns of `child`; those that are none of them come after them. */
  def arguments(child: SparkPlan, arguments: Seq[Expression]): SentRows = {
    val columns = child.output.map(_.exprId)
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
      if (computed.isEmpty) child
      else {
        val added = computed.zipWithIndex.map { case (e, i) => Alias(e, s"argument$i")() }
        NativeOperatorExec(ProjectExec(child.output ++ added, child))
      }
    SentRows(plan, SentColumns(sent.toArray, inStruct = false))
  }
}
