package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.adaptive.{AdaptiveSparkPlanExec, QueryStageExec}
import org.apache.spark.sql.thermite.ThermiteSession

/** A hash join's build side prunes the row groups of its probe side: exactly, for keys of any type. */
class DynamicFilterSuite extends ThermiteSession {
  private val types = Seq(
    "boolean" -> "id >= 400",
    "tinyint" -> "CAST(id / 8 AS TINYINT)",
    "smallint" -> "CAST(id AS SMALLINT)",
    "int" -> "CAST(id AS INT)",
    "bigint" -> "id * 10000000000",
    "float" -> "CAST(id / 4 AS FLOAT)",
    "double" -> "CAST(id / 4 AS DOUBLE)",
    "decimal(9,2)" -> "CAST(id / 4 AS DECIMAL(9, 2))",
    "decimal(18,2)" -> "CAST(id / 4 AS DECIMAL(18, 2))",
    "decimal(38,2)" -> "CAST(id / 4 AS DECIMAL(38, 2))",
    "date" -> "DATE'2020-01-01' + CAST(id AS INT)",
    "timestamp" -> "timestamp_seconds(id * 1000)",
    "timestamp_ntz" -> "CAST(timestamp_seconds(id * 1000) AS TIMESTAMP_NTZ)",
    "string" -> "lpad(id, 5, '0')",
    "binary" -> "CAST(lpad(id, 5, '0') AS BINARY)")

  /** Numbers in Spark's order, each at a place of its own among the row groups. */
  private val edges = Seq("'-Infinity'", "'-1'", "'-0.0'", "'0.0'", "'1'", "'Infinity'", "'NaN'")

  /** `facts`: a file for each of `parts` ranges of `key`; `dims`: the keys for which `chosen` holds. */
  private def tables(key: String, chosen: String, parts: Int): Unit = withConf(
    "spark.sql.parquet.outputTimestampType" -> "TIMESTAMP_MICROS") {
    vanilla {
      Seq("facts", "dims").foreach(table => spark.sql(s"DROP TABLE IF EXISTS $table"))
      val rows = spark.range(800).selectExpr("id", s"$key AS k")
      rows.repartitionByRange(parts, rows("id")).write.format("parquet").saveAsTable("facts")
      spark.range(800).selectExpr("id", s"$key AS k").where(chosen).write.format("parquet")
        .saveAsTable("dims")
    }
  }

  private val joins = Seq(
    "SELECT f.id, d.id FROM facts f JOIN dims d ON f.k = d.k",
    "SELECT id FROM facts WHERE k IN (SELECT k FROM dims)",
    "SELECT count(*) FROM (SELECT k AS other, id FROM facts) f JOIN dims d ON f.other = d.k")

  /** Runs the joins; gives how many row groups of `facts` each has not read. */
  private def pruned(): Seq[Long] = joins.map { sql =>
    val compared = compare(sql)
    assert(compared.difference.isEmpty, s"$sql: ${compared.difference}")
    assertNothingLeaks()
    scans(compared.frame.get.queryExecution.executedPlan).map(_.metrics("rowGroupsPruned").value).sum
  }

  private def scans(plan: SparkPlan): Seq[SparkPlan] = plan match {
    case adaptive: AdaptiveSparkPlanExec => scans(adaptive.executedPlan)
    case stage: QueryStageExec => scans(stage.plan)
    case scan if scan.metrics.contains("rowGroupsPruned") => Seq(scan)
    case other => other.children.flatMap(scans)
  }

  for ((name, key) <- types; legacy <- Seq(false, true) if !legacy || name.startsWith("decimal")) {
    test(s"keys of type $name${if (legacy) " in the old format" else ""} prune") {
      withConf("spark.sql.parquet.writeLegacyFormat" -> s"$legacy") {
        for (chosen <- Seq("id IN (410, 420)", "id BETWEEN 410 AND 480")) {
          tables(key, chosen, parts = 8)
          val groups = pruned()
          if (ThermiteSession.isNative) assert(groups.forall(_ >= 4), s"$chosen: $groups")
        }
      }
    }
  }

  for (name <- Seq("FLOAT", "DOUBLE")) test(s"NaN and both zeros as keys of type $name") {
    val list = edges.map(edge => s"CAST($edge AS $name)").mkString("array(", ", ", ")")
    for (edge <- edges; atLeast <- Seq("=", ">=")) {
      tables(s"element_at($list, CAST(id DIV 100 AS INT) % 7 + 1)", s"k $atLeast CAST($edge AS $name)", 8)
      val groups = pruned()
      if (ThermiteSession.isNative && edge != "'NaN'" && atLeast == "=") {
        assert(groups.forall(_ >= 4), s"$edge: $groups")
      }
    }
  }

  test("timestamps in twelve bytes have no statistics") {
    vanilla(Seq("facts", "dims").foreach(table => spark.sql(s"DROP TABLE IF EXISTS $table")))
    withConf("spark.sql.parquet.outputTimestampType" -> "INT96")(vanilla {
      for ((table, rows) <- Seq("facts" -> 800, "dims" -> 5)) {
        spark.range(rows).selectExpr("id", "timestamp_seconds(id * 1000) AS k").write
          .format("parquet").saveAsTable(table)
      }
    })
    assert(pruned().forall(_ == 0))
  }
}
