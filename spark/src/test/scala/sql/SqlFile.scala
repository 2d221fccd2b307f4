package org.apache.spark.sql.thermite.sql

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Path}

import scala.collection.mutable

/**
 * A file of SQL tests. Statements end with `;` at the end of a line. A statement that is no query
 * sets tables up and runs on plain Spark. Lines `-- KEY value` before a statement say how queries
 * run. These hold up to the next line of the same key:
 *
 *  - `-- CONF key=value` a session conf; with no value it is unset again
 *  - `-- ANSI both|on|off` with which spark.sql.ansi.enabled (both)
 *  - `-- AQE both|on|off` the same for adaptive execution (on)
 *  - `-- ZONES UTC,America/Los_Angeles` in which session time zones (the session's own)
 *  - `-- SOURCES v1|v2|both` through which version of the Parquet source tables are read (v1)
 *  - `-- ERRORS exact|condition` what of an error must be equal: all, or only its condition (exact)
 *
 * These hold for the next query only:
 *
 *  - `-- TOLERANCE 1e-9` floating-point values may differ by this part of their size
 *  - `-- FALLBACK text` an operator stays on the JVM, with a reason that has `text`
 *  - `-- PLAN Name` the native plan has a node whose name begins so; more than one line may stand
 */
final case class SqlFile(statements: Seq[Statement])

/** A statement and how it is run; `line` is where it begins. */
final case class Statement(line: Int, sql: String, settings: Settings) {

  def isQuery: Boolean = {
    val start = sql.toUpperCase.trim
    Seq("SELECT", "WITH", "VALUES", "TABLE", "FROM", "(").exists(start.startsWith)
  }

  /** Whether the rows of the result have an order: an ORDER BY outside of all parentheses. */
  def isOrdered: Boolean = {
    var depth = 0
    "'[^']*'|[()]|(?i)order\\s+by".r.findAllIn(sql).exists {
      case "(" => depth += 1; false
      case ")" => depth -= 1; false
      case token => depth == 0 && !token.startsWith("'")
    }
  }
}

final case class Settings(
    confs: Map[String, String] = Map.empty,
    ansi: Seq[Boolean] = Seq(true, false),
    aqe: Seq[Boolean] = Seq(true),
    zones: Seq[Option[String]] = Seq(None),
    sources: Seq[String] = Seq("v1"),
    exactErrors: Boolean = true,
    tolerance: Option[Double] = None,
    fallback: Option[String] = None,
    plan: Seq[String] = Nil) {

  def afterQuery: Settings = copy(tolerance = None, fallback = None, plan = Nil)

  def set(key: String, value: String): Settings = key match {
    case "CONF" =>
      val at = value.indexOf('=')
      require(at > 0, s"-- CONF $value is not key=value")
      val (name, setting) = (value.take(at).trim, value.drop(at + 1).trim)
      copy(confs = if (setting.isEmpty) confs - name else confs + (name -> setting))
    case "ANSI" => copy(ansi = switch(value))
    case "AQE" => copy(aqe = switch(value))
    case "ZONES" => copy(zones = value.split(",").map(z => Option(z.trim)).toSeq)
    case "SOURCES" => copy(sources = if (value == "both") Seq("v1", "v2") else Seq(value))
    case "ERRORS" => copy(exactErrors = value == "exact")
    case "TOLERANCE" => copy(tolerance = Some(value.toDouble))
    case "FALLBACK" => copy(fallback = Some(value))
    case "PLAN" => copy(plan = plan :+ value)
    case other => throw new IllegalArgumentException(s"-- $other is no setting of a SQL test")
  }

  private def switch(value: String): Seq[Boolean] = value match {
    case "both" => Seq(true, false)
    case "on" => Seq(true)
    case "off" => Seq(false)
  }
}

object SqlFile {
  private val setting = "^-- ([A-Z]{3,}) (.*)$".r

  def parse(path: Path): SqlFile =
    parse(new String(Files.readAllBytes(path), StandardCharsets.UTF_8))

  def parse(text: String): SqlFile = {
    val statements = mutable.ArrayBuffer.empty[Statement]
    var settings = Settings()
    val lines = mutable.ArrayBuffer.empty[String]
    var begin = 0
    text.split("\n").zipWithIndex.foreach {
      case (setting(key, value), _) => settings = settings.set(key, value.trim)
      case (line, _) if line.startsWith("--") =>
      case (line, _) if line.trim.isEmpty && lines.isEmpty =>
      case (line, number) =>
        if (lines.isEmpty) begin = number + 1
        lines += line
        if (line.trim.endsWith(";")) {
          val statement =
            Statement(begin, lines.mkString("\n").trim.stripSuffix(";"), settings)
          statements += statement
          lines.clear()
          if (statement.isQuery) settings = settings.afterQuery
        }
    }
    require(lines.isEmpty, s"line $begin begins a statement without a semicolon")
    SqlFile(statements.toSeq)
  }
}
