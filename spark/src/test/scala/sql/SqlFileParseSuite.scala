package org.apache.spark.sql.thermite.sql

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.SparkArithmeticException
import org.apache.spark.sql.Row

/** The grammar of SQL files, and what counts as an equal answer. */
class SqlFileParseSuite extends AnyFunSuite {

  private def rows(ordered: Boolean, values: Row*): Answer =
    Answer.of(ordered)(values.toArray)

  test("settings hold, but for those of one query") {
    val file = SqlFile.parse("""-- A comment.
      |CREATE TABLE t
      |  USING parquet AS SELECT 1;
      |-- CONF a.b=c=d
      |-- ANSI off
      |-- TOLERANCE 1e-9
      |-- FALLBACK some reason
      |SELECT 1;
      |-- CONF a.b=
      |SELECT 2
      |  FROM t;
      |""".stripMargin)
    val Seq(table, first, second) = file.statements
    assert(!table.isQuery && table.line == 2 && first.isQuery && second.line == 10)
    assert(first.settings.confs == Map("a.b" -> "c=d") && first.settings.ansi == Seq(false))
    assert(first.settings.tolerance.contains(1e-9))
    assert(first.settings.fallback.contains("some reason"))
    assert(second.settings == Settings(ansi = Seq(false)))
  }

  test("an unknown setting and a missing semicolon are errors") {
    intercept[IllegalArgumentException](SqlFile.parse("-- FALBACK x\nSELECT 1;"))
    intercept[IllegalArgumentException](SqlFile.parse("SELECT 1"))
  }

  test("only an outer ORDER BY orders the result") {
    def ordered(sql: String): Boolean = Statement(1, sql, Settings()).isOrdered
    assert(ordered("SELECT * FROM (SELECT 1 AS a) ORDER  BY a"))
    assert(!ordered("SELECT * FROM (SELECT 1 AS a ORDER BY a)"))
    assert(!ordered("SELECT ')', 'order by' FROM (SELECT 1 AS a ORDER BY a)"))
  }

  test("rows are multisets unless ordered") {
    val (ab, ba) = (Seq(Row(1), Row(2)), Seq(Row(2), Row(1)))
    assert(Answer.difference(rows(false, ab: _*), rows(false, ba: _*)).isEmpty)
    assert(Answer.difference(rows(true, ab: _*), rows(true, ba: _*)).nonEmpty)
    assert(Answer.difference(rows(false, ab: _*), rows(false, ab :+ Row(2): _*)).nonEmpty)
  }

  test("values are equal to the bit unless there is a tolerance") {
    def differ(a: Any, b: Any, tolerance: Option[Double] = None): Boolean =
      Answer.difference(rows(false, Row(a)), rows(false, Row(b)), tolerance).nonEmpty
    assert(differ(0.0, -0.0) && differ(1.0, 1.0 + 1e-15) && !differ(Double.NaN, Double.NaN))
    assert(!differ(1.0, 1.0 + 1e-15, Some(1e-9)) && differ(1.0, 1.1, Some(1e-9)))
    assert(differ(new java.math.BigDecimal("1.0"), new java.math.BigDecimal("1.00")))
    assert(differ(null, 0) && differ(Seq(1, null), Seq(1, 2)))
  }

  test("errors are equal in condition and parameters") {
    def error(condition: String, config: String): Answer = Answer.of(ordered = false) {
      throw new SparkArithmeticException(condition, Map("config" -> config), Array(), "")
    }
    val division = error("DIVIDE_BY_ZERO", "a")
    assert(Answer.difference(division, error("DIVIDE_BY_ZERO", "a")).isEmpty)
    assert(Answer.difference(division, error("DIVIDE_BY_ZERO", "b")).nonEmpty)
    assert(Answer.difference(division, error("DIVIDE_BY_ZERO", "b"), exactErrors = false).isEmpty)
    assert(Answer.difference(division, rows(false)).nonEmpty)
  }
}
