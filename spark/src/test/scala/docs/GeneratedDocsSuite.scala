package org.apache.spark.sql.thermite.docs

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Paths}

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.expr.{AggregateExprs, ExprRegistry}
import org.apache.spark.sql.thermite.operator.OperatorRegistry

/** The pages of docs/generated say what the registries say; `-Dregen=true` writes them anew. */
class GeneratedDocsSuite extends AnyFunSuite {
  private val folder = Paths.get("../docs/generated")

  private def page(name: String, lines: Seq[String]): Unit = test(name) {
    val text = lines.mkString("", "\n", "\n")
    val file = folder.resolve(name)
    if (System.getProperty("regen") == "true") {
      Files.createDirectories(folder)
      Files.write(file, text.getBytes(StandardCharsets.UTF_8))
    }
    val found = if (Files.exists(file)) new String(Files.readAllBytes(file), StandardCharsets.UTF_8) else ""
    assert(found == text, s"$file is out of date: run dev/regen.sh")
  }

  private val header = "Written by GeneratedDocsSuite from the registries; do not edit."

  page(
    "configs.md",
    Seq("# Settings", "", header, "", "| key | default | allowed | what it does |", "|---|---|---|---|") ++
      ThermiteConf.all.map(e => s"| `${e.key}` | `${e.default}` | ${e.allowed} | ${e.doc} |"))

  page(
    "operators.md",
    Seq("# Operators", "", header, "", "| Spark's operator | native |", "|---|---|") ++
      (OperatorRegistry.converters.keys.map(_.getSimpleName).toSeq ++ Seq(
        "FileSourceScanExec (Parquet, local files)",
        "ShuffleExchangeExec",
        "BroadcastExchangeExec (of native joins)",
        "CollectLimitExec (as limits around an exchange)",
        "TakeOrderedAndProjectExec (as sorts and limits around an exchange)")).sorted
        .map(name => s"| $name | yes |"))

  page(
    "functions.md",
    Seq("# Expressions", "", header, "", "| Catalyst expression | native function | limit |", "|---|---|---|") ++
      ExprRegistry.calls.values.toSeq
        .sortBy(_.expression.getSimpleName)
        .map { c =>
          val function = c.function.replace("|", "\\|")
          s"| ${c.expression.getSimpleName} | `$function` | ${c.limit} |"
        } ++
      Seq("", "# Aggregate functions", "", "| function | arguments |", "|---|---|") ++
      AggregateExprs.documented.map { case (name, limit) => s"| `$name` | $limit |" })
}
