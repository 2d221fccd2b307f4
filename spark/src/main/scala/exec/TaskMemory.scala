package org.apache.spark.sql.thermite.exec

import org.apache.spark.internal.Logging
import org.apache.spark.memory.{MemoryConsumer, MemoryMode, TaskMemoryManager}

/** A task's native memory as Spark's off-heap memory. */
final class TaskMemory(
    manager: TaskMemoryManager,
    onLeak: Long => Unit = TaskMemory.warn)
    extends MemoryConsumer(manager, manager.pageSizeBytes(), MemoryMode.OFF_HEAP) {

  /**
   * Frees nothing. That is sound: 0 says so, and Spark goes on to its next consumer or grants less.
   * Native operators spill when they are refused memory themselves, never when another consumer
   * asks, because the thread that asks cannot wait for the one that runs the native plan.
   */
  override def spill(size: Long, trigger: MemoryConsumer): Long = 0L

  /** Reserves up to `bytes`; gives how many. */
  def acquire(bytes: Long): Long = synchronized(acquireMemory(bytes))

  def release(bytes: Long): Unit = synchronized(freeMemory(math.min(bytes, getUsed)))

  /** To be called when the native task has been closed: what it still holds has leaked. */
  def close(): Unit = {
    val leaked = getUsed
    if (leaked > 0) {
      release(leaked)
      onLeak(leaked)
    }
  }
}

object TaskMemory extends Logging {
  private def warn(leaked: Long): Unit =
    logWarning(s"$leaked bytes of native memory were still reserved when the task had ended")
}
