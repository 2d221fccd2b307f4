package org.apache.spark.sql.thermite.config

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.SparkConf
import org.apache.spark.sql.internal.SQLConf

/** Settings are read as documented, and the docs page is what the settings say. */
class AllConfsSuite extends AnyFunSuite {

  private def conf(settings: (String, String)*): SQLConf = {
    val conf = new SQLConf
    settings.foreach { case (key, value) => conf.setConfString(key, value) }
    conf
  }

  test("unset settings have their defaults, and defaults are allowed values") {
    AllConfs.entries.foreach { entry =>
      assert(entry.get(conf()) == entry.default)
      assert(entry.get(new SparkConf(false)) == entry.default)
      assert(shown(entry) == entry.default, entry.key)
    }
  }

  private def shown[A](entry: ConfigEntry[A]): A = entry.read(Some(entry.show(entry.default)))

  test("values are read whatever their case and spaces") {
    assert(!ThermiteConf.Enabled.get(conf("spark.thermite.enabled" -> " False ")))
    assert(ThermiteConf.HashJoin.get(conf("spark.thermite.join.hash" -> "ALWAYS")) == "always")
    val size = conf("spark.thermite.join.maxBuildSize" -> "1g")
    assert(ThermiteConf.MaxBuildSize.get(size) == 1L << 30)
    assert(ThermiteConf.batchSize(conf("spark.thermite.batchSize" -> "1024")) == 1024)
  }

  test("a bad value is an error that names key, value and what is allowed") {
    Seq(
      ThermiteConf.Enabled -> "yes",
      ThermiteConf.Explain -> "all",
      ThermiteConf.BatchSize -> "0",
      ThermiteConf.BatchSize -> "many",
      ThermiteConf.MemorySize -> "-1",
      ThermiteConf.MemorySize -> "big").foreach { case (entry, value) =>
      val error = intercept[IllegalArgumentException](entry.get(conf(entry.key -> value)))
      Seq(entry.key, s"'$value'", entry.allowed).foreach { part =>
        assert(error.getMessage.contains(part))
      }
    }
  }

  test("misspelt keys are found") {
    val set = conf(
      "spark.thermite.enabled" -> "true",
      "spark.thermite.enable" -> "true",
      "spark.thermite.operator.Sort.enabled" -> "false",
      "spark.thermite.operator.Sorted.enabled" -> "false",
      "spark.thermite.operator.enabled" -> "false",
      "spark.thermite.expr.Upper.enabled" -> "false",
      "spark.thermite.expr.Sort.enabled" -> "false",
      "spark.sql.ansi.enabled" -> "true")
    assert(
      AllConfs.unknown(set, Set("Sort"), Set("Upper")) == Seq(
        "spark.thermite.enable",
        "spark.thermite.expr.Sort.enabled",
        "spark.thermite.operator.Sorted.enabled",
        "spark.thermite.operator.enabled"))
  }

  test("keys are unique") {
    assert(AllConfs.entries.map(_.key).distinct.size == AllConfs.entries.size)
  }
}
