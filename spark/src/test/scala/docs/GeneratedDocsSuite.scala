package org.apache.spark.sql.thermite.docs

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Paths}

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.thermite.config.AllConfs
import org.apache.spark.sql.thermite.expr.{AggregateExprs, ExprRegistry}
import org.apache.spark.sql.thermite.operator.OperatorRegistry

/** The pages of docs/generated say what the registries say; `-Dregen=true` writes them anew. */
class GeneratedDocsSuite extends AnyFunSuite {
  private val folder = Paths.get("../docs/generated")

  private def page(name: String, lines: Seq[String]): Unit =
    page(name, lines.mkString("", "\n", "\n"))

  private def page(name: String, text: String): Unit = test(name) {
    val file = folder.resolve(name)
    if (System.getProperty("regen") == "true") {
      Files.createDirectories(folder)
      Files.write(file, text.getBytes(StandardCharsets.UTF_8))
    }
    val found = if (Files.exists(file)) new String(Files.readAllBytes(file), StandardCharsets.UTF_8) else ""
    assert(found == text, s"$file is out of date: run dev/regen.sh")
  }

  private val header = "Written by GeneratedDocsSuite from the registries; do not edit."

  page("configs.md", AllConfs.markdown)

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
    Seq(
      "# Expressions",
      "",
      header,
      "",
      "| family | Spark's functions | Catalyst expression | limit |",
      "|---|---|---|---|") ++
      ExprRegistry.entries.map { e =>
        val names = e.sqlNames.map(n => "`" + n.replace("|", "\\|") + "`").mkString(" ")
        s"| ${e.family} | $names | ${e.rule.name} | ${e.rule.limit} |"
      } ++
      Seq("", "# Aggregate functions", "", "| function | limit |", "|---|---|") ++
      AggregateExprs.rules.map(r => s"| `${r.name}` | ${r.limit} |"))
}
