package org.apache.spark.sql.thermite.exec

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.SparkConf
import org.apache.spark.sql.thermite.exec.MemoryPlan.{Pool, Tasks}

/** The mode and the size of native memory follow from Spark's own memory settings. */
class MemoryPlanSuite extends AnyFunSuite {
  private val gib = 1L << 30
  private val mib = 1L << 20

  private def decide(settings: (String, String)*): MemoryPlan = {
    val conf = new SparkConf(false)
    settings.foreach { case (key, value) => conf.set(key, value) }
    MemoryPlan.decide(conf, heapBytes = 4 * gib, machineBytes = 16 * gib)
  }

  test("off-heap memory, if it is on, whatever else is set") {
    assert(decide(
      "spark.memory.offHeap.enabled" -> "true",
      "spark.memory.offHeap.size" -> "2g",
      "spark.thermite.memory.size" -> "1g") == Tasks)
    assert(Tasks.poolBytes == 0)
  }

  test("the size that is set") {
    for (master <- Seq("local[4]", "yarn")) {
      val plan = decide("spark.master" -> master, "spark.thermite.memory.size" -> "3g")
      assert(plan == Pool(3 * gib))
    }
  }

  test("in local mode as much as the heap, or half of what it leaves") {
    assert(decide("spark.master" -> "local[*]") == Pool(4 * gib))
    val conf = new SparkConf(false).set("spark.master", "local[2]")
    assert(MemoryPlan.decide(conf, 12 * gib, 16 * gib) == Pool(2 * gib))
    assert(MemoryPlan.decide(conf, 16 * gib, 16 * gib) == Pool(256 * mib))
  }

  test("on a cluster half of the overhead") {
    val yarn = "spark.master" -> "yarn"
    assert(decide(yarn) == Pool(192 * mib))
    assert(decide(yarn, "spark.executor.memory" -> "10g") == Pool(512 * mib))
    assert(decide(yarn, "spark.executor.memory" -> "10g",
      "spark.executor.memoryOverheadFactor" -> "0.4") == Pool(2 * gib))
    assert(decide(yarn, "spark.executor.memoryOverhead" -> "6g") == Pool(3 * gib))
    assert(decide(yarn, "spark.executor.minMemoryOverhead" -> "1g") == Pool(512 * mib))
  }
}
