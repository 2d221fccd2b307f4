package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.thermite.ThermiteSession

/** Operators of the JVM between native ones, above them and below them. */
class JvmRowsSuite extends ThermiteSession {

  /** Generators and functions without a native version are left to Spark's operators. */
  private def check(sql: String, native: String*): Unit =
    for (adaptive <- Seq("true", "false")) withConf(
        "spark.sql.adaptive.enabled" -> adaptive,
        "spark.thermite.jvmFunctions.enabled" -> "false",
        "spark.thermite.operator.Generate.enabled" -> "false") {
      val compared = compare(sql)
      assert(compared.difference.isEmpty, s"$sql: ${compared.difference}")
      if (ThermiteSession.isNative) {
        val nodes = nativePlan(compared.frame.get)
        native.foreach(name => assert(nodes.contains(name), s"$sql: $nodes"))
      }
      assertNothingLeaks()
    }

  private def tables(): Unit = vanilla {
    spark.sql("DROP TABLE IF EXISTS facts")
    spark.sql("DROP TABLE IF EXISTS dims")
    spark.sql("""CREATE TABLE facts USING parquet PARTITIONED BY (day) AS
      SELECT id, id % 7 AS k, CAST(id % 5 AS INT) AS day FROM range(1000)""")
    spark.sql("""CREATE TABLE dims USING parquet AS
      SELECT CAST(id AS INT) AS day, concat('d', id) AS name FROM range(5)""")
  }

  test("a native aggregate over a generator over a native scan") {
    tables()
    check(
      "SELECT k, sum(x) FROM (SELECT k, explode(array(id, id + 1)) AS x FROM facts) GROUP BY k",
      "NativeHashAggregate",
      "RowInput",
      "NativeExchange")
  }

  test("blocks inside blocks: a native join of rows that the JVM computes from native joins") {
    tables()
    check(
      """SELECT a.k, count(*), min(b.name)
        FROM (SELECT k, day, explode(sequence(0L, k)) AS x FROM facts JOIN dims USING (day)) a
        JOIN (SELECT day, stack(2, name, 'other') AS name FROM dims) b ON a.day = b.day
        WHERE a.x > 1 GROUP BY a.k""",
      "NativeSortAggregate",
      "RowInput")
  }

  test("a join whose other side is a user's function of rows") {
    tables()
    spark.udf.register("plus_one", (x: Long) => x + 1)
    check(
      "SELECT d.name, count(plus_one(f.id)) FROM facts f JOIN dims d ON f.day = d.day GROUP BY d.name",
      "NativeBroadcastHashJoin")
  }

  test("an aggregate with neither groups nor functions has one row") {
    tables()
    check("SELECT 1 AS one FROM facts HAVING true", "NativeHashAggregate")
    check("SELECT 1 AS one FROM facts WHERE id < 0 HAVING true")
    check("SELECT count(DISTINCT 1), count(DISTINCT 2) FROM facts WHERE id < 0")
  }

  test("input_file_name() names the file of the row") {
    tables()
    check("SELECT id, input_file_name(), input_file_block_start() FROM facts WHERE id > 3")
  }

  test("a scan is pruned by the broadcast that the join reads") {
    tables()
    check(
      "SELECT f.id, d.name FROM facts f JOIN dims d ON f.day = d.day WHERE d.name = 'd3'",
      "NativeSubqueryBroadcast",
      "NativeBroadcastHashJoin")
    val frame = spark.sql("SELECT f.id FROM facts f JOIN dims d ON f.day = d.day WHERE d.name = 'd3'")
    assert(frame.collect().length == 200)
    val scan = frame.queryExecution.executedPlan
    assert(scan.toString.contains("dynamicpruning"), scan.toString)
  }
}
