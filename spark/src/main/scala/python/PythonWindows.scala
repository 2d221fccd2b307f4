package org.apache.spark.sql.thermite.python

import org.apache.spark.TaskContext
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.aggregate.{AggregateExpression, Count}
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.window.{WindowExec, WindowExecBase}
import org.apache.spark.sql.thermite.operator.NativeOperatorExec
import org.apache.spark.sql.types.{DataType, IntegerType}
import org.apache.spark.sql.vectorized.ColumnarBatch

/**
 * The frames and functions of a window of Python functions. With a bounded frame Python gets, for each
 * row, the places of the first row of its frame in the partition and of the row after the last.
 */
final class PythonWindows private (plan: WindowExecBase, functions: Seq[(PythonFuncExpression, SpecifiedWindowFrame)]) {
  private val calls = PythonCalls(functions.map(_._1))

  private val bounded = functions.map(_._2).filterNot(isUnbounded).distinct

  private def isUnbounded(frame: SpecifiedWindowFrame): Boolean =
    frame.lower == UnboundedPreceding && frame.upper == UnboundedFollowing

  /**
   * Rows of the frame between the bounds. Counts of growing and of shrinking frames are the bounds of
   * Spark's frames (`WindowFunctionFrame.currentLowerBound`), where there is a row in between.
   */
  private def count(frame: SpecifiedWindowFrame): WindowExpression = WindowExpression(
    Count(Seq(Literal(1))).toAggregateExpression(),
    WindowSpecDefinition(plan.partitionSpec, plan.orderSpec, frame))

  private val rows = SpecifiedWindowFrame(RowFrame, UnboundedPreceding, UnboundedFollowing)

  private val counts: Seq[Alias] = {
    val frames = bounded.flatMap { frame =>
      Seq(frame.copy(lower = UnboundedPreceding), frame.copy(upper = UnboundedFollowing))
    }
    (rows +: frames.filterNot(isUnbounded)).distinct.zipWithIndex.map { case (frame, i) =>
      Alias(count(frame), s"rows$i")()
    }
  }

  private def counted(frame: SpecifiedWindowFrame): Attribute = {
    val wanted = count(if (isUnbounded(frame)) rows else frame)
    counts.find(_.child.asInstanceOf[WindowExpression].windowSpec == wanted.windowSpec).get.toAttribute
  }

  private val bounds: Seq[Expression] = bounded.flatMap { frame =>
    val end = counted(frame.copy(lower = UnboundedPreceding))
    val start = Subtract(counted(rows), counted(frame.copy(upper = UnboundedFollowing)))
    Seq(Least(Seq(start, end)), end).map(Cast(_, IntegerType))
  }

  /** The input of Python functions, with what it needs of its frames. */
  val input: SparkPlan =
    if (bounded.isEmpty) plan.child
    else WindowExec(counts, plan.partitionSpec, plan.orderSpec, plan.child)

  val arguments: Seq[Expression] = bounds ++ calls.arguments

  def work(evalType: Int, settings: PythonSettings): PythonWork = {
    val places = functions.zip(calls.places).map { case ((_, frame), places) =>
      val first = 2 * bounded.indexOf(frame)
      val ofFrame = if (first < 0) Nil else Seq(PythonArgument(first), PythonArgument(first + 1))
      ofFrame.toArray ++ places.map(p => p.copy(place = p.place + bounds.length))
    }
    val kinds = functions.map { case (_, frame) => if (isUnbounded(frame)) "unbounded" else "bounded" }
    PythonWork(
      calls.functions,
      evalType,
      places.toArray,
      PythonCalls.schema(arguments),
      named = true,
      settings.copy(worker = settings.worker + (PythonRules.frameKinds -> kinds.mkString(","))))
  }
}

object PythonWindows {
  /** The windows of `plan`, if each of its results is what one function gives. */
  def of(plan: WindowExecBase): Option[PythonWindows] = {
    val functions = plan.windowExpression.map {
      case Alias(WindowExpression(call: AggregateExpression, spec), _) =>
        (call.aggregateFunction, spec.frameSpecification) match {
          case (f: PythonFuncExpression, frame: SpecifiedWindowFrame) => Some((f: PythonFuncExpression, frame))
          case _ => None
        }
      case _ => None
    }
    if (functions.contains(None)) None else Some(new PythonWindows(plan, functions.flatten))
  }
}

/** Functions of frames of rows: their results are columns beside the rows. */
final class NativeWindowPythonExec(window: WindowExecBase, evalType: Int, windows: PythonWindows)
    extends NativePythonExec(window) {

  override protected def batches(): RDD[ColumnarBatch] = {
    val input = windows.input match {
      case counting: WindowExec => NativeOperatorExec(counting)
      case child => child
    }
    val rows = SentRows.arguments(
      input,
      window.child.output,
      windows.arguments,
      Some(window.partitionSpec))
    val task = new WindowTask(
      windows.work(evalType, settings),
      rows.sent,
      window.child.output.map(_.dataType).toArray,
      window.windowExpression.map(_.toAttribute))
    rows.rdd(conf).mapPartitionsInternal(task.run(_))
  }
}

/** One task of `ArrowWindowPythonExec` or, in Spark 3.5, `WindowInPandasExec`. */
final class WindowTask(
    work: PythonWork,
    sent: SentColumns,
    passed: Array[DataType],
    results: Seq[Attribute]) extends Serializable {

  def run(input: Iterator[ColumnarBatch]): Iterator[ColumnarBatch] = if (input.isEmpty) Iterator.empty
  else {
    val context = TaskContext.get()
    val waiting = WaitingRows.of(PythonTasks.input(input, context), context)
    val answers = PythonRunners.groups(work, sent, new NativeGroups(waiting), context)
    val columns = PythonTasks.declared(answers, results, context) { batch =>
      results.indices.map(batch.column(_))
    }
    new PythonResults(columns, Some(waiting), passed.length)
      .batches(passed ++ results.map(_.dataType), context)
  }
}
