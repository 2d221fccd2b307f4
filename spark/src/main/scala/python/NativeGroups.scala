package org.apache.spark.sql.thermite.python

import org.apache.spark.sql.thermite.arrow.{CArray, NativeBatch}
import org.apache.spark.sql.types.StructType
import org.apache.spark.unsafe.Platform

/**
 * The batches of one group, from its `first` on. A batch is valid until the next is asked for, and
 * `first` until the second.
 */
final class NativeGroup(val first: NativeBatch, next: () => Option[NativeBatch]) extends Iterator[NativeBatch] {
  private var waiting: Option[NativeBatch] = Some(first)

  override def hasNext: Boolean = {
    if (waiting.isEmpty) waiting = next()
    waiting.isDefined
  }

  override def next(): NativeBatch = {
    if (!hasNext) throw new NoSuchElementException("a group has no more batches")
    val batch = waiting.get
    waiting = None
    batch
  }
}

/**
 * Batches of one group each as groups: their last column says of each row whether it begins one. A
 * group is to be read before the next is asked for.
 */
final class NativeGroups(input: Iterator[NativeBatch]) extends Iterator[NativeGroup] {
  private val batches = input.buffered

  override def hasNext: Boolean = batches.hasNext

  override def next(): NativeGroup = new NativeGroup(
    batches.next(),
    () => if (batches.hasNext && !beginsGroup(batches.head)) Some(batches.next()) else None)

  private def beginsGroup(batch: NativeBatch): Boolean = {
    val starts = CArray.child(batch.address, batch.numCols())
    (Platform.getByte(null, CArray.buffer(starts, 1)) & 1) != 0
  }
}

/** The columns that Python gets of groups, and their schema. */
final case class SentGroups(columns: SentColumns, schema: StructType)

/** Groups of two inputs that have the same key; one of them may have no batches. */
final case class CoGroup(left: Iterator[NativeBatch], right: Iterator[NativeBatch])
