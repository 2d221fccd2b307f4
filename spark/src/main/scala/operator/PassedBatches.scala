package org.apache.spark.sql.thermite.operator

import scala.collection.JavaConverters._

import org.apache.spark.rdd.RDD
import org.apache.spark.sql.Row
import org.apache.spark.sql.catalyst.CatalystTypeConverters
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.plans.physical.{Partitioning, SinglePartition, UnknownPartitioning}
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.execution.thermite.ObservedMetrics
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.exec.NativeBatchFormat
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.vectorized.ColumnarBatch

/** An operator that passes the batches of the block below it on, to the block above it or to the JVM. */
trait PassedBatches extends NativeExec with Leaf {
  protected def batches(): RDD[ColumnarBatch]

  override protected def doExecuteColumnar(): RDD[ColumnarBatch] = batches()

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.idOf(this)
    Types.schema(output).map { schema =>
      val parts = if (builder.executing) {
        val batches = this.batches()
        builder.inputs(id) = (batches, NativeBatchFormat)
        batches.partitions.map(split => Part(Nil, rows = Seq(id -> split)))
      } else Array.empty[Part]
      val input = proto.Input.newBuilder().setSchema(schema)
      Block(builder.operator(id).setInput(input).build(), Partitions(parts))
    }
  }
}

object PassedBatches {
  def convert(plan: UnaryExecNode, native: => SparkPlan): Converted[SparkPlan] =
    if (!Leaves.isNative(plan.child)) {
      Fallback.because(s"its input ${plan.child.nodeName} runs on the JVM")
    } else Types.schema(plan.output).map(_ => native)
}

/** Several partitions of the input one after the other (`CoalesceExec`). */
final case class NativeCoalesceExec(numPartitions: Int, child: SparkPlan)
    extends UnaryExecNode with PassedBatches {
  override def output: Seq[Attribute] = child.output

  override def outputPartitioning: Partitioning =
    if (numPartitions == 1) SinglePartition else UnknownPartitioning(numPartitions)

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.operator(this)

  override def nodeName: String = "NativeCoalesce"

  override protected def batches(): RDD[ColumnarBatch] = {
    val parts = child.executeColumnar()
    if (numPartitions == 1 && parts.getNumPartitions < 1) {
      new CoalesceExec.EmptyRDDWithPartitions(session.sparkContext, numPartitions)
        .mapPartitionsInternal(_ => Iterator.empty: Iterator[ColumnarBatch])
    } else parts.coalesce(numPartitions, shuffle = false)
  }

  override protected def withNewChildInternal(newChild: SparkPlan): NativeCoalesceExec =
    copy(child = newChild)
}

/**
 * Metrics of the rows that pass (`Dataset.observe`). It is one of Spark's operators, because Spark
 * looks for that class when it collects the metrics, which Spark's accumulator computes.
 */
final class NativeCollectMetricsExec(
    name: String,
    metricExpressions: Seq[NamedExpression],
    child: SparkPlan)
    extends CollectMetricsExec(name, metricExpressions, child) with PassedBatches {
  override def nodeName: String = "NativeCollectMetrics"

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.operator(this)

  /** The columns that the metrics read, as rows of the JVM; NULLs in place of the others. */
  private def observed: Seq[Expression] = {
    val read = AttributeSet(metricExpressions)
    output.map(a => if (read.contains(a)) a else Literal(null, a.dataType))
  }

  private lazy val collector: AggregatingAccumulator =
    ObservedMetrics.accumulator(session.sparkContext, metricExpressions, child.output)

  override def collectedMetrics: Row =
    CatalystTypeConverters.createToScalaConverter(metricsSchema)(collector.value).asInstanceOf[Row]

  override def resetMetrics(): Unit = {
    collector.reset()
    super.resetMetrics()
  }

  override protected def batches(): RDD[ColumnarBatch] = {
    val (collector, columns, input) = (this.collector, observed, child.output)
    child.executeColumnar().mapPartitionsInternal { batches =>
      val updater = ObservedMetrics.ofTask(collector)
      val project = UnsafeProjection.create(columns, input)
      batches.map { batch =>
        batch.rowIterator().asScala.foreach(row => updater.add(project(row).copy()))
        batch
      }
    }
  }

  override def canEqual(that: Any): Boolean = that.isInstanceOf[NativeCollectMetricsExec]

  override def equals(that: Any): Boolean = canEqual(that) && super.equals(that)

  override def hashCode(): Int = super.hashCode()

  override protected def withNewChildInternal(newChild: SparkPlan): NativeCollectMetricsExec =
    new NativeCollectMetricsExec(name, metricExpressions, newChild)
}
