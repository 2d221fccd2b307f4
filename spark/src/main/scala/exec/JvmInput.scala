package org.apache.spark.sql.thermite.exec

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types.StructType

/** What the JVM hands to a leaf of a block: the values of an RDD, partition by partition. */
trait JvmInput extends Serializable {
  /** Gives `host` the batches of one partition. */
  def open(values: Iterator[Any], host: TaskHost, operatorId: Int): proto.Batches
}

/** Rows, which are written to Arrow batches. */
final case class RowsInput(schema: StructType) extends JvmInput {
  override def open(values: Iterator[Any], host: TaskHost, operatorId: Int): proto.Batches = {
    host.addRows(operatorId, values.asInstanceOf[Iterator[InternalRow]], schema)
    proto.Batches.getDefaultInstance
  }
}
