package org.apache.spark.sql.thermite.docs

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Paths}

import org.apache.spark.sql.execution.{FileSourceScanLike, InputAdapter, SparkPlan, WholeStageCodegenExec}
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec
import org.apache.spark.sql.execution.joins.{BaseJoinExec, HashJoin}
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.fallback.PlanTags
import org.apache.spark.sql.thermite.operator.{NativeOperatorExec, NativeScanExec}

/**
 * The plans of src/test/plans: a line for each operator, without adaptive execution and without
 * running it, so that a change in what is native is seen in review. Joins say their type, scans their
 * table, and an operator on the JVM why it is there.
 */
trait PlanGoldens extends ThermiteSession {
  private val folder = Paths.get("src/test/plans")

  // Small enough for joins of every kind over small data.
  private val confs =
    Seq("spark.sql.adaptive.enabled" -> "false", "spark.sql.autoBroadcastJoinThreshold" -> "200k")

  /** Fails if the plan of `sql` is not the stored one; with `-Dregen=true` it is stored anew. */
  def checkPlan(name: String, sql: String): Unit = {
    val plan = withConf(confs: _*)(spark.sql(sql).queryExecution.executedPlan)
    val text = lines(plan, 0).mkString("", "\n", "\n").replaceAll("#\\d+", "")
    val file = folder.resolve(s"$name.txt")
    if (System.getProperty("regen") == "true") {
      Files.createDirectories(file.getParent)
      Files.write(file, text.getBytes(StandardCharsets.UTF_8))
    }
    val found = if (Files.exists(file)) new String(Files.readAllBytes(file), StandardCharsets.UTF_8) else ""
    assert(found == text, s"$file is out of date: run dev/regen.sh")
  }

  private def lines(plan: SparkPlan, depth: Int): Seq[String] = plan match {
    case _: WholeStageCodegenExec | _: InputAdapter => lines(plan.children.head, depth)
    case reused: ReusedExchangeExec => Seq(indent(depth) + s"Reused ${reused.child.nodeName}")
    case other =>
      val own = indent(depth) + other.nodeName.trim + detail(other) + why(other)
      val subqueries = other.subqueries.flatMap { subquery =>
        (indent(depth + 1) + "Subquery") +: lines(subquery, depth + 2)
      }
      (own +: subqueries) ++ other.children.flatMap(lines(_, depth + 1))
  }

  private def indent(depth: Int): String = "  " * depth

  private def why(plan: SparkPlan): String = PlanTags.get(plan) match {
    case Some(fallback) => s" on the JVM: ${fallback.reasons.mkString("; ")}"
    case None => ""
  }

  private def detail(plan: SparkPlan): String = plan match {
    case native: NativeOperatorExec => detail(native.original)
    case join: HashJoin => s" ${join.joinType}, ${join.buildSide}"
    case join: BaseJoinExec => s" ${join.joinType}"
    case native: NativeScanExec => detail(native.original)
    case scan: FileSourceScanLike => s" ${scan.relation.location.rootPaths.head.getName}"
    case _ => ""
  }
}
