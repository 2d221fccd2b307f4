package org.apache.spark.sql.thermite.operator

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.execution.{ColumnarToRowTransition, InputAdapter, SparkPlan, WholeStageCodegenExec}
import org.apache.spark.sql.thermite.ThermiteSession

/** Rows that native code writes are Spark's to the byte. */
class NativeRowsSuite extends ThermiteSession with BeforeAndAfterAll {
  private val flat = Seq(
    "id",
    "id % 2 = 0 AS boolean",
    "CAST(id % 100 - 50 AS TINYINT) AS byte",
    "CAST(id - 500 AS SMALLINT) AS short",
    "CAST(id AS INT) - 7 AS int",
    "CASE id % 5 WHEN 0 THEN CAST('NaN' AS FLOAT) WHEN 1 THEN CAST('-0.0' AS FLOAT) ELSE id / 3 END AS float",
    "CASE id % 5 WHEN 0 THEN CAST('NaN' AS DOUBLE) WHEN 1 THEN CAST('-0.0' AS DOUBLE) ELSE id / 3 END AS double",
    "CAST(id - 500 AS DECIMAL(18, 2)) AS small",
    "CAST(pow(-13, id % 30) AS DECIMAL(38, 2)) AS large",
    "DATE'2020-01-01' + CAST(id AS INT) AS date",
    "timestamp_seconds(id) AS timestamp",
    "CAST(timestamp_seconds(id) AS TIMESTAMP_NTZ) AS ntz",
    "repeat('é', CAST(id % 11 AS INT)) AS string",
    "CAST(repeat('b', CAST(id % 17 AS INT)) AS BINARY) AS binary",
    "make_ym_interval(0, CAST(id AS INT)) AS months",
    "make_dt_interval(0, 0, 0, id) AS time",
    "NULL AS nothing")

  private def names = flat.map(_.split(" ").last)

  /** Each column, but NULL in some rows; the first is a key. */
  private val withNulls = names.zipWithIndex.map { case (name, i) =>
    if (i == 0) name else s"if(id % 7 = ${i % 7}, NULL, $name) AS $name"
  }

  private def shapes: Seq[String] = names.flatMap { name =>
    val key = if (name == "nothing") "id" else s"coalesce($name, (SELECT first($name) FROM flat WHERE $name IS NOT NULL))"
    Seq(
      name,
      s"array($name, NULL, $name)",
      s"if(id % 3 = 0, NULL, struct($name, id, $name))",
      s"array(struct($name), NULL)",
      s"array(array($name), array(), NULL)",
      s"map(id, $name, -id - 1, NULL)",
      s"map_from_arrays(array($key), array($name))",
      s"struct(array($name, $name), map('k', array($name)))")
  }

  /** What the transition at the root takes. */
  private def block(plan: SparkPlan): Option[SparkPlan] = plan match {
    case WholeStageCodegenExec(transition) => block(transition)
    case transition: ColumnarToRowTransition =>
      transition.child match {
        case InputAdapter(block) => Some(block)
        case block => Some(block)
      }
    case _ => None
  }

  private def bytes(plan: SparkPlan): Seq[Seq[Byte]] =
    plan.execute().map(_.asInstanceOf[UnsafeRow].copy().getBytes.toSeq).collect().toSeq

  private def check(sql: String): Unit = withConf("spark.sql.adaptive.enabled" -> "false") {
    val expected = vanilla(bytes(spark.sql(sql).queryExecution.executedPlan))
    val plan = spark.sql(sql).queryExecution.executedPlan
    val found = block(plan)
    assert(found.isDefined, s"$sql: $plan")
    assert(bytes(NativeRowsExec(found.get)) == expected, sql)
    val usual = compare(sql)
    assert(usual.difference.isEmpty, s"$sql: ${usual.difference}")
    assertNothingLeaks()
  }

  override def beforeAll(): Unit = {
    spark.range(0, 300, 1, 1).selectExpr(flat: _*).createOrReplaceTempView("flat_rows")
    val folder = java.nio.file.Files.createTempDirectory("thermite-rows")
    vanilla {
      spark.sql(s"SELECT ${withNulls.init.mkString(", ")} FROM flat_rows").write.parquet(s"$folder/flat")
    }
    spark.read.parquet(s"$folder/flat").selectExpr("*", "NULL AS nothing").createOrReplaceTempView("flat")
  }

  override def afterAll(): Unit =
    Seq("flat", "flat_rows").foreach(view => spark.catalog.dropTempView(view))

  if (ThermiteSession.isNative) {
    test("columns of all types, alone and within others") {
      check(s"SELECT ${names.mkString(", ")} FROM flat")
      shapes.foreach(shape => check(s"SELECT id, $shape FROM flat"))
      check(s"SELECT ${shapes.mkString(", ")} FROM flat")
    }

    test("no rows, no columns, more than 64 columns, rows beyond a chunk") {
      check("SELECT * FROM flat WHERE id < 0")
      check(s"SELECT ${(0 until 130).map(i => s"if(id % 2 = 0, NULL, id + $i) AS c$i").mkString(", ")} FROM flat")
      check("SELECT sequence(0, id * 200) FROM flat")
      check("SELECT string FROM flat WHERE id > 5 LIMIT 3")
    }

    test("they are used where all of a row is needed") {
      def isUsed(sql: String): Boolean =
        spark.sql(sql).queryExecution.executedPlan.toString.contains("NativeColumnarToRow")
      withConf("spark.sql.adaptive.enabled" -> "false") {
        assert(isUsed("SELECT id, array(id, 1) FROM flat"))
        assert(isUsed("SELECT id, string FROM flat"))
        withConf("spark.thermite.operator.Project.enabled" -> "false") {
          assert(!isUsed("SELECT id + 1, string FROM flat"))
        }
      }
    }
  }
}
