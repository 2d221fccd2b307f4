package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions.{Expression, NullIntolerant, TimeAdd}
import org.apache.spark.sql.execution.exchange.BroadcastExchangeExec
import org.apache.spark.sql.execution.{BaseSubqueryExec, SparkPlan, SubqueryAdaptiveBroadcastExec, SubqueryBroadcastExec}
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan
import org.apache.spark.sql.execution.streaming.StatefulOperator
import org.apache.spark.sql.internal.SQLConf

/** Spark 3.5. */
object Shims extends SparkShims {
  override def isNullIntolerant(expr: Expression): Boolean = expr.isInstanceOf[NullIntolerant]

  override def maxBroadcastBytes(conf: SQLConf): Long = BroadcastExchangeExec.MAX_BROADCAST_TABLE_BYTES

  override def extractsVariants(scan: ParquetScan): Boolean = false

  override def nullStructs(conf: SQLConf): Boolean = true

  override def observedMetrics: String = "Collected metrics"

  override def keepsState(plan: SparkPlan): Boolean = plan.isInstanceOf[StatefulOperator]

  override def addInterval(
      timestamp: Expression,
      interval: Expression,
      zone: Option[String]): Expression = TimeAdd(timestamp, interval, zone)

  override def pruningKeys(plan: BaseSubqueryExec): Option[PruningKeys] = plan match {
    case SubqueryBroadcastExec(name, index, keys, child) =>
      Some(PruningKeys(name, Seq(index), keys, child))
    case SubqueryAdaptiveBroadcastExec(name, index, _, _, keys, child) =>
      Some(PruningKeys(name, Seq(index), keys, child))
    case _ => None
  }
}
