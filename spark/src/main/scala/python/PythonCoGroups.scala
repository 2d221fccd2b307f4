package org.apache.spark.sql.thermite.python

import org.apache.spark.TaskContext
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Attribute, PythonUDF, UnsafeProjection}
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.execution.{BinaryExecNode, CoGroupedIterator, SparkPlan}
import org.apache.spark.sql.thermite.arrow.NativeBatch
import org.apache.spark.sql.vectorized.ColumnarBatch

/** How Spark calls a function of the groups of two inputs. */
final case class CoGroupsCall(
    function: PythonUDF,
    evalType: Int,
    left: Seq[Attribute],
    right: Seq[Attribute])

/** Functions of the groups of two inputs, which give other rows. */
final class NativeFlatMapCoGroupsExec(groups: BinaryExecNode, call: CoGroupsCall)
    extends NativePythonExec(groups) {

  override protected def batches(): RDD[ColumnarBatch] = {
    val left = new Side(groups.left, call.left)
    val right = new Side(groups.right, call.right)
    val work = PythonWork(
      call.function,
      call.evalType,
      left.places ++ right.places,
      left.sent.schema,
      settings)
    val task = new CoGroupsTask(work, left.groups, right.groups, output)
    left.rows.rdd(conf).zipPartitions(right.rows.rdd(conf))(task.run(_, _))
  }

  private final class Side(plan: SparkPlan, keys: Seq[Attribute]) {
    val rows: SentRows = SentRows.grouped(plan, keys, inStruct = false)
    private val columns = rows.sent.places.map(plan.output(_))

    val places: Array[Int] = GroupsTask.places(columns, keys, plan.output)

    val sent: SentGroups = SentGroups(rows.sent, DataTypeUtils.fromAttributes(columns.toSeq))

    val groups: KeyedGroups = new KeyedGroups(sent, keys, plan.output)
  }
}

/** The groups of one input by their `keys` among its `columns`. */
final class KeyedGroups(val sent: SentGroups, val keys: Seq[Attribute], columns: Seq[Attribute])
    extends Serializable {

  def of(input: Iterator[NativeBatch]): Iterator[(InternalRow, NativeGroup)] = {
    val key = UnsafeProjection.create(keys, columns)
    new NativeGroups(input).map(group => (key(group.first.getRow(0)).copy(), group))
  }
}

/** One task of `FlatMapCoGroupsInBatchExec` or, in Spark 3.5, `FlatMapCoGroupsInPandasExec`. */
final class CoGroupsTask(
    work: PythonWork,
    left: KeyedGroups,
    right: KeyedGroups,
    output: Seq[Attribute]) extends Serializable {

  def run(
      leftInput: Iterator[ColumnarBatch],
      rightInput: Iterator[ColumnarBatch]): Iterator[ColumnarBatch] =
    if (leftInput.isEmpty && rightInput.isEmpty) Iterator.empty
    else {
      val context = TaskContext.get()
      val lefts = left.of(PythonTasks.input(leftInput, context))
      val rights = right.of(PythonTasks.input(rightInput, context))
      val groups = new CoGroupedIterator(rows(lefts), rows(rights), left.keys).map {
        case (_, left, right) => CoGroup(batches(left), batches(right))
      }
      val answers = PythonRunners.cogroups(work, left.sent, right.sent, groups, context)
      PythonTasks.rows(answers, output, context)
    }

  /** Spark's iterator of groups looks at their keys, and gives on what it does not look at. */
  private def rows(
      groups: Iterator[(InternalRow, NativeGroup)]): Iterator[(InternalRow, Iterator[InternalRow])] =
    groups.asInstanceOf[Iterator[(InternalRow, Iterator[InternalRow])]]

  private def batches(rows: Iterator[InternalRow]): Iterator[NativeBatch] =
    rows.asInstanceOf[Iterator[NativeBatch]]
}
