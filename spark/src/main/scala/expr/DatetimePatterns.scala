package org.apache.spark.sql.thermite.expr

import java.time.{DayOfWeek, LocalTime, Month}
import java.time.format.{DateTimeFormatter, TextStyle}

import scala.util.Try

import org.apache.spark.sql.catalyst.expressions.{Expression, Literal}
import org.apache.spark.sql.catalyst.util.DateFormatter
import org.apache.spark.sql.internal.SQLConf

/**
 * The patterns of dates and times that native code has (`native/functions/src/datetime/pattern.rs`),
 * as `DateTimeFormatterHelper` gives them to Java's formatter. They are constants.
 */
object DatetimePatterns {
  val written = "only constant patterns without G, O, V, z, and no legacy parser"
  val read = "only constant patterns of yyyy, M, d and H, m, s, S, and the corrected parser"

  private val locale = DateFormatter.defaultLocale

  private val token = """'[^']+'|([A-Za-z])\1*|[^A-Za-z'\[\]{}#]""".r

  /** How often a letter may stand when timestamps are written. */
  private def isWritten(letter: Char, count: Int): Boolean = letter match {
    case 'y' => count <= 6
    case 'M' | 'E' => count <= 4
    case 'L' | 'd' | 'H' | 'h' | 'K' | 'k' | 'm' | 's' | 'Q' | 'q' => count <= 2
    case 'D' => count == 1 || count == 3
    case 'S' => count <= 9
    case 'a' => count == 1
    case 'X' | 'x' => count <= 5
    case 'Z' => count <= 3
    case _ => false
  }

  private def isRead(letter: Char, count: Int): Boolean = letter match {
    case 'y' => count == 4
    case 'M' | 'd' | 'H' | 'm' | 's' => count <= 2
    case 'S' => count <= 9
    case _ => false
  }

  /** Letters of no case but ASCII's; digits would be a number's. */
  private val readLiteral = """'[\p{ASCII}&&[^'KkSsIi0-9]]+'|[\p{ASCII}&&[^A-Za-z0-9]]""".r

  private def constant(pattern: Expression): Option[String] =
    if (pattern.foldable) Try(pattern.eval(null)).toOption.filter(_ != null).map(_.toString) else None

  private def tokens(pattern: String): Option[Seq[String]] = {
    val found = token.findAllIn(pattern).toSeq
    if (found.mkString == pattern && !pattern.contains("''")) Some(found) else None
  }

  private def isField(token: String): Boolean = token.head.isLetter && token.head < 128

  private def policy: String = SQLConf.get.legacyTimeParserPolicy.toString

  /** A pattern in which native code writes timestamps, and the names that it needs. */
  def ofWritten(pattern: Expression): Option[Seq[Literal]] =
    for {
      text <- constant(pattern) if policy != "LEGACY"
      parts <- tokens(text)
      if parts.forall(p => !isField(p) || isWritten(p.head, p.length))
    } yield Seq(Literal(text), Literal(names))

  /** A pattern that native code reads. */
  def ofRead(pattern: Expression): Option[Literal] =
    for {
      text <- constant(pattern) if policy == "CORRECTED"
      parts <- tokens(text) if isRead(parts)
    } yield Literal(text)

  private def isRead(parts: Seq[String]): Boolean = {
    val (fields, literals) = parts.partition(isField)
    val letters = fields.map(_.head)
    val times = Seq('H', 'm', 's', 'S')
    val fraction = parts.indexWhere(_.head == 'S')
    fields.forall(f => isRead(f.head, f.length)) &&
    literals.forall(l => readLiteral.pattern.matcher(l).matches()) &&
    letters.distinct == letters && Seq('y', 'M', 'd').forall(letters.contains) &&
    // No field without the greater ones.
    times.map(letters.contains(_)).dropWhile(identity).forall(!_) &&
    (fraction < 0 || isReadFraction(parts, fraction))
  }

  /** One digit alone would be part of the numbers next to it. */
  private def isReadFraction(parts: Seq[String], at: Int): Boolean =
    (parts(at).length > 1 || parts.lift(at - 1).forall(!isField(_))) && parts.lift(at + 1).forall(!isField(_))

  val months: String = all(Month.values.map(_.getDisplayName(TextStyle.SHORT, locale)))
  val days: String = all(DayOfWeek.values.map(_.getDisplayName(TextStyle.SHORT, locale)))

  /** Of months, days and halves of the day, as `format.rs` takes them. */
  private lazy val names: String = {
    val half = DateTimeFormatter.ofPattern("a", locale)
    Seq(
      months,
      all(Month.values.map(_.getDisplayName(TextStyle.FULL, locale))),
      days,
      all(DayOfWeek.values.map(_.getDisplayName(TextStyle.FULL, locale))),
      all(Array(LocalTime.MIDNIGHT, LocalTime.NOON).map(half.format(_)))).mkString("\n")
  }

  private def all(names: Array[String]): String = names.mkString(",")
}
