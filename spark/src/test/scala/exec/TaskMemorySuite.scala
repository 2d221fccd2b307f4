package org.apache.spark.sql.thermite.exec

import scala.collection.mutable

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.SparkConf
import org.apache.spark.memory.{TaskMemoryManager, UnifiedMemoryManager}

/** Native memory is Spark's off-heap memory, and none of it outlives its task. */
class TaskMemorySuite extends AnyFunSuite {
  private val leaks = mutable.ArrayBuffer.empty[Long]

  private def manager(size: String): TaskMemoryManager = {
    val conf = new SparkConf(false)
      .set("spark.memory.offHeap.enabled", "true")
      .set("spark.memory.offHeap.size", size)
    new TaskMemoryManager(UnifiedMemoryManager(conf, 1), 0)
  }

  test("no more is granted than there is, and what is released can be had again") {
    val tasks = manager("10m")
    val memory = new TaskMemory(tasks, leaks += _)
    val granted = memory.acquire(8L << 20)
    assert(granted == (8L << 20))
    assert(memory.acquire(8L << 20) == (2L << 20))
    assert(memory.acquire(1) == 0)
    memory.release(10L << 20)
    assert(memory.acquire(1L << 20) == (1L << 20))
    memory.release(1L << 20)
    memory.close()
    assert(leaks.isEmpty && tasks.cleanUpAllAllocatedMemory() == 0)
  }

  test("what is left at the end is reported and given back") {
    val tasks = manager("10m")
    val memory = new TaskMemory(tasks, leaks += _)
    memory.acquire(3000)
    memory.release(1000)
    memory.close()
    memory.close()
    assert(leaks == Seq(2000L))
    assert(tasks.cleanUpAllAllocatedMemory() == 0)
    leaks.clear()
  }

  test("more is never released than was acquired") {
    val tasks = manager("10m")
    val memory = new TaskMemory(tasks, leaks += _)
    memory.acquire(100)
    memory.release(200)
    assert(memory.getUsed == 0)
  }
}
