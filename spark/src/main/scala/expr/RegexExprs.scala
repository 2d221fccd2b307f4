package org.apache.spark.sql.thermite.expr

import java.nio.charset.StandardCharsets

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.exec.Native
import org.apache.spark.sql.thermite.expr.Rule.{call, form}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** Functions of regular expressions, those that Rust reads as Java does, and of many LIKE patterns. */
object RegexExprs {
  private val patterns = "only constant patterns that mean the same in Rust"
  private val places = s"$patterns and match no empty string"
  private val groups = s"$places, only groups that are not repeated"

  /** A constant text. */
  private object Text {
    def unapply(e: Expression): Option[String] = e match {
      case Literal(text: UTF8String, StringType) => Some(text.toString)
      case _ => None
    }
  }

  private object Number {
    def unapply(e: Expression): Option[Int] = e match {
      case Literal(number: Int, IntegerType) => Some(number)
      case _ => None
    }
  }

  private def support(pattern: String): Int =
    Native.library.regexSupport(pattern.getBytes(StandardCharsets.UTF_8))

  private def isFound(pattern: String): Boolean = support(pattern) >= 0

  private def isPlaced(pattern: String): Boolean = {
    val known = support(pattern)
    known >= 0 && (known & 1) != 0
  }

  private def isPlaced(pattern: String, group: Int): Boolean = {
    val known = support(pattern)
    val isGroup = (known & 2) != 0 && 0 < group && group <= (known >> 2)
    known >= 0 && (known & 1) != 0 && (group == 0 || isGroup)
  }

  /** A text without operators, or a pattern; an empty one splits alike in all versions without a limit. */
  private def splits(pattern: String, limit: Int): Boolean =
    if (pattern.isEmpty) limit <= 0
    else !pattern.exists("\\.[]{}()*+?^$|".contains(_)) || isPlaced(pattern)

  /** Whether a replacement is of text, quoted characters and groups of one digit that the pattern has. */
  private def replaces(pattern: String, replacement: String): Boolean = {
    val known = "\\$([0-9])".r.findAllMatchIn(replacement.replaceAll("\\\\(?s:.)", "")).map(_.group(1).toInt)
    val isSimple = replacement.matches("(?s)(?:[^\\\\$]|\\\\.|\\$[0-9](?![0-9]))*")
    isSimple && known.forall(isPlaced(pattern, _))
  }

  val rules: Seq[Rule] = Seq(
    call[RLike]("rlike", patterns) {
      case e @ RLike(_, Text(pattern)) if isFound(pattern) => e.children
    },
    call[StringSplit]("split", s"$places, and constant limits") {
      case e @ StringSplit(_, Text(pattern), Number(limit)) if splits(pattern, limit) => e.children
    },
    call[StringSplitSQL]("split_sql") { case e => e.children },
    call[RegExpReplace]("regexp_replace", s"$groups, constant replacements, the position 1") {
      case RegExpReplace(text, p @ Text(pattern), r @ Text(replacement), Number(1))
          if isPlaced(pattern) && replaces(pattern, replacement) =>
        Seq(text, p, r)
    },
    call[RegExpExtract]("regexp_extract", groups) {
      case e @ RegExpExtract(_, Text(pattern), Number(group)) if isPlaced(pattern, group) =>
        e.children
    },
    call[RegExpExtractAll]("regexp_extract_all", groups) {
      case e @ RegExpExtractAll(_, Text(pattern), Number(group)) if isPlaced(pattern, group) =>
        e.children
    },
    call[RegExpInStr]("regexp_instr", places) {
      case e @ RegExpInStr(_, Text(pattern), _) if isPlaced(pattern) => e.children
    },
    form[LikeAll]((e, c) => likes(e.child, e.patterns, c)(And, Like(_, _, '\\'))),
    form[NotLikeAll]((e, c) => likes(e.child, e.patterns, c)(And, (s, p) => Not(Like(s, p, '\\')))),
    form[LikeAny]((e, c) => likes(e.child, e.patterns, c)(Or, Like(_, _, '\\'))),
    form[NotLikeAny]((e, c) => likes(e.child, e.patterns, c)(Or, (s, p) => Not(Like(s, p, '\\')))))

  /** Of a column, which may be read again; Spark looks at all escapes first, so that there are none. */
  private def likes(child: Expression, patterns: Seq[UTF8String], c: ExprConverter)(
      both: (Expression, Expression) => Expression,
      like: (Expression, Expression) => Expression): Converted[proto.Expr] = {
    val isColumn = child.isInstanceOf[Attribute] || child.isInstanceOf[BoundReference]
    val arePlain = patterns.filter(_ != null).forall(!_.toString.contains('\\'))
    if (isColumn && arePlain && patterns.length <= 64) {
      c.convert(patterns.map(p => like(child, Literal(p, StringType))).reduceLeft(both))
    } else Fallback.because("LIKE of many patterns is native only of a column, without escapes")
  }
}
