package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions.{Expression, TimestampAddInterval}
import org.apache.spark.sql.execution.{BaseSubqueryExec, CollectMetricsExec, SparkPlan, SubqueryAdaptiveBroadcastExec, SubqueryBroadcastExec}
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan
import org.apache.spark.sql.execution.streaming.operators.stateful.StatefulOperator
import org.apache.spark.sql.internal.SQLConf

/** Spark 4.1. */
object Shims extends SparkShims {
  override def isNullIntolerant(expr: Expression): Boolean = expr.nullIntolerant

  override def maxBroadcastBytes(conf: SQLConf): Long = conf.maxBroadcastTableSizeInBytes

  override def extractsVariants(scan: ParquetScan): Boolean = scan.pushedVariantExtractions.nonEmpty

  override def nullStructs(conf: SQLConf): Boolean =
    conf.getConf(SQLConf.LEGACY_PARQUET_RETURN_NULL_STRUCT_IF_ALL_FIELDS_MISSING)

  override def observedMetrics: String = CollectMetricsExec.ACCUMULATOR_NAME

  override def keepsState(plan: SparkPlan): Boolean = plan.isInstanceOf[StatefulOperator]

  override def addInterval(
      timestamp: Expression,
      interval: Expression,
      zone: Option[String]): Expression = TimestampAddInterval(timestamp, interval, zone)

  override def pruningKeys(plan: BaseSubqueryExec): Option[PruningKeys] = plan match {
    case SubqueryBroadcastExec(name, indices, keys, child) =>
      Some(PruningKeys(name, indices, keys, child))
    case SubqueryAdaptiveBroadcastExec(name, indices, _, _, keys, child) =>
      Some(PruningKeys(name, indices, keys, child))
    case _ => None
  }
}
