package org.apache.spark.sql.thermite.broadcast

import java.util.UUID

import scala.collection.mutable

import org.apache.spark.SparkEnv
import org.apache.spark.internal.Logging
import org.apache.spark.internal.config
import org.apache.spark.memory.MemoryMode
import org.apache.spark.sql.thermite.exec.{Lease, MemoryPlan, Native}
import org.apache.spark.storage.TempLocalBlockId

/**
 * A broadcast's rows and hash tables in native memory. They stay while a task uses them and are kept
 * for the next one, until its blocks are collected or idle broadcasts hold too much.
 */
private final class DecodedBroadcast(handle: Long, val bytes: Long, freeMemory: () => Unit) {
  private var users = 1
  private var freed = false

  /** Whether it is still there; then the caller is one of its users. */
  def enter(): Boolean = DecodedBroadcast.synchronized {
    if (!freed) {
      users += 1
      DecodedBroadcast.idle -= this
    }
    !freed
  }

  /** The use of a caller that has entered. */
  def lease(): Lease = new Lease(handle, () => leave())

  private def leave(): Unit = DecodedBroadcast.synchronized {
    users -= 1
    if (users == 0 && !freed) {
      DecodedBroadcast.idle += this
      DecodedBroadcast.trim()
    }
  }

  /** Nobody will enter again: the blocks are gone. */
  def abandon(): Unit = DecodedBroadcast.synchronized {
    if (users == 0) free()
  }

  private def free(): Unit = if (!freed) {
    freed = true
    DecodedBroadcast.idle -= this
    Native.library.releaseBroadcast(handle)
    freeMemory()
  }
}

private object DecodedBroadcast extends Logging {
  /** Idle broadcasts hold at most this part of the native memory. */
  private val IdleShare = 4

  /** The one idle for longest first. */
  private val idle = mutable.LinkedHashSet.empty[DecodedBroadcast]

  /** A decoded broadcast with one user. */
  def open(handle: Long): DecodedBroadcast = {
    val bytes = Native.library.broadcastBytes(handle)
    new DecodedBroadcast(handle, bytes, reserve(bytes))
  }

  private def trim(): Unit =
    while (idle.nonEmpty && idle.iterator.map(_.bytes).sum > limit) idle.head.free()

  private def limit: Long = {
    val conf = SparkEnv.get.conf
    math.max(MemoryPlan.poolBytes(conf), conf.get(config.MEMORY_OFFHEAP_SIZE)) / IdleShare
  }

  /**
   * Takes `bytes` of Spark's off-heap storage memory, if that is in use, for which cached blocks make
   * room; gives the action that frees them. What cannot be had is used all the same: a join needs
   * its table.
   */
  private def reserve(bytes: Long): () => Unit = {
    val memory = SparkEnv.get.memoryManager
    val id = TempLocalBlockId(UUID.randomUUID())
    if (MemoryPlan.poolBytes(SparkEnv.get.conf) > 0) () => ()
    else if (memory.acquireStorageMemory(id, bytes, MemoryMode.OFF_HEAP)) { () =>
      memory.releaseStorageMemory(bytes, MemoryMode.OFF_HEAP)
    } else {
      logWarning(s"a broadcast of $bytes bytes is more than spark.memory.offHeap.size has left")
      () => ()
    }
  }
}
