package org.apache.spark.sql.thermite.exec

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.thermite.arrow.{NativeBatch, RowsToArrow}
import org.apache.spark.sql.types.StructType

/** What an RDD that a block reads consists of, and how native code gets it. */
trait InputFormat extends Serializable {
  /** Whether the batches are native code's own, which it takes back. */
  def isNative: Boolean = false

  def batches(input: Iterator[_], batchSize: Int): InputBatches
}

/** The batches of one partition. */
trait InputBatches extends AutoCloseable {
  /**
   * The address of the next batch, a struct-typed `ArrowArray`, valid until the next call or, if it is
   * native code's own, until that takes it; 0 at the end.
   */
  def next(): Long
}

final case class RowFormat(schema: StructType) extends InputFormat {
  override def batches(input: Iterator[_], batchSize: Int): InputBatches = new InputBatches {
    private val rows = input.asInstanceOf[Iterator[InternalRow]]
    private val release = Native.library.releaseAddress()
    private val writer = new RowsToArrow(schema, batchSize, RowsToArrow.DefaultMaxBytes, release)

    override def next(): Long = writer.next(rows)

    override def close(): Unit = writer.close()
  }
}

/** Batches that have an address already. */
case object BatchFormat extends InputFormat {
  override def batches(input: Iterator[_], batchSize: Int): InputBatches = new InputBatches {
    private val batches = input.asInstanceOf[Iterator[NativeBatch]]

    override def next(): Long = if (batches.hasNext) batches.next().address else 0L

    override def close(): Unit = ()
  }
}

/** Batches of another block, which native code takes back. */
case object NativeBatchFormat extends InputFormat {
  override def isNative: Boolean = true

  override def batches(input: Iterator[_], batchSize: Int): InputBatches = new InputBatches {
    private val batches = input.asInstanceOf[Iterator[NativeBatch]]

    override def next(): Long = if (batches.hasNext) batches.next().take().address else 0L

    override def close(): Unit = ()
  }
}
