package org.apache.spark.sql.thermite.cache

import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Attribute, SortOrder}
import org.apache.spark.sql.catalyst.plans.physical.Partitioning
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.execution.{RowToColumnarExec, SparkPlan, UnaryExecNode}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.convert.SessionZone
import org.apache.spark.sql.thermite.exec.{NativeBlockBytes, NativePartition, NativeRDD, RowFormat}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types.StructType
import org.apache.spark.sql.vectorized.ColumnarBatch

/**
 * Rows as columns for a cache. Adaptive execution, which is asked for columns before it knows what
 * its plan will give, would else write Spark's vectors for the cache to read row by row.
 */
final case class CachedRowsExec(child: SparkPlan) extends UnaryExecNode {
  override def output: Seq[Attribute] = child.output

  override def outputPartitioning: Partitioning = child.outputPartitioning

  override def outputOrdering: Seq[SortOrder] = child.outputOrdering

  override def supportsColumnar: Boolean = true

  override protected def doExecute(): RDD[InternalRow] = child.execute()

  override protected def doExecuteColumnar(): RDD[ColumnarBatch] =
    CachedRowsExec.block(child.execute(), DataTypeUtils.fromAttributes(output), conf)

  override protected def withNewChildInternal(newChild: SparkPlan): CachedRowsExec =
    copy(child = newChild)
}

object CachedRowsExec {
  /** Nothing but a cache asks for the columns of a whole plan of rows. */
  def of(plan: SparkPlan): SparkPlan = plan match {
    case RowToColumnarExec(rows) if CacheSchema.isNative(rows.output) => CachedRowsExec(rows)
    case other => other
  }

  /** A block that gives `rows` as they are. */
  def block(rows: RDD[InternalRow], schema: StructType, conf: SQLConf): NativeRDD = {
    val leaf = 1
    val input = proto.Input.newBuilder().setSchema(CacheSchema.rows(schema))
    val batchSize = ThermiteConf.batchSize(conf)
    val message = proto.Block
      .newBuilder()
      .setRoot(proto.Operator.newBuilder().setId(leaf).setInput(input))
      .setTimeZone(SessionZone.name)
      .setBatchSize(batchSize)
    val block = NativeBlockBytes(
      message.build().toByteArray,
      schema.fields.map(_.dataType),
      Map.empty,
      batchSize,
      Map(leaf -> RowFormat(schema)))
    val partitions = rows.partitions.map { split =>
      NativePartition(split.index, Nil, Nil, Seq(leaf -> split))
    }
    new NativeRDD(rows.sparkContext, block, partitions, Nil, Map(leaf -> rows))
  }
}
