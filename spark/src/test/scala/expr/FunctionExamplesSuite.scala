package org.apache.spark.sql.thermite.expr

import scala.util.Try

import org.apache.spark.sql.catalyst.analysis.FunctionRegistry
import org.apache.spark.sql.catalyst.expressions.Literal
import org.apache.spark.sql.catalyst.plans.logical.{OneRowRelation, Project}
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.docs.GeneratedPage
import org.apache.spark.sql.thermite.fallback.Explain
import org.apache.spark.sql.thermite.sql.Failed
import org.apache.spark.sql.types.{CalendarIntervalType, NullType}

/**
 * The documented examples of all functions that Spark registers, over a table: as they are written,
 * and with columns of the table in place of their constants. Spark folds no constants.
 */
class FunctionExamplesSuite extends ThermiteSession {
  import FunctionExamplesSuite._

  private lazy val examples: Seq[Example] = {
    val registry = FunctionRegistry.builtin
    for {
      id <- registry.listFunction().sortBy(_.funcName)
      info <- registry.lookupFunction(id).toSeq
      // Each part begins with a statement, which ends a line.
      part <- info.getExamples.split("(?m)^\\s*> ").toSeq.drop(1)
      statement <- "(?s)^(.*?);[ \\t]*(\n|$)".r.findFirstMatchIn(part)
    } yield Example(id.funcName, statement.group(1))
  }.distinct

  /** The constants of all examples over no table, each a column. */
  private lazy val constants: Map[String, String] = {
    val texts = examples.flatMap(e => literals(e.sql).map { case (from, to) => e.sql.substring(from, to) })
    val stored = texts.distinct.filter { text =>
      Try(spark.sql(s"SELECT $text AS c").schema.head.dataType).toOption.exists {
        case NullType | CalendarIntervalType => false
        case other => !other.sql.startsWith("TIME(")
      }
    }
    stored.zipWithIndex.map { case (text, i) => text -> s"c$i" }.toMap
  }

  /** Where the constants of a query over no table stand in its text; none is part of another. */
  private def literals(sql: String): Seq[(Int, Int)] =
    places(sql).foldLeft(Seq.empty[(Int, Int)]) { case (found, (from, to)) =>
      if (found.lastOption.exists(_._2 > from)) found else found :+ (from -> to)
    }

  private def places(sql: String): Seq[(Int, Int)] =
    Try(spark.sessionState.sqlParser.parsePlan(sql)).toOption.toSeq.flatMap {
      case Project(list, OneRowRelation()) =>
        val found = list.flatMap(_.collect { case l: Literal => l.origin }).flatMap { o =>
          // A literal that the parser made up stands nowhere, or where another one stood.
          for (from <- o.startIndex; to <- o.stopIndex if isLiteral(sql, from, to + 1))
            yield (from, to + 1)
        }
        // There is one TRUE and one FALSE, which stand where the first query had them.
        found ++ "(?i)\\b(true|false)\\b".r.findAllMatchIn(sql).map(m => (m.start, m.end))
      case _ => Nil
    }.distinct.sortBy { case (from, to) => (from, -to) }

  private def isLiteral(sql: String, from: Int, to: Int): Boolean = Try {
    spark.sessionState.sqlParser.parseExpression(sql.substring(from, to)).isInstanceOf[Literal]
  }.getOrElse(false)

  private def isOverNothing(sql: String): Boolean =
    Try(spark.sessionState.sqlParser.parsePlan(sql)).toOption.exists {
      case Project(_, OneRowRelation()) => true
      case _ => false
    }

  /** With columns in place of all constants, but for those that must be constant. */
  private def overColumns(sql: String): String = {
    def table(text: String): String = s"$text FROM constants"
    val replaced = literals(sql).reverse.foldLeft(sql) { case (text, (from, to)) =>
      constants.get(text.substring(from, to)).map(text.patch(from, _, to - from))
        .filter(t => Try(spark.sql(table(t))).isSuccess)
        .getOrElse(text)
    }
    table(replaced)
  }

  private def outcomes(): Seq[Outcome] = {
    vanilla {
      val columns = constants.map { case (text, name) => s"$text AS $name" }.mkString(", ")
      spark.sql(s"CREATE TABLE constants USING parquet AS SELECT $columns")
    }
    try examples.flatMap { example =>
        val queries =
          if (!isOverNothing(example.sql)) Seq(example.sql)
          else Seq(overColumns(example.sql), s"${example.sql} FROM constants").distinct
        queries.zipWithIndex.map { case (sql, i) => run(example.function, sql, isFolded = i > 0) }
      }
    finally spark.sql("DROP TABLE constants")
  }

  private def run(function: String, sql: String, isFolded: Boolean): Outcome = {
    val result = compare(sql)
    val difference = if (isRandom(function)) None else result.difference
    // A query that cannot be planned has no operators.
    val planned = result.frame.filter(f => Try(f.queryExecution.executedPlan).isSuccess)
    val onJvm = planned.toSeq.flatMap(left(_)).filterNot(isSource)
    val error = Some(result.actual).collect { case e: Failed => e.condition }
    val jvmCode = planned.toSeq.flatMap(f => Explain.jvmCode(f.queryExecution.executedPlan))
    val isConstant = planned.exists(_.queryExecution.analyzed match {
      case Project(list, _) => list.forall(e => e.deterministic && e.references.isEmpty)
      case _ => false
    })
    Outcome(function, sql, isFolded || isConstant, difference, error, onJvm, planned.toSeq.flatMap(reasons(_)), jvmCode)
  }

  test("examples give the same, and nothing is left on the JVM") {
    val confs = Seq(
      "spark.sql.optimizer.excludedRules" -> Seq(
        "org.apache.spark.sql.catalyst.optimizer.ConstantFolding",
        "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation").mkString(","))
    val all = withConf(confs: _*)(outcomes())
    val differ = all.filter(_.difference.isDefined)
    val onJvm = all.filter(_.onJvm.nonEmpty)
    val failed = all.filter(_.error.isDefined)
    info(s"${all.size} queries, ${differ.size} differ, ${onJvm.size} leave operators on the JVM; " +
      s"${failed.size} fail on both")
    failed.groupBy(_.error.get).toSeq.sortBy(-_._2.size).foreach { case (condition, of) =>
      info(s"${of.size} fail with $condition")
    }
    assert(failed.size < all.size / 4, "too many prove nothing")
    onJvm.foreach(o => info(s"${o.function}: ${o.sql}: ${o.onJvm.mkString(", ")}: ${o.reasons.mkString("; ")}"))
    assert(differ.isEmpty, differ.map(o => s"${o.sql}\n${o.difference.get}").mkString("\n\n"))
    val unexpected = onJvm.filterNot(o => isOnJvm(o.function))
    assert(unexpected.isEmpty, unexpected.map(o => s"${o.sql}: ${o.reasons}").mkString("\n"))
    assertNothingLeaks()
    if (ThermiteSession.isNative) GeneratedPage.check("functions.md", page(all))
  }
}

object FunctionExamplesSuite {
  private final case class Example(function: String, sql: String)

  private final case class Outcome(
      function: String,
      sql: String,
      isFolded: Boolean,
      difference: Option[String],
      error: Option[String],
      onJvm: Seq[String],
      reasons: Seq[String],
      jvmCode: Seq[String])

  /** Of each function, how its examples with columns for constants run. */
  private def page(all: Seq[Outcome]): Seq[String] = {
    val functions = all.groupBy(_.function).toSeq.sortBy(_._1).map { case (name, outcomes) =>
      val counted = outcomes.filter(o => !o.isFolded && o.error.isEmpty)
      val by =
        if (counted.isEmpty && outcomes.exists(_.error.isEmpty)) "a constant of the query"
        else if (counted.isEmpty) "no example gives rows"
        else if (counted.exists(_.onJvm.nonEmpty)) "an operator of Spark"
        else if (counted.forall(_.jvmCode.isEmpty)) "native"
        else if (counted.forall(_.jvmCode.nonEmpty)) "Spark's code in the native plan"
        else "native or Spark's code, by the arguments"
      (name.replace("|", "\\|"), by, counted.flatMap(_.jvmCode).distinct.sorted)
    }
    Seq(
      "# Functions",
      "",
      GeneratedPage.header,
      "",
      "Every function that Spark registers, and how its documented examples run with columns in place of",
      "their constants: all in native code, by Spark's own code for some functions, called from inside the",
      "native plan, or by an operator of Spark. An example without columns is a constant that Spark computes",
      "once a query; it is not counted.",
      "") ++
      functions.groupBy(_._2).toSeq.sortBy(-_._2.length).map { case (by, of) => s"- $by: ${of.length}" } ++
      Seq("", "| function | runs | by Spark's code |", "|---|---|---|") ++
      functions.map { case (name, by, code) => s"| `$name` | $by | ${code.mkString(", ")} |" }
  }

  /** Rows that the statement brings along. */
  private def isSource(operator: String): Boolean =
    Set("LocalTableScan", "Scan OneRowRelation", "Range", "CommandResult").contains(operator)

  /** Functions of operators that have no native version, and of the file that the JVM reads. */
  private def isOnJvm(function: String): Boolean = Set(
    "cume_dist", "dense_rank", "lag", "lead", "nth_value", "ntile", "percent_rank", "rank",
    "row_number", "session_window", "input_file_name", "input_file_block_start",
    "input_file_block_length").contains(function)

  /** Functions that give another value each time, or whose examples do. */
  private def isRandom(function: String): Boolean = Set(
    "rand", "random", "randn", "uuid", "shuffle", "uniform", "randstr", "now", "current_timestamp",
    "current_time", "localtimestamp", "current_date", "curdate", "unix_timestamp", "aes_encrypt",
    "reflect", "java_method", "try_reflect").contains(function)
}
