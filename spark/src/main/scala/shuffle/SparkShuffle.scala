package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.shuffle.ShuffleManager
import org.apache.spark.shuffle.sort.SortShuffleManager

object SparkShuffle {
  /**
   * Whether map outputs are files that Spark's shuffle data API stores and its fetcher reads. Any
   * other manager has records written and read.
   */
  def isUsed(manager: ShuffleManager): Boolean = manager.getClass == classOf[SortShuffleManager]
}
