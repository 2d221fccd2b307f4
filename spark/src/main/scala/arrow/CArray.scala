package org.apache.spark.sql.thermite.arrow

import org.apache.spark.unsafe.Platform

/** The `ArrowArray` struct of the Arrow C Data Interface, in its 64-bit layout. */
private[thermite] object CArray {
  private val NullCount = 8L
  private val Offset = 16L
  private val BufferCount = 24L
  private val ChildCount = 32L
  private val Buffers = 40L
  private val Children = 48L
  private val Dictionary = 56L
  private val Release = 64L
  private val PrivateData = 72L

  /** Bytes of the struct. */
  val Size = 80L

  def length(array: Long): Int = int(array, 0L, "rows")

  /** -1 if it has not been counted. */
  def nullCount(array: Long): Int = int(array, NullCount, "nulls")

  def offset(array: Long): Int = int(array, Offset, "rows before the first")

  def buffer(array: Long, i: Int): Long = pointer(Platform.getLong(null, array + Buffers), i)

  def child(array: Long, i: Int): Long = pointer(Platform.getLong(null, array + Children), i)

  /** 0 if the values are not dictionary-encoded. */
  def dictionary(array: Long): Long = Platform.getLong(null, array + Dictionary)

  private def pointer(pointers: Long, i: Int): Long = Platform.getLong(null, pointers + 8L * i)

  private def int(array: Long, field: Long, what: String): Int = {
    val value = Platform.getLong(null, array + field)
    if (value.toInt != value) {
      throw new IllegalStateException(s"an Arrow array has $value $what")
    }
    value.toInt
  }

  /** Memory for an array and its pointers, to be freed with `Platform.freeMemory`. */
  def allocate(buffers: Int, children: Int): Long =
    Platform.allocateMemory(Size + 8L * (buffers + children))

  /** Fills memory of [[allocate]]; the importer moves the struct out, so it does so each time. */
  def write(
      array: Long,
      length: Int,
      nullCount: Int,
      buffers: Array[Long],
      children: Array[Long],
      release: Long,
      offset: Int = 0): Unit = {
    val bufferPointers = array + Size
    val childPointers = bufferPointers + 8L * buffers.length
    Platform.putLong(null, array, length.toLong)
    Platform.putLong(null, array + NullCount, nullCount.toLong)
    Platform.putLong(null, array + Offset, offset.toLong)
    Platform.putLong(null, array + BufferCount, buffers.length.toLong)
    Platform.putLong(null, array + ChildCount, children.length.toLong)
    Platform.putLong(null, array + Buffers, if (buffers.isEmpty) 0L else bufferPointers)
    Platform.putLong(null, array + Children, if (children.isEmpty) 0L else childPointers)
    Platform.putLong(null, array + Dictionary, 0L)
    Platform.putLong(null, array + Release, release)
    Platform.putLong(null, array + PrivateData, 0L)
    var i = 0
    while (i < buffers.length) {
      Platform.putLong(null, bufferPointers + 8L * i, buffers(i))
      i += 1
    }
    i = 0
    while (i < children.length) {
      Platform.putLong(null, childPointers + 8L * i, children(i))
      i += 1
    }
  }

  /** Memory for `rows` of `array` from `start`, which share its buffers; to be freed as [[allocate]]. */
  def slice(array: Long, start: Int, rows: Int, release: Long): Long = {
    val slice = Platform.allocateMemory(Size)
    Platform.copyMemory(null, array, null, slice, Size)
    val isWhole = start == 0 && rows == length(array)
    Platform.putLong(null, slice, rows.toLong)
    if (!isWhole) Platform.putLong(null, slice + NullCount, -1L)
    Platform.putLong(null, slice + Offset, offset(array).toLong + start)
    Platform.putLong(null, slice + Release, release)
    Platform.putLong(null, slice + PrivateData, 0L)
    slice
  }
}
