package org.apache.spark.sql.thermite.python

import scala.collection.mutable
import scala.collection.JavaConverters._

import org.apache.arrow.vector.{BaseLargeVariableWidthVector, FieldVector}

import org.apache.spark.sql.thermite.arrow.CArray
import org.apache.spark.unsafe.Platform

/**
 * Arrow's Java vectors as arrays of the C Data Interface, which share their buffers.
 *
 * @param release the address of a C function that does nothing, as arrays' release callback
 */
final class VectorArrays(release: Long) {
  private val memory = mutable.ArrayBuffer.empty[Long]

  private def note(address: Long): Long = {
    memory += address
    address
  }

  def of(vector: FieldVector): Long = {
    val buffers = vector match {
      case large: BaseLargeVariableWidthVector => narrow(large)
      case other => other.getFieldBuffers.asScala.map(_.memoryAddress()).toArray
    }
    write(
      vector.getValueCount,
      vector.getNullCount,
      buffers,
      vector.getChildrenFromFields.asScala.map(of).toArray)
  }

  def slice(array: Long, start: Int, rows: Int): Long = note(CArray.slice(array, start, rows, release))

  def struct(children: Array[Long], rows: Int): Long = write(rows, 0, Array(0L), children)

  private def write(rows: Int, nulls: Int, buffers: Array[Long], children: Array[Long]): Long = {
    val array = note(CArray.allocate(buffers.length, children.length))
    CArray.write(array, rows, nulls, buffers, children, release)
    array
  }

  /** The buffers of strings or binaries, with offsets of 32 bits. */
  private def narrow(vector: BaseLargeVariableWidthVector): Array[Long] = {
    val count = vector.getValueCount
    val offsets = note(Platform.allocateMemory(4L * (count + 1L)))
    var i = 0
    while (i <= count) {
      val end = if (count == 0) 0L else vector.getOffsetBuffer.getLong(8L * i)
      if (end > Int.MaxValue) {
        throw new UnsupportedOperationException(s"a batch column of $end bytes")
      }
      Platform.putInt(null, offsets + 4L * i, end.toInt)
      i += 1
    }
    Array(vector.getValidityBuffer.memoryAddress(), offsets, vector.getDataBuffer.memoryAddress())
  }

  def free(): Unit = {
    memory.foreach(Platform.freeMemory)
    memory.clear()
  }
}
