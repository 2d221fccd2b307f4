package org.apache.spark.sql.thermite.config

import scala.util.Try

import org.apache.spark.network.util.JavaUtils
import org.apache.spark.sql.internal.SQLConf

/** All settings of Thermite. */
object ThermiteConf {
  private val prefix = "spark.thermite."

  private def boolean(key: String, default: Boolean, doc: String): ConfigEntry[Boolean] =
    ConfigEntry(prefix + key, doc, default, "true, false", _.toLowerCase match {
      case "true" => Some(true)
      case "false" => Some(false)
      case _ => None
    })

  private def oneOf(key: String, default: String, doc: String, values: String*): ConfigEntry[String] =
    ConfigEntry(
      prefix + key,
      doc,
      default,
      values.mkString(", "),
      value => Some(value.toLowerCase).filter(values.contains(_)))

  private def bytes(key: String, default: Long, doc: String): ConfigEntry[Long] =
    ConfigEntry(
      prefix + key,
      doc,
      default,
      "a size such as 64m or 4g",
      value => Try(JavaUtils.byteStringAsBytes(value)).toOption.filter(_ >= 0))

  val Enabled: ConfigEntry[Boolean] = boolean(
    "enabled",
    default = true,
    "Whether queries run natively. Can be set in a session; false gives plain Spark.")

  val Explain: ConfigEntry[String] = oneOf(
    "explain",
    "none",
    "What is logged of each plan: the reasons of operators that stay on the JVM (fallback), the " +
      "whole plan (native), or nothing (none).",
    "none",
    "fallback",
    "native")

  val BatchSize: ConfigEntry[Int] = ConfigEntry(
    prefix + "batchSize",
    "Rows of a native batch.",
    8192,
    "a whole number from 128 to 65536",
    value => Try(value.toInt).toOption.filter(v => v >= 128 && v <= 65536))

  val HashJoin: ConfigEntry[String] = oneOf(
    "join.hash",
    "auto",
    "When a sort-merge join runs as a hash join: if a side fits by its size (auto), always, never.",
    "auto",
    "always",
    "never")

  val MaxBuildSize: ConfigEntry[Long] = bytes(
    "join.maxBuildSize",
    256L << 20,
    "For join.hash=auto: the largest shuffled bytes of a partition that a hash table is built of.")

  val MemorySize: ConfigEntry[Long] = bytes(
    "memory.size",
    0L,
    "Native memory of an executor, where spark.memory.offHeap.enabled is false. 0: as large as the " +
      "JVM's heap in local mode, else half of the executor's memory overhead.")

  val all: Seq[ConfigEntry[_]] =
    Seq(Enabled, Explain, BatchSize, HashJoin, MaxBuildSize, MemorySize)

  def batchSize(conf: SQLConf): Int = BatchSize.get(conf)
}
