package org.apache.spark.sql.thermite.arrow

import org.apache.spark.unsafe.Platform

/** Off-heap memory that grows by doubling and keeps its contents. */
private[arrow] final class OffHeapBuffer(initialBytes: Long) extends AutoCloseable {
  private var at = Platform.allocateMemory(initialBytes)
  private var capacity = initialBytes

  def address: Long = at

  /** Makes room for `bytes` from the beginning. */
  def reserve(bytes: Long): Unit = if (bytes > capacity) {
    val grown = math.max(bytes, capacity * 2)
    at = Platform.reallocateMemory(at, capacity, grown)
    capacity = grown
  }

  override def close(): Unit = if (at != 0) {
    Platform.freeMemory(at)
    at = 0
    capacity = 0
  }
}

/** Arrow's bits, the lowest of a byte first. */
private[arrow] final class BitBuffer extends AutoCloseable {
  private val bytes = new OffHeapBuffer(64)

  def address: Long = bytes.address

  def set(i: Int, value: Boolean): Unit = {
    val offset = i >> 3
    val mask = 1 << (i & 7)
    bytes.reserve(offset + 1L)
    val at = bytes.address + offset
    // The first bit of a byte writes it whole, so that nothing is left of an earlier batch.
    val before = if (mask == 1) 0 else Platform.getByte(null, at).toInt
    Platform.putByte(null, at, (if (value) before | mask else before & ~mask).toByte)
  }

  /** Sets the first `count` bits; the others of their last byte are undefined. */
  def setAll(count: Int): Unit = {
    val length = (count + 7L) >> 3
    bytes.reserve(length)
    Platform.setMemory(bytes.address, 0xff.toByte, length)
  }

  override def close(): Unit = bytes.close()
}
