package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions.{Attribute, SortOrder}
import org.apache.spark.sql.catalyst.plans.physical.Partitioning
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.adaptive.BroadcastQueryStageExec
import org.apache.spark.sql.execution.exchange.{BroadcastExchangeLike, ReusedExchangeExec}
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.thermite.cache.CachedRowsExec
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.exec.RowFormat
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.python.PythonOperators

/** Rows of a JVM operator, handed to a native block in Arrow batches. */
final case class RowInputExec(child: SparkPlan) extends UnaryExecNode with NativeExec with Leaf {
  override def output: Seq[Attribute] = child.output

  override def outputPartitioning: Partitioning = child.outputPartitioning

  override def outputOrdering: Seq[SortOrder] = child.outputOrdering

  override lazy val metrics: Map[String, SQLMetric] = NativeMetrics.operator(this)

  override def nodeName: String = "RowInput"

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.idOf(this)
    Types.schema(output).map { schema =>
      val operator = builder.operator(id).setInput(proto.Input.newBuilder().setSchema(schema))
      val parts = if (builder.executing) {
        val rows = child.execute()
        builder.inputs(id) = (rows, RowFormat(DataTypeUtils.fromAttributes(output)))
        rows.partitions.map(split => Part(Nil, rows = Seq(id -> split)))
      } else Array.empty[Part]
      Block(operator.build(), Partitions(parts))
    }
  }

  override protected def withNewChildInternal(newChild: SparkPlan): RowInputExec =
    copy(child = newChild)
}

object RowInputs {

  /** `plan` as the input of a native operator, which may be the JVM's rows. */
  def input(plan: SparkPlan): SparkPlan = if (Leaves.isNative(plan)) plan else of(plan).getOrElse(plan)

  /** The rows of `plan`, which runs on the JVM, as the input of a native operator. */
  def of(plan: SparkPlan): Option[SparkPlan] = plan match {
    case _: BroadcastExchangeLike | _: BroadcastQueryStageExec => None
    case ReusedExchangeExec(_, _: BroadcastExchangeLike) => None
    case rows if Types.schema(rows.output).isRight => Some(RowInputExec(rows))
    case _ => None
  }

  /**
   * The block of `plan` given back to Spark where it does no more than Spark's generated code does
   * without leaving the JVM, or the process of Python: nothing but projections, filters and Python
   * functions of JVM rows.
   */
  def giveBack(plan: SparkPlan): Option[SparkPlan] = plan match {
    case RowInputExec(child) => Some(child)
    case native: NativeOperatorExec =>
      native.original match {
        case cheap if isCheap(cheap) =>
          val given = cheap.children.flatMap(giveBack(_))
          if (given.length == cheap.children.length) Some(cheap.withNewChildren(given)) else None
        case _ => None
      }
    case _ => None
  }

  private def isCheap(plan: SparkPlan): Boolean = plan match {
    case _: ProjectExec | _: FilterExec => true
    case other => PythonOperators.converters.exists(_.operator == other.getClass)
  }

  /**
   * Spark puts a transition below any columnar operator whose input has rows; this one takes rows.
   * A columnar input needs a transition instead. A broadcast is taken as it is by its joins.
   */
  def withoutTransitions(plan: SparkPlan): SparkPlan = CachedRowsExec.of(plan).transformUp {
    case RowInputExec(transition: RowToColumnarExec) => RowInputExec(transition.child)
    case RowInputExec(columnar) if columnar.supportsColumnar =>
      RowInputExec(ColumnarToRowExec(columnar))
    case ColumnarToRowExec(broadcast) if Leaves.broadcast(broadcast).isDefined => broadcast
  }
}
