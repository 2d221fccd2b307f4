package org.apache.spark.sql.thermite.sql

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Path}

import scala.collection.mutable

/**
 * A file of SQL tests. Statements end with `;`. Lines that begin with `-- KEY value` set what holds
 * for the statements after them:
 *
 *  - `-- CONF key=value` a session conf
 *  - `-- ANSI both|on|off` with which spark.sql.ansi.enabled queries run (both)
 *  - `-- AQE both|on|off` the same for adaptive execution (on)
 *  - `-- FALLBACK text` the next query leaves an operator on the JVM, with a reason that has `text`
 *
 * A statement that is no query sets tables up and runs on plain Spark.
 */
final case class SqlFile(name: String, statements: Seq[Statement])

final case class Statement(
    sql: String,
    confs: Map[String, String],
    ansi: Seq[Boolean],
    aqe: Seq[Boolean],
    fallback: Option[String]) {

  def isQuery: Boolean = {
    val start = sql.toUpperCase.trim
    start.startsWith("SELECT") || start.startsWith("WITH")
  }

  def isOrdered: Boolean = {
    var depth = 0
    "[()]|(?i)order\\s+by".r.findAllIn(sql).exists {
      case "(" => depth += 1; false
      case ")" => depth -= 1; false
      case _ => depth == 0
    }
  }
}

object SqlFile {
  private val setting = "^-- ([A-Z]+) (.*)$".r

  private def both(value: String): Seq[Boolean] = value match {
    case "both" => Seq(true, false)
    case "on" => Seq(true)
    case "off" => Seq(false)
  }

  def parse(path: Path): SqlFile = {
    val statements = mutable.ArrayBuffer.empty[Statement]
    var current = Statement("", Map.empty, both("both"), both("on"), None)
    val text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
    text.linesIterator.foreach {
      case setting("CONF", pair) =>
        val Array(key, value) = pair.split("=", 2)
        current = current.copy(confs = current.confs + (key.trim -> value.trim))
      case setting("ANSI", value) => current = current.copy(ansi = both(value.trim))
      case setting("AQE", value) => current = current.copy(aqe = both(value.trim))
      case setting("FALLBACK", reason) => current = current.copy(fallback = Some(reason.trim))
      case comment if comment.startsWith("--") =>
      case line =>
        current = current.copy(sql = current.sql + line + "\n")
        if (line.trim.endsWith(";")) {
          statements += current.copy(sql = current.sql.trim.stripSuffix(";"))
          current = current.copy(sql = "", fallback = None)
        }
    }
    require(current.sql.trim.isEmpty, s"$path ends in a statement without a semicolon")
    SqlFile(path.getFileName.toString.stripSuffix(".sql"), statements.toSeq)
  }
}
