package org.apache.spark.sql.thermite.python

import scala.jdk.CollectionConverters._

import org.apache.arrow.vector.FieldVector

import org.apache.spark.TaskContext
import org.apache.spark.api.python.{ChainedPythonFunctions, PythonEvalType}
import org.apache.spark.resource.ResourceProfile
import org.apache.spark.sql.catalyst.expressions.{Attribute, PythonUDF, UnsafeProjection}
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.errors.QueryExecutionErrors
import org.apache.spark.sql.execution.python._
import org.apache.spark.sql.execution.python.EvalPythonExec.ArgumentMetadata
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.arrow.{NativeBatch, RowsToArrow}
import org.apache.spark.sql.thermite.exec.Native
import org.apache.spark.sql.types._
import org.apache.spark.sql.vectorized.{ArrowColumnVector, ColumnarBatch, ColumnVector}

/** One task of `ArrowEvalPythonExec`, over batches (`ArrowEvalPythonEvaluatorFactory`). */
final class EvalTask(
    functions: Seq[(ChainedPythonFunctions, Long)],
    places: Array[Array[ArgumentMetadata]],
    schema: StructType,
    sent: SentColumns,
    passed: Array[DataType],
    results: Seq[DataType],
    evalType: Int,
    settings: PythonSettings) extends Serializable {

  def run(input: Iterator[ColumnarBatch]): Iterator[ColumnarBatch] = {
    val context = TaskContext.get()
    val waiting = new WaitingRows(input)
    val runner = new ArrowPythonWithNamedArgumentRunner(
      functions,
      evalType,
      places,
      schema,
      settings.timeZone,
      false,
      settings.worker,
      settings.metrics,
      settings.jobArtifactUUID,
      settings.sessionUUID,
      settings.profiler) with NativeArrowInput {
      override protected def batches: Iterator[NativeBatch] = waiting
      override protected def columns: SentColumns = EvalTask.this.sent
    }
    val types = results.map(_.transformRecursively { case udt: UserDefinedType[_] => udt.sqlType })
    val answers = runner.compute(Iterator.empty, context.partitionId(), context).map { batch =>
      val actual = (0 until batch.numCols()).map(i => batch.column(i).dataType())
      if (!DataType.equalsIgnoreCompatibleCollation(types, actual)) {
        throw QueryExecutionErrors.arrowDataTypeMismatchError("pandas_udf()", types, actual)
      }
      PythonTasks.answer(batch, (0 until batch.numCols()).map(batch.column(_)))
    }
    new PythonResults(answers, Some(waiting), passed.length).batches(passed ++ results, context)
  }
}

/** One task of `MapInBatchExec` (`MapInBatchEvaluatorFactory`). */
final class MapTask(
    function: PythonUDF,
    evalType: Int,
    schema: StructType,
    sent: SentColumns,
    output: Seq[Attribute],
    settings: PythonSettings) extends Serializable {
  private val functions = Seq((ChainedPythonFunctions(Seq(function.func)), function.resultId.id))
  private val expected = function.dataType

  def run(input: Iterator[ColumnarBatch]): Iterator[ColumnarBatch] = {
    val context = TaskContext.get()
    val runner = new ArrowPythonRunner(
      functions,
      evalType,
      Array(Array(0)),
      StructType(Array(StructField("struct", schema))),
      settings.timeZone,
      false,
      settings.worker,
      settings.metrics,
      settings.jobArtifactUUID,
      settings.sessionUUID,
      settings.profiler) with NativeArrowInput {
      override protected val batches: Iterator[NativeBatch] = input.map(_.asInstanceOf[NativeBatch])
      override protected val columns: SentColumns = MapTask.this.sent
    }
    val answers = runner.compute(Iterator.empty, context.partitionId(), context).map { batch =>
      val actual = batch.column(0).dataType()
      if (SQLConf.get.pysparkArrowValidateSchema &&
        !DataType.equalsIgnoreCompatibleNullability(from = actual, to = expected)) {
        throw QueryExecutionErrors.arrowDataTypeMismatchError(
          PythonEvalType.toString(evalType),
          Seq(expected),
          Seq(actual))
      }
      batch
    }
    PythonTasks.rows(answers, output, context)
  }
}

/** One task of `FlatMapGroupsInBatchExec`. */
final class GroupsTask(
    function: PythonUDF,
    places: Array[Int],
    schema: StructType,
    sent: SentColumns,
    output: Seq[Attribute],
    settings: PythonSettings) extends Serializable {
  private val functions = Seq((ChainedPythonFunctions(Seq(function.func)), function.resultId.id))

  def run(input: Iterator[ColumnarBatch]): Iterator[ColumnarBatch] = if (input.isEmpty) Iterator.empty
  else {
    val context = TaskContext.get()
    val runner = new ArrowPythonRunner(
      functions,
      function.evalType,
      Array(places),
      schema,
      settings.timeZone,
      false,
      settings.worker,
      settings.metrics,
      settings.jobArtifactUUID,
      settings.sessionUUID,
      settings.profiler) with NativeGroupsInput {
      override protected val batches: Iterator[NativeBatch] = input.map(_.asInstanceOf[NativeBatch])
      override protected val columns: SentColumns = GroupsTask.this.sent
    }
    val answers = runner.compute(Iterator.empty, context.partitionId(), context)
    PythonTasks.rows(answers, output, context)
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

  /** The fields of the one column of `answers`, as the columns `output`. */
  def rows(
      answers: Iterator[ColumnarBatch],
      output: Seq[Attribute],
      context: TaskContext): Iterator[ColumnarBatch] = {
    lazy val asRows = new RowAnswers(output, context)
    val parts = answers.flatMap { batch =>
      val columns = output.indices.map(i => batch.column(0).getChild(i))
      val fit = columns.zip(output).forall { case (column, attribute) =>
        (attribute.nullable || !column.hasNull) &&
        DataType.equalsIgnoreCompatibleNullability(column.dataType(), attribute.dataType)
      }
      if (fit) Iterator(answer(batch, columns)) else asRows.of(columns, batch.numRows())
    }
    new PythonResults(parts, None, 0).batches(output.map(_.dataType).toArray, context)
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

object MapTask {
  def parts(plan: MapInBatchExec): (PythonUDF, Int, Boolean, Option[ResourceProfile]) = plan match {
    case MapInPandasExec(f: PythonUDF, _, _, isBarrier, profile) =>
      (f, PythonEvalType.SQL_MAP_PANDAS_ITER_UDF, isBarrier, profile)
    case MapInArrowExec(f: PythonUDF, _, _, isBarrier, profile) =>
      (f, PythonEvalType.SQL_MAP_ARROW_ITER_UDF, isBarrier, profile)
    case other => throw new IllegalStateException(s"${other.nodeName} maps no batches")
  }
}
