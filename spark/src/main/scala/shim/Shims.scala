package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions.Expression
import org.apache.spark.sql.execution.{BaseSubqueryExec, SparkPlan}
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScan
import org.apache.spark.sql.internal.SQLConf

/** What differs between versions of Spark; each version's sources have one `Shims` object. */
trait SparkShims {
  /** Whether the expression is NULL where any of its children is. */
  def isNullIntolerant(expr: Expression): Boolean

  /** The largest broadcast, in bytes. */
  def maxBroadcastBytes(conf: SQLConf): Long

  /** Whether the scan gives fields of variants instead of the variants. */
  def extractsVariants(scan: ParquetScan): Boolean

  /** Whether a struct is null if a Parquet file has none of its wanted fields. */
  def nullStructs(conf: SQLConf): Boolean

  /** The name of the accumulators of `CollectMetricsExec`. */
  def observedMetrics: String

  /** Whether the operator keeps the state of a streaming query. */
  def keepsState(plan: SparkPlan): Boolean

  /** A timestamp and an interval of days and times, or of the calendar. */
  def addInterval(timestamp: Expression, interval: Expression, zone: Option[String]): Expression

  /** The keys of a broadcast that `plan` gives to a scan, which prunes its partitions by them. */
  def pruningKeys(plan: BaseSubqueryExec): Option[PruningKeys]
}

/** `indices` of `buildKeys` are wanted of `child`'s rows. */
final case class PruningKeys(
    name: String,
    indices: Seq[Int],
    buildKeys: Seq[Expression],
    child: SparkPlan)
