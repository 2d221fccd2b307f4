package org.apache.spark.sql.thermite.operator

import java.nio.file.Files

import scala.util.Try

import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.types.StructType

/** Files read under another schema than they were written with: Spark's rows, or an error as Spark's. */
class ParquetSchemaSuite extends ThermiteSession {

  private def written(frame: => DataFrame): String = {
    val folder = Files.createTempDirectory("thermite-schema").resolve("t").toString
    vanilla(frame.coalesce(1).write.parquet(folder))
    folder
  }

  /** The rows, or the condition of the error. */
  private def rows(folder: String, schema: String): Either[String, Seq[Row]] =
    Try(spark.read.schema(StructType.fromDDL(schema)).parquet(folder).collect().toSeq).toEither.left
      .map { error =>
        val causes = Iterator.iterate[Throwable](error)(_.getCause).takeWhile(_ != null)
        causes.map(_.getMessage).find(_.contains("FAILED_READ_FILE")).fold(error.toString)(
          "\\[([A-Z_.]+)\\]".r.findFirstMatchIn(_).fold("no condition")(_.group(1)))
      }

  private def assertSame(folder: String, schemas: String*): Unit = schemas.foreach { schema =>
    val expected = vanilla(rows(folder, schema))
    val actual = rows(folder, schema)
    assert(actual == expected, s"for $schema")
  }

  private val types = Seq(
    "BOOLEAN" -> "true",
    "TINYINT" -> "-7",
    "SMALLINT" -> "300",
    "INT" -> "-70000",
    "BIGINT" -> "5000000000",
    "FLOAT" -> "1.5",
    "DOUBLE" -> "-2.25",
    "DECIMAL(9,2)" -> "1234567.89",
    "DECIMAL(10,2)" -> "-1234567.89",
    "DECIMAL(12,4)" -> "1234567.8901",
    "DECIMAL(18,2)" -> "123456789.01",
    "DECIMAL(20,0)" -> "12345678901234567890",
    "DECIMAL(38,4)" -> "-98765432109876543210.1234",
    "STRING" -> "'x'",
    "BINARY" -> "X'6162'",
    "DATE" -> "DATE'2001-02-03'",
    "TIMESTAMP" -> "TIMESTAMP'2001-02-03 04:05:06.789'",
    "TIMESTAMP_NTZ" -> "TIMESTAMP_NTZ'2001-02-03 04:05:06.789'",
    "INTERVAL YEAR TO MONTH" -> "INTERVAL '3-4' YEAR TO MONTH",
    "INTERVAL DAY TO SECOND" -> "INTERVAL '1 02:03:04.5' DAY TO SECOND")

  /** The unscaled bits of a decimal, which Spark reads as numbers or bytes, are an error. */
  private def isRefused(from: String, to: String): Boolean =
    from.startsWith("DECIMAL") && !to.startsWith("DECIMAL")

  for ((from, value) <- types) test(s"a column of $from read as every other type") {
    val folder = written(spark.sql(s"SELECT CAST(v AS $from) AS c FROM VALUES ($value), (NULL) AS t(v)"))
    val (refused, read) = types.map(_._1).partition(isRefused(from, _))
    assertSame(folder, read.map(to => s"c $to"): _*)
    if (ThermiteSession.isNative) refused.foreach(to => assert(rows(folder, s"c $to").isLeft))
  }

  test("fields of nested columns are found by name, and are null where a file has none of it") {
    val folder = written(spark.sql("""
      SELECT named_struct('a', id, 'B', CAST(id AS STRING), 'n', named_struct('x', id)) AS s,
        array(named_struct('p', id, 'q', 'z'), NULL) AS l,
        map(id, named_struct('p', CAST(id AS INT))) AS m
      FROM range(3)
      UNION ALL SELECT NULL, NULL, NULL
      UNION ALL SELECT named_struct('a', NULL, 'B', NULL, 'n', NULL), array(), map()"""))
    assertSame(
      folder,
      "s STRUCT<a: BIGINT>",
      "s STRUCT<n: STRUCT<x: BIGINT, y: INT>, b: STRING, a: BIGINT>",
      "s STRUCT<n: STRUCT<y: INT>>",
      "s STRUCT<other: INT>",
      "l ARRAY<STRUCT<q: STRING>>",
      "l ARRAY<STRUCT<r: INT, p: BIGINT>>",
      "l ARRAY<STRUCT<r: INT>>",
      "m MAP<BIGINT, STRUCT<p: BIGINT>>",
      "m MAP<BIGINT, STRUCT<q: BIGINT, p: INT>>",
      "s STRUCT<a: STRING>",
      "m MAP<STRING, STRUCT<p: INT>>")
    withConf("spark.sql.caseSensitive" -> "true") {
      assertSame(folder, "s STRUCT<b: STRING, a: BIGINT>", "s STRUCT<A: BIGINT>", "S STRUCT<a: BIGINT>")
    }
  }

  test("two columns that differ in case cannot be told apart") {
    val folder = withConf("spark.sql.caseSensitive" -> "true") {
      written(spark.sql("SELECT 1 AS a, 2 AS A, 3 AS b"))
    }
    assertSame(folder, "a INT", "b INT", "B INT")
  }

  test("a column of nothing but nulls") {
    assertSame(written(spark.sql("SELECT id, CAST(NULL AS INT) AS n FROM range(3)")), "n VOID, id BIGINT")
  }
}
