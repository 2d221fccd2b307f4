package org.apache.spark.sql.thermite.sql

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Path, Paths}

import scala.util.Try

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.catalyst.TableIdentifier
import org.apache.spark.sql.thermite.ThermiteSession

/**
 * Runs each query of each SQL file on plain Spark and on Thermite: equal, and fully native. With
 * `-Dregen=true` a `-- FALLBACK` line of a query that has become native is taken out of its file.
 */
class SqlFileSuite extends ThermiteSession {
  private val root = Paths.get("src/test/sql")

  private def files: Seq[Path] = {
    val walk = Files.walk(root)
    try {
      val found = Array.newBuilder[Path]
      walk.filter(_.toString.endsWith(".sql")).forEach(p => found += p)
      found.result().toSeq.sortBy(_.toString)
    } finally walk.close()
  }

  files.foreach { path =>
    val name = root.relativize(path).toString
    test(name) {
      val file = SqlFile.parse(path)
      val database = "db_" + name.stripSuffix(".sql").replaceAll("\\W", "_")
      spark.sql(s"CREATE DATABASE $database")
      spark.sql(s"USE $database")
      try {
        val wrong = file.statements.flatMap { statement =>
          if (statement.isQuery) check(statement, s"$name:${statement.line}")
          else {
            withClue(s"$name:${statement.line}\n")(
              vanilla(withConf(statement.settings.confs.toSeq: _*)(spark.sql(statement.sql))))
            Nil
          }
        }
        val obsolete = wrong.filter(_.isObsolete).map(_.line).distinct
        if (System.getProperty("regen") == "true") dropFallbacks(path, obsolete)
        if (wrong.nonEmpty) {
          fail(wrong.map(_.text).mkString(s"${wrong.length} runs are wrong\n\n", "\n\n", "\n"))
        }
        assertNothingLeaks()
      } finally {
        spark.sql("USE default")
        spark.sql(s"DROP DATABASE $database CASCADE")
      }
    }
  }

  private def dropFallbacks(path: Path, statements: Seq[Int]): Unit = if (statements.nonEmpty) {
    val lines = new String(Files.readAllBytes(path), StandardCharsets.UTF_8).split("\n")
    val dropped =
      statements.map(line => lines.lastIndexWhere(_.startsWith("-- FALLBACK"), line - 1))
    val kept = lines.indices.filterNot(dropped.contains).map(lines(_) + "\n")
    Files.write(path, kept.mkString.getBytes(StandardCharsets.UTF_8))
  }

  private val native = "is fully native: drop the line -- FALLBACK"

  /** What is wrong with the query, in any of the ways that it is run. */
  private def check(statement: Statement, place: String): Seq[Wrong] = {
    val settings = statement.settings
    for {
      ansi <- settings.ansi
      aqe <- settings.aqe
      zone <- settings.zones
      source <- settings.sources
      confs = Seq(
        "spark.sql.ansi.enabled" -> ansi.toString,
        "spark.sql.adaptive.enabled" -> aqe.toString,
        "spark.sql.optimizer.excludedRules" -> Seq(
          "org.apache.spark.sql.catalyst.optimizer.ConstantFolding",
          "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation").mkString(",")) ++
        zone.map("spark.sql.session.timeZone" -> _) ++ settings.confs
      problem <- withConf(confs: _*)(through(source)(compare(statement)))
    } yield {
      val how = s"ansi=$ansi, aqe=$aqe" + zone.map(", zone=" + _).mkString +
        (if (source == "v1") "" else s", source=$source")
      val text = s"$place [$how]\n${statement.sql}\n$problem"
      Wrong(statement.line, text, problem.startsWith(native))
    }
  }

  private def compare(statement: Statement): Option[String] = {
    val settings = statement.settings
    val result =
      compare(statement.sql, statement.isOrdered, settings.tolerance, settings.exactErrors)
    def failure: Option[String] = result.actual match {
      case error: Failed if !result.frame.exists(isPlanned) =>
        Some(s"does not run at all: $error")
      case error: Failed =>
        info(s"line ${statement.line} fails on both with ${error.condition}")
        None
      case _ => None
    }
    result.difference.orElse(failure).orElse(result.frame.flatMap(notAsPlanned(settings, _)))
  }

  private def isPlanned(frame: DataFrame): Boolean =
    Try(frame.queryExecution.executedPlan).isSuccess

  /** How the native plan is not what the settings say. */
  private def notAsPlanned(settings: Settings, frame: DataFrame): Option[String] = {
    val onJvm = left(frame)
    val missing = settings.plan.filterNot(n => nativePlan(frame).exists(_.startsWith(n)))
    settings.fallback match {
      case _ if !ThermiteSession.isNative => None
      case None if onJvm.nonEmpty =>
        Some(s"${onJvm.mkString(", ")} on the JVM: ${reasons(frame).mkString("; ")}")
      case Some(reason) if onJvm.isEmpty => Some(s"$native $reason")
      case Some(reason) if !reasons(frame).exists(_.contains(reason)) =>
        Some(s"no reason has '$reason': ${reasons(frame).mkString("; ")}")
      case _ if missing.nonEmpty =>
        Some(s"no ${missing.mkString(", ")} in ${nativePlan(frame).mkString(" ")}")
      case _ => None
    }
  }

  /** Through DataSource V2 each table of the database is read by a view of its files. */
  private def through[A](source: String)(body: => A): A =
    if (source == "v1") body
    else {
      val catalog = spark.sessionState.catalog
      val tables = catalog
        .listTables(catalog.getCurrentDatabase)
        .map(_.table)
        .map(name => catalog.getTableMetadata(TableIdentifier(name)))
      withConf("spark.sql.sources.useV1SourceList" -> "") {
        tables.foreach { table =>
          spark.read
            .schema(table.schema)
            .parquet(table.location.toString)
            .createOrReplaceTempView(table.identifier.table)
        }
        try body
        finally tables.foreach(t => spark.catalog.dropTempView(t.identifier.table))
      }
    }
}

/** A run of the statement at `line` that is not as it should be. */
final case class Wrong(line: Int, text: String, isObsolete: Boolean)
