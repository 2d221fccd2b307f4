package org.apache.spark.sql.thermite.expr

import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.operator.BlockBuilder
import org.apache.spark.sql.thermite.proto

/** Aggregates as the operators of each phase send them. */
class AggregateExprsSuite extends AnyFunSuite with BeforeAndAfterAll {
  private var spark: SparkSession = _

  override def beforeAll(): Unit = {
    // A session of its own in the context that all suites share.
    spark = ThermiteSession.spark.newSession()
    SparkSession.setActiveSession(spark)
    spark.conf.set("spark.sql.adaptive.enabled", "false")
  }

  override def afterAll(): Unit = SparkSession.setActiveSession(ThermiteSession.spark)

  /** The aggregates of `select` over k and v, by operator from the first on. */
  private def convert(select: String): Seq[Seq[proto.AggregateExpr]] = {
    val df = spark
      .range(10)
      .selectExpr("id % 3 AS k", "CAST(id AS DECIMAL(12, 2)) AS v", "CAST(id AS DOUBLE) AS d")
      .groupBy("k")
      .agg(org.apache.spark.sql.functions.expr(select).as("x"))
    val plans = df.queryExecution.sparkPlan.collect { case a: BaseAggregateExec => a }.reverse
    plans.map { plan =>
      val exprs = new BlockBuilder(executing = false).exprs(AggregateExprs.inputs(plan))
      plan.aggregateExpressions.map { a =>
        AggregateExprs.convert(a, exprs).fold(f => fail(f.reasons.mkString("; ")), identity)
      }
    }
  }

  test("a sum of decimals has Spark's buffer in both of its parts") {
    val parts = convert("sum(v + 1)")
    assert(parts.map(_.size) == Seq(1, 1))
    val (partial, last) = (parts.head.head, parts.last.head)
    assert(partial.getMode == proto.AggregateMode.PARTIAL)
    assert(last.getMode == proto.AggregateMode.FINAL)
    assert(partial.getName == "sum" && partial.getArgsCount == 1)
    assert(partial.getBuffer == last.getBuffer && partial.getBuffer.getFieldsCount == 2)
    assert(last.getArgsList.size == 2)
    assert(last.getArgs(0).getColumn.getIndex == 1 && last.getArgs(1).getColumn.getIndex == 2)
    assert(last.getArgTypes(0) == partial.getArgTypes(0))
  }

  test("a filter belongs to the rows") {
    val parts = convert("count(d) FILTER (WHERE v > 1)")
    assert(parts.map(_.map(_.hasFilter)) == Seq(Seq(true), Seq(false)))
  }

  test("distinct and other aggregates share an operator") {
    val parts = convert("count(DISTINCT d) + avg(d)")
    assert(parts.size == 4)
    val mixed = parts(2)
    assert(mixed.map(_.getMode).toSet ==
      Set(proto.AggregateMode.PARTIAL_MERGE, proto.AggregateMode.PARTIAL))
    val merge = mixed.find(_.getMode == proto.AggregateMode.PARTIAL_MERGE).get
    assert(merge.getName == "avg" && merge.getArgsCount == 2)
  }
}
