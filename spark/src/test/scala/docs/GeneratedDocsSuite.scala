package org.apache.spark.sql.thermite.docs

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Paths}

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.catalyst.analysis.FunctionRegistry
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction
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
      "# Functions",
      "",
      header,
      "",
      "Every function that Spark registers, and how it runs: by a native kernel, by Spark's own code called",
      "from inside the native plan, or by an operator of Spark. A function that Spark replaces by others",
      "runs as those do. An expression beyond the limit of its kernel runs by Spark's code.",
      "") ++ summary ++ Seq("", "| function | runs by | kernel's limit |", "|---|---|---|") ++
      functions.map(f => s"| ${code(f.name)} | ${f.by} | ${f.limit} |") ++
      Seq("", "# Expressions without a function's name", "", "| Catalyst expression | limit |", "|---|---|") ++
      ExprRegistry.entries.filter(_.sqlNames.isEmpty).map(e => s"| ${e.rule.name} | ${e.rule.limit} |"))

  private def code(name: String): String = "`" + name.replace("|", "\\|") + "`"

  private def summary: Seq[String] =
    functions.groupBy(_.by).toSeq.sortBy(-_._2.length).map { case (by, of) => s"- $by: ${of.length}" }

  private lazy val functions: Seq[Documented] = {
    val registry = FunctionRegistry.builtin
    for {
      id <- registry.listFunction().sortBy(_.funcName)
      info <- registry.lookupFunction(id).toSeq
    } yield documented(id.funcName, Class.forName(info.getClassName))
  }

  private def documented(name: String, function: Class[_]): Documented = {
    def is(parents: Class[_]*): Boolean = parents.exists(_.isAssignableFrom(function))
    val scalar = ExprRegistry.rules.find(_.expression == function)
    val aggregate = AggregateExprs.rules.find(_.function == function)
    val (by, limit) =
      if (scalar.isDefined) ("a native kernel", scalar.get.limit)
      else if (aggregate.isDefined) ("a native aggregate", aggregate.get.limit)
      else if (is(classOf[Explode], classOf[PosExplode], classOf[Inline])) ("a native generator", "")
      else if (is(classOf[InputFileName], classOf[InputFileBlockStart], classOf[InputFileBlockLength])) {
        ("Spark's operator", "of the file that Spark reads")
      } else if (is(classOf[SessionWindow])) ("Spark's operator", "sessions are merged by Spark")
      else if (is(classOf[RuntimeReplaceable])) ("what Spark replaces it by", "")
      else if (is(classOf[WindowFunction])) ("Spark's operator", "windows are Spark's")
      else if (is(classOf[AggregateFunction])) ("Spark's code in the native aggregate", "")
      else if (is(classOf[Generator])) ("Spark's code in the native generator", "")
      else ("Spark's code in the native plan", "")
    Documented(name, by, limit)
  }

  private final case class Documented(name: String, by: String, limit: String)
}
