package org.apache.spark.sql.thermite.exec

import org.apache.spark.memory.{MemoryConsumer, MemoryMode, TaskMemoryManager}

/**
 * A task's native memory as Spark's off-heap memory. `spill` frees nothing: native operators spill
 * when they are refused memory, not when another consumer asks; Spark then goes on to its next
 * consumer.
 */
final class TaskMemory(manager: TaskMemoryManager)
    extends MemoryConsumer(manager, manager.pageSizeBytes(), MemoryMode.OFF_HEAP) {

  override def spill(size: Long, trigger: MemoryConsumer): Long = 0L

  def acquire(bytes: Long): Long = synchronized(acquireMemory(bytes))

  def release(bytes: Long): Unit = synchronized(freeMemory(math.min(bytes, getUsed)))

  def close(): Unit = release(getUsed)
}
