package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.executor.{ShuffleWriteMetrics, TempShuffleReadMetrics}
import org.apache.spark.sql.execution.metric._

/** Spark's shuffle metrics where a record of the shuffle manager is a run of blocks: rows count. */
final class RowReadReporter(task: TempShuffleReadMetrics, metrics: Map[String, SQLMetric])
    extends SQLShuffleReadMetricsReporter(task, metrics) {
  def incRowsRead(rows: Long): Unit = super.incRecordsRead(rows)

  override def incRecordsRead(records: Long): Unit = ()
}

final class RowWriteReporter(task: ShuffleWriteMetrics, metrics: Map[String, SQLMetric])
    extends SQLShuffleWriteMetricsReporter(task, metrics) {
  def incRowsWritten(rows: Long): Unit = super.incRecordsWritten(rows)

  override def incRecordsWritten(records: Long): Unit = ()

  override def decRecordsWritten(records: Long): Unit = ()
}
