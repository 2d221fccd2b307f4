package org.apache.spark.sql.thermite.python

import scala.collection.JavaConverters._

import org.apache.arrow.vector.FieldVector

import org.apache.spark.{ContextAwareIterator, TaskContext}
import org.apache.spark.sql.catalyst.expressions.{Attribute, UnsafeProjection}
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.thermite.arrow.{NativeBatch, RowsToArrow}
import org.apache.spark.sql.thermite.exec.Native
import org.apache.spark.sql.types._
import org.apache.spark.sql.vectorized.{ArrowColumnVector, ColumnarBatch, ColumnVector}

/** One task of `ArrowEvalPythonExec`, over batches (`ArrowEvalPythonEvaluatorFactory`). */
final class EvalTask(
    work: PythonWork,
    sent: SentColumns,
    passed: Array[DataType],
    results: Seq[DataType]) extends Serializable {

  def run(input: Iterator[ColumnarBatch]): Iterator[ColumnarBatch] = {
    val context = TaskContext.get()
    val waiting = WaitingRows.of(PythonTasks.input(input, context), context)
    val answers = PythonRunners.batches(work, sent, waiting, context).map { batch =>
      val columns = (0 until batch.numCols()).map(batch.column(_))
      PythonRules.checkEvaluated(results, columns.map(_.dataType()))
      PythonTasks.answer(batch, columns)
    }
    new PythonResults(answers, Some(waiting), passed.length).batches(passed ++ results, context)
  }
}

/** One task of `MapInBatchExec` (`MapInBatchEvaluatorFactory`). */
final class MapTask(work: PythonWork, expected: DataType, sent: SentColumns, output: Seq[Attribute])
    extends Serializable {

  def run(input: Iterator[ColumnarBatch]): Iterator[ColumnarBatch] = {
    val context = TaskContext.get()
    val batches = PythonTasks.input(input, context)
    val answers = PythonRunners.batches(work, sent, batches, context).map { batch =>
      PythonRules.checkMapped(work.evalType, expected, batch.column(0).dataType())
      batch
    }
    PythonTasks.rows(answers, output, context)
  }
}

/** One task of `FlatMapGroupsInBatchExec` or, in Spark 3.5, `FlatMapGroupsInPandasExec`. */
final class GroupsTask(work: PythonWork, sent: SentColumns, output: Seq[Attribute])
    extends Serializable {

  def run(input: Iterator[ColumnarBatch]): Iterator[ColumnarBatch] = if (input.isEmpty) Iterator.empty
  else {
    val context = TaskContext.get()
    val groups = new NativeGroups(PythonTasks.input(input, context))
    PythonTasks.rows(PythonRunners.groups(work, sent, groups, context), output, context)
  }
}

/** Columns that are not what was declared, and are not checked: read as Spark reads them. */
final class RowAnswers(output: Seq[Attribute], context: TaskContext) {
  private val projection = UnsafeProjection.create(output, output)
  private val writer = new RowsToArrow(
    DataTypeUtils.fromAttributes(output),
    Int.MaxValue,
    RowsToArrow.DefaultMaxBytes,
    Native.library.releaseAddress())
  context.addTaskCompletionListener[Unit](_ => writer.close())

  def of(columns: Seq[ColumnVector], count: Int): Iterator[Answer] = {
    val batch = new ColumnarBatch(columns.toArray)
    batch.setNumRows(count)
    val rows = batch.rowIterator.asScala.map(projection)
    Iterator.continually(writer.next(rows)).takeWhile(_ != 0).map(Written(_, output.length))
  }
}

/** What the tasks share. */
object PythonTasks {

  /** `input` until the task ends (`ContextAwareIterator`). */
  def input(input: Iterator[ColumnarBatch], context: TaskContext): Iterator[NativeBatch] =
    new ContextAwareIterator(context, input).map(_.asInstanceOf[NativeBatch])

  /** The fields of the one column of `answers`, as the columns `output`. */
  def rows(
      answers: Iterator[ColumnarBatch],
      output: Seq[Attribute],
      context: TaskContext): Iterator[ColumnarBatch] = {
    val parts = declared(answers, output, context)(batch => output.indices.map(batch.column(0).getChild(_)))
    new PythonResults(parts, None, 0).batches(output.map(_.dataType).toArray, context)
  }

  /** The `columns` of `answers`, of the types that are declared. */
  def declared(answers: Iterator[ColumnarBatch], output: Seq[Attribute], context: TaskContext)(
      columns: ColumnarBatch => Seq[ColumnVector]): Iterator[Answer] = {
    lazy val asRows = new RowAnswers(output, context)
    answers.flatMap { batch =>
      val given = columns(batch)
      val fit = given.zip(output).forall { case (column, attribute) =>
        (attribute.nullable || !column.hasNull) &&
        DataType.equalsIgnoreCompatibleNullability(column.dataType(), attribute.dataType)
      }
      if (fit) Iterator(answer(batch, given)) else asRows.of(given, batch.numRows())
    }
  }

  def answer(batch: ColumnarBatch, columns: Seq[ColumnVector]): Answer = {
    val vectors = columns.map(_.asInstanceOf[ArrowColumnVector].getValueVector.asInstanceOf[FieldVector])
    Vectors(vectors.toArray, batch.numRows())
  }
}

object GroupsTask {
  /**
   * Where Python finds its arguments among the `columns` that it gets: how many numbers follow, the
   * number of keys, the places of the keys, and those of the data (`PandasGroupUtils.resolveArgOffsets`).
   */
  def places(columns: Array[Attribute], keys: Seq[Attribute], input: Seq[Attribute]): Array[Int] = {
    val data = input.drop(keys.length)
    val first = columns.length - data.length
    val ofKeys = keys.map { key =>
      data.indexWhere(key.semanticEquals) match {
        case -1 => columns.indexWhere(key.semanticEquals)
        case i => first + i
      }
    }
    val ofData = data.indices.map(first + _)
    (Seq(keys.length + data.length + 1, keys.length) ++ ofKeys ++ ofData).toArray
  }
}
