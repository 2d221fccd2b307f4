package org.apache.spark.sql.execution.thermite

import org.apache.spark.{SparkContext, TaskContext}
import org.apache.spark.sql.catalyst.expressions.{Attribute, NamedExpression}
import org.apache.spark.sql.execution.AggregatingAccumulator
import org.apache.spark.sql.thermite.shim.Shims

/** The metrics of `CollectMetricsExec`, from a package that may set an accumulator's state. */
object ObservedMetrics {

  /** An accumulator of `metrics` of rows with the columns `input`. */
  def accumulator(
      sc: SparkContext,
      metrics: Seq[NamedExpression],
      input: Seq[Attribute]): AggregatingAccumulator = {
    val accumulator = AggregatingAccumulator(metrics, input)
    accumulator.register(sc, Some(Shims.observedMetrics))
    accumulator
  }

  /** An accumulator for the rows of this task, which joins `collector` when the task has ended. */
  def ofTask(collector: AggregatingAccumulator): AggregatingAccumulator = {
    val updater = collector.copyAndReset()
    TaskContext.get().addTaskCompletionListener[Unit] { _ =>
      if (collector.isZero) collector.setState(updater) else collector.merge(updater)
    }
    updater
  }
}
