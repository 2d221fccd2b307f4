package org.apache.spark.sql.thermite.broadcast

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.thermite.ThermiteSession

/** One native broadcast read by native joins and by joins of the JVM. */
class RelationBroadcastSuite extends ThermiteSession with BeforeAndAfterAll {

  override def beforeAll(): Unit = vanilla {
    spark.sql("CREATE DATABASE relation_broadcast")
    spark.sql("USE relation_broadcast")
    spark.sql("""CREATE TABLE a USING parquet AS SELECT id, id % 3 AS x,
      CASE WHEN id % 9 = 0 THEN NULL ELSE id % 20 END AS k, concat('k', id % 20) AS s FROM range(200)""")
    spark.sql("""CREATE TABLE b USING parquet AS SELECT id AS i, id % 4 AS y,
      CASE WHEN id % 8 = 0 THEN NULL ELSE id % 25 END AS k, concat('k', id % 25) AS s,
      array(id, NULL) AS l, named_struct('d', CAST(id AS DECIMAL(25, 3))) AS r FROM range(60)""")
    spark.sql("""CREATE TABLE facts USING parquet PARTITIONED BY (day) AS
      SELECT id, CAST(id % 5 AS INT) AS day FROM range(1000)""")
    spark.sql("""CREATE TABLE dims USING parquet AS
      SELECT CAST(id AS INT) AS day, concat('d', id) AS name FROM range(5)""")
    spark.udf.register("jvm", (x: Long) => x)
  }

  override def afterAll(): Unit = {
    spark.sql("USE default")
    spark.sql("DROP DATABASE relation_broadcast CASCADE")
  }

  /** Equal to Spark, by all of `joins` over one broadcast. */
  private def check(
      sql: String,
      joins: Seq[String],
      adaptive: Seq[Boolean] = Seq(true, false),
      broadcasts: Int = 1): Unit =
    for (aqe <- adaptive) withConf(
        "spark.sql.adaptive.enabled" -> aqe.toString,
        "spark.thermite.jvmFunctions.enabled" -> "false") {
      val compared = compare(sql)
      compared.difference.foreach(difference => fail(s"$sql\n${difference.take(2000)}"))
      if (ThermiteSession.isNative) {
        val nodes = nativePlan(compared.frame.get)
        joins.foreach(join => assert(nodes.contains(join), s"$join in $nodes\n$sql"))
        assert(nodes.count(_ == "NativeBroadcastExchange") == broadcasts, s"$nodes\n$sql")
        assert(!nodes.contains("BroadcastExchange"), s"$nodes\n$sql")
      }
      assertNothingLeaks()
    }

  private val hash = Seq("NativeBroadcastHashJoin", "BroadcastHashJoin")
  private val loop = Seq("NativeBroadcastNestedLoopJoin", "BroadcastNestedLoopJoin")

  /** Two joins of a and b: the second has a condition that only the JVM has. */
  private def both(join: String, keys: String, columns: String): String = {
    def one(condition: String): String =
      s"SELECT /*+ BROADCAST(b) */ $columns FROM a $join b ON $keys $condition"
    s"${one("AND a.id <> b.i")} UNION ALL ${one("AND jvm(a.id) <> b.i")}"
  }

  for (join <- Seq("JOIN", "LEFT JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN")) test(s"hash: $join") {
    val columns = if (join.contains("SEMI") || join.contains("ANTI")) "a.id" else "a.id, b.i, b.s"
    // Keys that are one long, a string, several, and none that is ever equal.
    check(both(join, "a.k = b.k", columns), hash)
    check(both(join, "a.s = b.s", columns), hash)
    check(both(join, "a.k = b.k AND a.s = b.s AND a.x = b.y", columns), hash)
    check(both(join, "a.k = b.k + 1000", columns), hash)
  }

  test("rows of nested types") {
    check(both("JOIN", "a.k = b.k", "a.id, b.l, b.r, b.s"), hash)
  }

  test("a broadcast without rows") {
    val left = both("LEFT JOIN", "a.k = b.k", "a.id, b.i")
    val empty = left.replace("LEFT JOIN b", "LEFT JOIN (SELECT * FROM b WHERE jvm(i) < 0) b")
    check(empty, hash, adaptive = Seq(false))
    // Adaptive execution sees that nothing is joined.
    check(empty, Nil, adaptive = Seq(true), broadcasts = 0)
  }

  test("nested loops") {
    check(both("JOIN", "a.id < b.i", "a.id, b.i"), loop)
    check(both("LEFT SEMI JOIN", "a.id < b.i", "a.id"), loop)
    // Rows of the broadcast side that found none.
    check(both("RIGHT JOIN", "a.id + 150 < b.i", "a.id, b.i"), loop)
    check(both("FULL JOIN", "a.id + 150 < b.i", "a.id, b.i"), loop)
  }

  test("null-aware anti joins") {
    def notIn(keys: String): String =
      s"""SELECT id FROM a WHERE k NOT IN ($keys)
        UNION ALL SELECT id FROM a WHERE jvm(k) NOT IN ($keys)"""
    check(notIn("SELECT k FROM b WHERE k > 15"), hash)
    // With a null among the keys no row is left, without keys every row; adaptive execution sees it.
    for (keys <- Seq("SELECT k FROM b", "SELECT k FROM b WHERE jvm(i) < 0")) {
      check(notIn(keys), hash, adaptive = Seq(false))
      check(notIn(keys), Nil, adaptive = Seq(true), broadcasts = 0)
    }
  }

  test("dynamic pruning by a broadcast that a join of the JVM reads as well") {
    check(
      """SELECT f.id, d.name FROM facts f JOIN dims d ON f.day = d.day WHERE d.name = 'd3'
        UNION ALL SELECT f.id, d.name FROM facts f JOIN dims d ON f.day = d.day AND jvm(f.id) > d.day
        WHERE d.name = 'd3'""",
      hash :+ "NativeSubqueryBroadcast")
  }
}
