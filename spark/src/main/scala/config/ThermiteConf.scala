package org.apache.spark.sql.thermite.config

import org.apache.spark.sql.internal.SQLConf

/** The settings of Thermite, by area; [[AllConfs]] lists them. */
object ThermiteConf {
  val Enabled: ConfigEntry[Boolean] = ConfigEntry.boolean(
    "enabled",
    default = true,
    "Whether queries run natively. Can be set in a session; false gives plain Spark.")

  val Explain: ConfigEntry[String] = ConfigEntry.oneOf(
    "explain",
    "none",
    "What is logged of each plan: the reasons of operators that stay on the JVM (fallback), the " +
      "whole plan (native), or nothing (none).",
    "none",
    "fallback",
    "native")

  val BatchSize: ConfigEntry[Int] = ConfigEntry
    .int("batchSize", 8192, min = 128, max = 65536, "Rows of a native batch.")
    .sentTo("Block.batch_size")

  val ExchangeEnabled: ConfigEntry[Boolean] = ConfigEntry.boolean(
    "exchange.enabled",
    default = true,
    "Whether native operators write and read shuffles; false leaves exchanges to Spark.")

  val ParquetScanEnabled: ConfigEntry[Boolean] = ConfigEntry.boolean(
    "scan.parquet.enabled",
    default = true,
    "Whether Parquet files are read natively.")

  val JvmFunctions: ConfigEntry[Boolean] = ConfigEntry.boolean(
    "jvmFunctions.enabled",
    default = true,
    "Whether native operators call Spark's own code for expressions that have no native version; " +
      "false leaves such operators to Spark.")

  val HashJoin: ConfigEntry[String] = ConfigEntry.oneOf(
    "join.hash",
    "auto",
    "When a sort-merge join runs as a hash join: if a side fits by its size (auto), always, never.",
    "auto",
    "always",
    "never")

  val MaxBuildSize: ConfigEntry[Long] = ConfigEntry.bytes(
    "join.maxBuildSize",
    256L << 20,
    "For join.hash=auto: the largest shuffled bytes of a partition that a hash table is " +
      "built of.")

  val ReduceBeforeShuffle: ConfigEntry[Boolean] = ConfigEntry.boolean(
    "join.reduceBeforeShuffle",
    default = true,
    "Whether a small filtered table that a query joins late drops rows of large tables before they " +
      "are shuffled, by a semi join.")

  val MemorySize: ConfigEntry[Long] = ConfigEntry
    .bytes(
      "memory.size",
      0L,
      "Native memory of an executor, where spark.memory.offHeap.enabled is false. 0: as large as " +
        "the JVM's heap in local mode, but at most half of what the heap leaves of the machine's " +
        "memory; on a cluster half of the executor's memory overhead.")
    .ofApplication
    .sentTo("Native.start")

  val CacheEnabled: ConfigEntry[Boolean] = ConfigEntry
    .boolean(
      "cache.enabled",
      default = true,
      "Whether cached tables are kept in encoded columns that native operators read. What is set as " +
        "spark.sql.cache.serializer stays.")
    .ofApplication

  def batchSize(conf: SQLConf): Int = BatchSize.get(conf)

  /** The switch of an operator, by Spark's class without Exec. */
  def operator(name: String): ConfigEntry[Boolean] = ConfigEntry.boolean(
    s"operator.$name.enabled",
    default = true,
    s"Whether $name runs natively.")

  /** The switch of an expression, by its Catalyst class. */
  def expr(name: String): ConfigEntry[Boolean] = ConfigEntry.boolean(
    s"expr.$name.enabled",
    default = true,
    s"Whether $name is evaluated natively.")
}
