package org.apache.spark.sql.thermite.sql

import java.nio.file.{Files, Path, Paths}

import scala.util.{Failure, Success, Try}

import org.apache.spark.SparkThrowable
import org.apache.spark.sql.thermite.ThermiteSession

/** Runs each query of each SQL file on plain Spark and on Thermite: equal, and fully native. */
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
    test(root.relativize(path).toString) {
      val file = SqlFile.parse(path)
      val database = "db_" + root.relativize(path).toString.replaceAll("\\W", "_")
      spark.sql(s"CREATE DATABASE $database")
      spark.sql(s"USE $database")
      try {
        file.statements.foreach { statement =>
          if (statement.isQuery) check(statement)
          else vanilla(spark.sql(statement.sql))
        }
        assertNothingLeaks()
      } finally {
        spark.sql("USE default")
        spark.sql(s"DROP DATABASE $database CASCADE")
      }
    }
  }

  private def check(statement: Statement): Unit =
    for (ansi <- statement.ansi; aqe <- statement.aqe) {
      val confs = Seq(
        "spark.sql.ansi.enabled" -> ansi.toString,
        "spark.sql.adaptive.enabled" -> aqe.toString,
        "spark.sql.optimizer.excludedRules" -> Seq(
          "org.apache.spark.sql.catalyst.optimizer.ConstantFolding",
          "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation").mkString(",")) ++
        statement.confs
      withConf(confs: _*) {
        withClue(s"[ansi=$ansi, aqe=$aqe]\n${statement.sql}\n")(compare(statement))
      }
    }

  private def compare(statement: Statement): Unit = {
    val expected = vanilla(Try(shown(spark.sql(statement.sql).collect(), statement.isOrdered)))
    lazy val frame = spark.sql(statement.sql)
    val actual = Try(shown(frame.collect(), statement.isOrdered))
    (expected, actual) match {
      case (Success(rows), Success(native)) =>
        assert(native == rows)
        statement.fallback match {
          case None =>
            assert(left(frame).isEmpty, s"on the JVM: ${reasons(frame).mkString("; ")}")
          case Some(reason) =>
            assert(reasons(frame).exists(_.contains(reason)), s"reasons: ${reasons(frame)}")
        }
      case (Failure(spark), Failure(native)) => assert(condition(native) == condition(spark))
      case (Success(_), Failure(native)) => throw native
      case (Failure(spark), Success(rows)) => fail(s"Spark fails with $spark, Thermite gives $rows")
    }
  }

  /** The error condition of the first cause that has one. */
  private def condition(error: Throwable): String =
    Iterator
      .iterate(error)(_.getCause)
      .takeWhile(_ != null)
      .collect { case e: SparkThrowable if e.getCondition != null => e.getCondition }
      .filterNot(_.startsWith("FAILED_EXECUTE"))
      .toSeq
      .lastOption
      .getOrElse(error.getClass.getName)
}
