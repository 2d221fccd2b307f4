package org.apache.spark.sql.thermite.sql

import java.sql.Timestamp
import java.util.Locale

import scala.util.{Failure, Success, Try}

import org.apache.spark.{QueryContext, SparkThrowable}
import org.apache.spark.sql.Row

/** What a query gives: rows or an error, in a form in which two answers can be compared. */
sealed trait Answer

/** `lines` in the order in which they count: as they come, or sorted if the query has no order. */
final case class Rows(lines: Seq[Seq[Any]]) extends Answer {
  override def toString: String = lines.map(_.map(Answer.text).mkString("|")).mkString("\n")
}

final case class Failed(
    javaClass: String,
    condition: String,
    parameters: Map[String, String],
    contexts: Seq[String],
    cause: Throwable)
    extends Answer {
  override def toString: String =
    s"$javaClass [$condition] $parameters ${contexts.mkString("; ")}\n${Answer.trace(cause)}"
}

object Answer {

  def of(ordered: Boolean)(rows: => Array[Row]): Answer = Try(rows) match {
    case Success(found) =>
      val lines = found.toSeq.map(_.toSeq)
      Rows(if (ordered) lines else lines.map(l => sortKey(l) -> l).sortBy(_._1).map(_._2))
    case Failure(error) => failed(error)
  }

  /** How `actual` differs from `expected`, if it does. */
  def difference(
      expected: Answer,
      actual: Answer,
      tolerance: Option[Double] = None,
      exactErrors: Boolean = true): Option[String] = (expected, actual) match {
    case (Rows(left), Rows(right)) =>
      val wrong = left.zipAll(right, Seq("no row"), Seq("no row")).zipWithIndex.collect {
        case ((a, b), i) if !sameRow(a, b, tolerance) =>
          s"row $i: Spark ${a.map(text).mkString("|")}, Thermite ${b.map(text).mkString("|")}"
      }
      if (wrong.isEmpty) None
      else Some(s"${wrong.length} rows differ:\n${wrong.take(10).mkString("\n")}")
    case (a: Failed, b: Failed) =>
      val same =
        if (exactErrors) a.copy(cause = null) == b.copy(cause = null)
        else a.condition == b.condition
      if (same) None else Some(s"other errors: Spark $a\nThermite $b")
    case (a, b) => Some(s"Spark gives\n$a\nThermite gives\n$b")
  }

  /** A value as text, exact to the bit. */
  def text(value: Any): String = value match {
    case null => "NULL"
    case d: Double => if (d == 0.0) s"double $d" else s"double ${bits(d)} ($d)"
    case f: Float => s"float ${java.lang.Float.floatToIntBits(f).toHexString} ($f)"
    case bytes: Array[Byte] => bytes.map(b => f"$b%02x").mkString("X'", "", "'")
    // An instant: the text of a Timestamp is the same on both sides of a change of the clock.
    case t: Timestamp => s"$t (${t.getTime}, ${t.getNanos})"
    case row: Row => row.toSeq.map(text).mkString("{", ", ", "}")
    case map: scala.collection.Map[_, _] =>
      map.toSeq.map { case (k, v) => s"${text(k)} -> ${text(v)}" }.mkString("map(", ", ", ")")
    case values: scala.collection.Seq[_] => values.map(text).mkString("[", ", ", "]")
    case other => other.toString
  }

  private def bits(d: Double): String = java.lang.Double.doubleToLongBits(d).toHexString

  /** Rows sort by what is exact in them first, so that near floating-point values meet. */
  private def sortKey(line: Seq[Any]): String = {
    val exact = line.map {
      case _: Double | _: Float => ""
      case other => text(other)
    }
    val near = line.collect {
      case d: Double => d
      case f: Float => f.toDouble
    }
    (exact ++ near.map(d => String.format(Locale.ROOT, "%.6e", Double.box(d))) ++ line.map(text))
      .mkString("|")
  }

  private def sameRow(a: Seq[Any], b: Seq[Any], tolerance: Option[Double]): Boolean =
    a.length == b.length && a.zip(b).forall {
      case (x: Double, y: Double) if tolerance.isDefined => near(x, y, tolerance.get)
      case (x: Float, y: Float) if tolerance.isDefined => near(x, y, tolerance.get)
      case (x, y) => text(x) == text(y)
    }

  private def near(a: Double, b: Double, tolerance: Double): Boolean =
    text(a) == text(b) || math.abs(a - b) <= tolerance * math.max(math.abs(a), math.abs(b))

  /** The innermost cause that has a condition: what is around it says only that a task failed. */
  private def failed(error: Throwable): Failed = {
    val causes = Iterator.iterate(error)(_.getCause).takeWhile(_ != null).toSeq
    val found = causes.collect {
      case e: SparkThrowable if e.getCondition != null && !isWrapper(e.getCondition) => e
    }.lastOption
    found match {
      case Some(e) =>
        var parameters = Map.empty[String, String]
        e.getMessageParameters.forEach((name, value) => parameters += name -> value)
        Failed(
          e.getClass.getName,
          e.getCondition,
          parameters,
          e.getQueryContext.toSeq.map(context),
          error)
      case None => Failed(causes.last.getClass.getName, "", Map.empty, Nil, error)
    }
  }

  private def isWrapper(condition: String): Boolean = condition.startsWith("FAILED_EXECUTE")

  private def context(c: QueryContext): String =
    s"${c.objectType} ${c.objectName} ${c.startIndex}-${c.stopIndex} '${c.fragment}'"

  def trace(error: Throwable): String =
    Iterator
      .iterate(error)(_.getCause)
      .takeWhile(_ != null)
      .map(e => s"  $e\n${e.getStackTrace.take(6).map("    at " + _).mkString("\n")}")
      .mkString("\n")
}
