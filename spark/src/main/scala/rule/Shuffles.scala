package org.apache.spark.sql.thermite.rule

import org.apache.spark.SparkConf
import org.apache.spark.internal.config
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted

/** Settings under which exchanges cannot be native. */
object Shuffles {
  private val managers = Set("sort", "tungsten-sort", "org.apache.spark.shuffle.sort.SortShuffleManager")

  def check(conf: SparkConf, session: SQLConf): Converted[Unit] = {
    val manager = conf.get("spark.shuffle.manager", "sort")
    if (!ThermiteConf.ExchangeEnabled.get(session)) {
      Fallback.because(s"${ThermiteConf.ExchangeEnabled.key} is false")
    } else if (!managers.contains(manager.toLowerCase) && !managers.contains(manager)) {
      Fallback.because(s"spark.shuffle.manager is $manager")
    } else if (conf.get(config.IO_ENCRYPTION_ENABLED)) {
      Fallback.because("spark.io.encryption.enabled is set")
    } else if (conf.get(config.PUSH_BASED_SHUFFLE_ENABLED)) {
      Fallback.because("spark.shuffle.push.enabled is set")
    } else Right(())
  }
}
