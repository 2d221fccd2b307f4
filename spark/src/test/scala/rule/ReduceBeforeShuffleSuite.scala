package org.apache.spark.sql.thermite.rule

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.catalyst.plans.LeftSemi
import org.apache.spark.sql.catalyst.plans.logical.Join
import org.apache.spark.sql.thermite.ThermiteSession

/** Small filtered tables drop rows of large ones before these are shuffled, where that changes no result. */
class ReduceBeforeShuffleSuite extends ThermiteSession with BeforeAndAfterAll {

  override def beforeAll(): Unit = vanilla {
    Seq("sales", "stock", "days").foreach(t => spark.sql(s"DROP TABLE IF EXISTS $t"))
    spark.sql("""CREATE TABLE sales USING parquet AS SELECT id, id % 40 AS item, if(id % 9 = 0, NULL, id % 30) AS day,
      id % 17 AS n, concat('order ', id) AS s FROM range(0, 4000, 1, 2)""")
    spark.sql("""CREATE TABLE stock USING parquet AS SELECT id % 40 AS item, id % 30 AS day, id % 23 AS n,
      concat('place ', id) AS p FROM range(0, 3000, 1, 2)""")
    spark.sql("CREATE TABLE days USING parquet AS SELECT id AS day, id % 5 AS week, id % 2 = 0 AS even FROM range(30)")
  }

  /** Runs `sql` with `threshold` bytes as the most that is broadcast; `reduced` semi joins come in. */
  private def check(sql: String, reduced: Int, confs: (String, String)*): Unit = {
    val settings = Seq("spark.sql.autoBroadcastJoinThreshold" -> "5KB") ++ confs
    withConf(settings: _*) {
      val compared = compare(sql)
      assert(compared.difference.isEmpty, sql)
      if (ThermiteSession.isNative) {
        val frame = compared.frame.get
        val semi = frame.queryExecution.optimizedPlan.collect { case join: Join if join.joinType == LeftSemi => join }
        assert(semi.length == reduced, s"$sql\n${frame.queryExecution.optimizedPlan}")
        assert(left(frame).isEmpty, reasons(frame))
      }
    }
    assertNothingLeaks()
  }

  private val joined = "FROM sales a JOIN stock b ON a.item = b.item AND b.n < a.n JOIN days d ON a.day = d.day"

  test("the table is below the join that shuffles, and above it") {
    check(s"SELECT a.id, a.s, b.p, d.week $joined WHERE d.week = 3", 1)
    check(s"SELECT d.week, count(*), sum(b.n) $joined AND d.even WHERE d.week > 1 GROUP BY d.week", 1)
  }

  test("keys of several inputs reduce each") {
    check(
      """SELECT count(*), sum(a.id) FROM sales a JOIN stock b ON a.item = b.item
        JOIN days d ON a.day = d.day AND b.day = d.day WHERE d.even""",
      2)
  }

  test("outer joins keep what they keep") {
    check("SELECT a.id, b.p, d.week FROM sales a LEFT JOIN stock b ON a.item = b.item AND a.n = b.n JOIN days d ON a.day = d.day WHERE d.week = 2", 1)
    check("SELECT count(*), count(a.id) FROM sales a RIGHT JOIN stock b ON a.item = b.item AND a.n = b.n JOIN days d ON b.day = d.day WHERE d.week = 2", 1)
    check("SELECT count(*), count(b.p) FROM sales a LEFT JOIN stock b ON a.item = b.item AND a.n = b.n JOIN days d ON b.n = d.day WHERE d.week = 2", 1)
    check("SELECT count(*), max(a.s) FROM sales a LEFT SEMI JOIN stock b ON a.item = b.item AND a.n = b.n AND b.p > 'a' JOIN days d ON a.day = d.day WHERE d.week = 2", 2)
  }

  test("nothing changes without a filter, without a shuffle, where it is switched off") {
    check(s"SELECT count(*) $joined", 0)
    check(s"SELECT count(*) $joined WHERE d.week = 3", 0, "spark.sql.autoBroadcastJoinThreshold" -> "100MB")
    check(s"SELECT count(*) $joined WHERE d.week = 3", 0, "spark.sql.autoBroadcastJoinThreshold" -> "-1")
    check(s"SELECT count(*) $joined WHERE d.week = 3", 0, "spark.thermite.join.reduceBeforeShuffle" -> "false")
    check("SELECT count(*) FROM sales a JOIN days d ON a.day = d.day WHERE d.week = 3", 0)
  }

  test("a condition that may raise sees the rows that it would have seen") {
    check(
      """SELECT count(*) FROM sales a JOIN stock b ON a.item = b.item AND 10 / (a.n + 1) > b.n
        JOIN days d ON a.day = d.day WHERE d.week = 3""",
      0)
  }
}
