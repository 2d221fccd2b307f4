package org.apache.spark.sql.thermite.cache

import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Attribute, Expression}
import org.apache.spark.sql.columnar.CachedBatch
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.columnar.{InMemoryRelation, InMemoryTableScanExec}
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLMetrics}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator._
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.vectorized.ColumnarBatch

/**
 * A scan of a cached table. It is one of Spark's, because adaptive execution, the UI, observed metrics
 * and streams look for that class.
 */
final class NativeCacheScanExec(
    attributes: Seq[Attribute],
    predicates: Seq[Expression],
    @transient relation: InMemoryRelation)
    extends InMemoryTableScanExec(attributes, predicates, relation) with NativeExec with Leaf {

  override val supportsColumnar: Boolean = true

  override def supportsRowBased: Boolean = false

  override val nodeName: String = relation.cacheBuilder.tableName match {
    case Some(_) => s"NativeCacheScan ${relation.cacheBuilder.cachedName}"
    case None => "NativeCacheScan"
  }

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.operator(this) ++ Map(
    "cachedBatches" -> SQLMetrics.createMetric(sparkContext, "number of cached batches read"))

  override protected def doExecute(): RDD[InternalRow] =
    throw new UnsupportedOperationException(s"$nodeName gives columns, not rows")

  override protected def doExecuteColumnar(): RDD[ColumnarBatch] = NativeBlock.result(this)

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.idOf(this)
    CacheSchema.operators(attributes).map { schema =>
      val operator = builder.operator(id).setInput(proto.Input.newBuilder().setSchema(schema))
      val parts = if (builder.executing) {
        val batches = this.batches()
        val columns = CacheReader.places(relation.output, attributes)
        builder.inputs(id) = (batches, CacheFormat(schema.toByteArray, columns))
        batches.partitions.map(split => Part(Nil, rows = Seq(id -> split)))
      } else Array.empty[Part]
      Block(operator.build(), Partitions(parts))
    }
  }

  /** The cached batches but for those that the predicates rule out. */
  private def batches(): RDD[CachedBatch] = {
    val all = relation.cacheBuilder.cachedColumnBuffers
    val kept = if (conf.inMemoryPartitionPruning) {
      val serializer = relation.cacheBuilder.serializer
      all.mapPartitionsWithIndexInternal(serializer.buildFilter(predicates, relation.output))
    } else all
    val read = longMetric("cachedBatches")
    kept.mapPartitionsInternal(_.map { batch =>
      read += 1
      batch
    })
  }

  override def doCanonicalize(): SparkPlan = super.doCanonicalize() match {
    case scan: InMemoryTableScanExec => NativeCacheScanExec(scan)
    case other => other
  }

  override def canEqual(that: Any): Boolean = that.isInstanceOf[NativeCacheScanExec]

  override def equals(that: Any): Boolean = canEqual(that) && super.equals(that)

  override def hashCode(): Int = super.hashCode()
}

object NativeCacheScanExec {
  private def apply(scan: InMemoryTableScanExec): NativeCacheScanExec =
    new NativeCacheScanExec(scan.attributes, scan.predicates, scan.relation)

  def convert(scan: InMemoryTableScanExec): Converted[SparkPlan] = {
    val relation = scan.relation
    if (!relation.cacheBuilder.serializer.isInstanceOf[ArrowCacheSerializer]) {
      Fallback.because("the table is not cached in native form")
    } else CacheSchema.operators(relation.output).map(_ => apply(scan))
  }
}
