package org.apache.spark.sql.thermite.exec

import org.apache.spark.SparkConf
import org.apache.spark.internal.config
import org.apache.spark.sql.thermite.config.ThermiteConf

/** Where an executor's native memory comes from, and how much of it there is. */
object MemoryPlan {

  /**
   * The size of the executor's own pool; 0 if Spark's off-heap memory is on and accounts for it.
   * Without a setting: in local mode as much as the heap, but no more than half of the memory that
   * the heap leaves of the machine's; on a cluster half of the container's overhead, which is
   * `spark.executor.memoryOverhead` or, as Spark has it, the larger of 384 MiB and
   * `spark.executor.memoryOverheadFactor` of the executor's memory.
   */
  def poolBytes(conf: SparkConf): Long = {
    val set = ThermiteConf.MemorySize.read(conf.getOption(ThermiteConf.MemorySize.key))
    if (conf.get(config.MEMORY_OFFHEAP_ENABLED)) 0L
    else if (set > 0) set
    else if (conf.get("spark.master", "local").startsWith("local")) local()
    else overhead(conf) / 2
  }

  private def local(): Long = {
    val heap = Runtime.getRuntime.maxMemory()
    val machine = java.lang.management.ManagementFactory.getOperatingSystemMXBean match {
      case os: com.sun.management.OperatingSystemMXBean => os.getTotalMemorySize
      case _ => 2 * heap
    }
    math.max(math.min(heap, (machine - heap) / 2), 256L << 20)
  }

  private def overhead(conf: SparkConf): Long = {
    val executor = conf.get(config.EXECUTOR_MEMORY) << 20
    val factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1)
    conf.get(config.EXECUTOR_MEMORY_OVERHEAD) match {
      case Some(mebibytes) => mebibytes << 20
      case None => math.max((executor * factor).toLong, 384L << 20)
    }
  }
}
