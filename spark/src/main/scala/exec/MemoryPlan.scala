package org.apache.spark.sql.thermite.exec

import java.lang.management.ManagementFactory

import org.apache.spark.SparkConf
import org.apache.spark.internal.config
import org.apache.spark.sql.thermite.config.ThermiteConf

/** Where an executor's native memory comes from, and how much of it there is. */
sealed abstract class MemoryPlan {
  /** The size of the executor's own pool; 0 if it has none. */
  def poolBytes: Long
}

object MemoryPlan {

  /** Spark's off-heap memory is on: each task reserves from it. */
  case object Tasks extends MemoryPlan {
    override def poolBytes: Long = 0L
  }

  /** One pool beside the JVM, for all tasks of the executor. */
  final case class Pool(poolBytes: Long) extends MemoryPlan

  private val MinimumLocal = 256L << 20

  def poolBytes(conf: SparkConf): Long =
    decide(conf, Runtime.getRuntime.maxMemory(), machineBytes).poolBytes

  /**
   * With Spark's off-heap memory on, that; else what is set. Else, in local mode, as much as the
   * heap, but no more than half of what the heap leaves of the machine's memory; on a cluster half
   * of the container's overhead, as the JVM needs the rest. The overhead is
   * `spark.executor.memoryOverhead` or, as Spark has it, the larger of
   * `spark.executor.minMemoryOverhead` (384 MiB) and `spark.executor.memoryOverheadFactor` (0.1) of
   * the executor's memory.
   */
  def decide(conf: SparkConf, heapBytes: Long, machineBytes: Long): MemoryPlan = {
    val set = ThermiteConf.MemorySize.get(conf)
    if (conf.get(config.MEMORY_OFFHEAP_ENABLED)) Tasks
    else if (set > 0) Pool(set)
    else if (conf.get("spark.master", "local").startsWith("local")) {
      Pool(math.max(math.min(heapBytes, (machineBytes - heapBytes) / 2), MinimumLocal))
    } else Pool(overhead(conf) / 2)
  }

  /** A container's limit, where the JVM runs in one. */
  private def machineBytes: Long = ManagementFactory.getOperatingSystemMXBean match {
    case os: com.sun.management.OperatingSystemMXBean => os.getTotalMemorySize
    case _ => 2 * Runtime.getRuntime.maxMemory()
  }

  private def overhead(conf: SparkConf): Long = {
    val executor = conf.get(config.EXECUTOR_MEMORY) << 20
    val factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1)
    val minimum = conf.getSizeAsMb("spark.executor.minMemoryOverhead", "384m") << 20
    conf.get(config.EXECUTOR_MEMORY_OVERHEAD) match {
      case Some(mebibytes) => mebibytes << 20
      case None => math.max((executor * factor).toLong, minimum)
    }
  }
}
