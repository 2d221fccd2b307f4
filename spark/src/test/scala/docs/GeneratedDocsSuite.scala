package org.apache.spark.sql.thermite.docs

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.thermite.config.AllConfs
import org.apache.spark.sql.thermite.expr.{AggregateExprs, ExprRegistry}
import org.apache.spark.sql.thermite.operator.OperatorRegistry

/** The pages of docs/generated that the registries give. */
class GeneratedDocsSuite extends AnyFunSuite {
  import GeneratedPage.{check, header}

  test("configs.md")(check("configs.md", AllConfs.markdown))

  test("operators.md") {
    val operators = OperatorRegistry.converters.keys.map(_.getSimpleName).toSeq ++ Seq(
      "FileSourceScanExec (Parquet, local files)",
      "InMemoryTableScanExec (tables that Thermite has cached)",
      "CoalesceExec",
      "CollectMetricsExec",
      "RangeExec",
      "ShuffleExchangeExec",
      "BroadcastExchangeExec (of native joins)",
      "CollectLimitExec (as limits around an exchange)",
      "CollectTailExec (what it collects of each partition)",
      "TakeOrderedAndProjectExec (as sorts and limits around an exchange)")
    check(
      "operators.md",
      Seq("# Operators", "", header, "", "| Spark's operator | native |", "|---|---|") ++
        operators.sorted.map(name => s"| $name | yes |"))
  }

  test("expressions.md") {
    val scalars = ExprRegistry.rules.map(r => r.name -> r.limit)
    val aggregates = AggregateExprs.rules.map(r => r.function.getSimpleName -> r.limit)
    check(
      "expressions.md",
      Seq(
        "# Expressions with native kernels",
        "",
        header,
        "",
        "Beyond its limit an expression runs by Spark's own code, called from inside the native plan.",
        "",
        "| Catalyst expression | limit |",
        "|---|---|") ++
        (scalars ++ aggregates).distinct.sorted.map { case (name, limit) => s"| $name | $limit |" })
  }
}
