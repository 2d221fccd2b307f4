package org.apache.spark.sql.thermite.python

import java.util.concurrent.ConcurrentLinkedQueue

import org.apache.spark.TaskContext
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.execution.UnaryExecNode
import org.apache.spark.sql.thermite.exec.{InputFormat, RowFormat}
import org.apache.spark.sql.thermite.operator.NativeBlock
import org.apache.spark.sql.vectorized.ColumnarBatch

/** How Spark calls aggregate functions. */
final case class AggregateCall(
    keys: Seq[NamedExpression],
    aggregates: Seq[AggregateExpression],
    results: Seq[NamedExpression],
    evalType: Int) {
  val calls: PythonCalls =
    PythonCalls(aggregates.map(_.aggregateFunction.asInstanceOf[Expression with PythonFuncExpression]))

  /** The columns of which the values of the keys are made. */
  val keyColumns: Seq[Attribute] = AttributeSet(keys).toSeq
}

/**
 * Aggregate functions: they get groups as native batches. What they give is a row of a group, from which
 * Spark's own code makes the result.
 */
final class NativeAggregatePythonExec(aggregate: UnaryExecNode, call: AggregateCall)
    extends NativePythonExec(aggregate) {

  override protected def results(): (RDD[_], InputFormat) = {
    val rows =
      SentRows.arguments(aggregate.child, call.keyColumns, call.calls.arguments, Some(call.keys))
    val task = new AggregateTask(
      PythonWork(call.calls, call.evalType, settings),
      rows.sent,
      call.keys,
      call.keyColumns,
      call.aggregates.map(_.resultAttribute),
      call.results)
    (rows.rdd(conf).mapPartitionsInternal(task.run(_)), RowFormat(DataTypeUtils.fromAttributes(output)))
  }

  override protected def batches(): RDD[ColumnarBatch] = NativeBlock.result(this)
}

/** One task of `ArrowAggregatePythonExec` or, in Spark 3.5, `AggregateInPandasExec`. */
final class AggregateTask(
    work: PythonWork,
    sent: SentColumns,
    keys: Seq[NamedExpression],
    keyColumns: Seq[Attribute],
    aggregates: Seq[Attribute],
    results: Seq[NamedExpression]) extends Serializable {

  def run(input: Iterator[ColumnarBatch]): Iterator[InternalRow] = if (input.isEmpty) Iterator.empty
  else {
    val context = TaskContext.get()
    val key = UnsafeProjection.create(keys, keyColumns)
    // Of the groups that Python has and has not answered for yet.
    val waiting = new ConcurrentLinkedQueue[UnsafeRow]
    val groups = new NativeGroups(PythonTasks.input(input, context)).map { group =>
      waiting.add(key(group.first.getRow(0)).copy())
      group
    }
    val result = UnsafeProjection.create(results, keys.map(_.toAttribute) ++ aggregates)
    val joined = new JoinedRow
    PythonRunners.groups(work, sent, groups, context).map { batch =>
      result(joined(waiting.remove(), batch.rowIterator.next()))
    }
  }
}
