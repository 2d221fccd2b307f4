package org.apache.spark.sql.thermite.expr

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.{Encoder, Encoders}
import org.apache.spark.sql.expressions.Aggregator
import org.apache.spark.sql.functions.udaf
import org.apache.spark.sql.thermite.ThermiteSession

/** Functions, generators and aggregates of Spark and of users inside native plans. */
class JvmCodeSuite extends ThermiteSession with BeforeAndAfterAll {

  override def beforeAll(): Unit = {
    vanilla {
      spark.sql("DROP TABLE IF EXISTS jvm_code")
      spark.sql("""CREATE TABLE jvm_code USING parquet AS SELECT id, id % 7 AS k,
        CASE WHEN id % 11 = 0 THEN NULL ELSE concat('s', id % 13) END AS s,
        CASE WHEN id % 5 = 0 THEN NULL ELSE array(id, NULL, id + 1) END AS a,
        CASE WHEN id % 6 = 0 THEN map() ELSE map('x', id, 'y', NULL) END AS m,
        array(named_struct('p', id, 'q', 'q'), NULL) AS rows,
        concat('{"a": ', id, ', "b": [1, 2]}') AS j,
        CAST(id AS DECIMAL(20, 3)) AS d FROM range(0, 20000, 1, 3)""")
    }
    spark.udf.register("plus_one", (x: Long) => x + 1)
    spark.udf.register("length_or_null", (s: String) => if (s == null) null else Int.box(s.length))
    spark.udf.register("pair", (x: Long, s: String) => (x, s))
    spark.udf.register("odd_only", (x: Long) => {
      if (x % 2 == 0) throw new IllegalStateException(s"$x is even")
      x
    })
    spark.udf.register("longest", udaf(Longest, Encoders.STRING))
  }

  override def afterAll(): Unit = vanilla(spark.sql("DROP TABLE IF EXISTS jvm_code"))

  private def check(sql: String, confs: (String, String)*): Unit = withConf(confs: _*) {
    val compared = compare(sql)
    assert(compared.difference.isEmpty, s"$sql\n${compared.difference.map(_.take(2000))}")
    if (ThermiteSession.isNative) {
      assert(compared.frame.toSeq.flatMap(left(_)).isEmpty, s"$sql\n${compared.frame.map(reasons)}")
    }
    assertNothingLeaks()
  }

  test("users' functions in projections, filters, conditions, groups and orders") {
    check("SELECT id, plus_one(id), length_or_null(s), pair(id, s), pair(id, s)._2 FROM jvm_code")
    check("SELECT id FROM jvm_code WHERE plus_one(id) % 3 = 0 AND length_or_null(s) = 2")
    check("SELECT plus_one(k), count(*), sum(plus_one(id)) FROM jvm_code GROUP BY plus_one(k)")
    check("SELECT id FROM jvm_code ORDER BY plus_one(-id) LIMIT 20")
    check("""SELECT a.id, b.id FROM jvm_code a JOIN jvm_code b
      ON plus_one(a.id) = b.id AND plus_one(a.k) <> b.k WHERE a.id < 300""")
    check("SELECT /*+ REPARTITION(5, plus_one(id)) */ id, spark_partition_id() FROM jvm_code WHERE id < 99")
  }

  test("a function is called for the rows that come to it") {
    check("SELECT CASE WHEN id % 2 = 1 THEN odd_only(id) END FROM jvm_code")
    check("SELECT id FROM jvm_code WHERE id % 2 = 1 AND odd_only(id) > 5")
    check("SELECT coalesce(if(id % 2 = 1, odd_only(id), NULL), 0) FROM jvm_code")
    // Of a string that is null the second argument is not evaluated, also not because it occurs twice.
    check("""SELECT CASE WHEN id >= 0 THEN encode(s, concat('UTF', '-', CAST(8 + bit_get(id, CAST(n / (id % 11) AS INT)) -
      bit_get(id, CAST(n / (id % 11) AS INT)) AS STRING))) END FROM (SELECT *, k AS n FROM jvm_code)""")
  }

  test("a part that occurs in several places is evaluated once") {
    val calls = spark.sparkContext.longAccumulator("calls")
    spark.udf.register("counted", (x: Long) => { calls.add(1); x })
    for {
      sql <- Seq(
        "SELECT counted(id) + 1, counted(id) * k, length(s) FROM jvm_code",
        "SELECT sum(counted(id)), max(counted(id) + k), count(s) FROM jvm_code",
        "SELECT k, sum(counted(id)), sum(counted(id) + 1), count(s) FROM jvm_code GROUP BY k")
    } {
      check(sql)
      calls.reset()
      spark.sql(sql).collect()
      assert(calls.value == 20000, sql)
    }
    // Only where it is needed.
    check("SELECT CASE WHEN id % 2 = 1 THEN odd_only(id) END, if(id % 4 = 3, odd_only(id) + 1, 0) FROM jvm_code")
  }

  test("exceptions come through as they are") {
    check("SELECT odd_only(id) FROM jvm_code WHERE id = 8")
    check("SELECT from_json(s, 'a INT', map('mode', 'FAILFAST')) FROM jvm_code WHERE id = 8")
    check("SELECT to_number(s, '999') FROM jvm_code WHERE id = 8")
  }

  test("functions that depend on the partition or on the rows before") {
    check("SELECT id, rand(7), randn(3), monotonically_increasing_id(), spark_partition_id() FROM jvm_code")
    check("SELECT id FROM jvm_code WHERE rand(5) < 0.1")
  }

  test("interpreted where there is no generated code") {
    check(
      "SELECT plus_one(id), regexp_replace(s, '1', 'x'), transform(a, x -> x + 1), from_json(j, 'a INT') FROM jvm_code",
      "spark.sql.codegen.factoryMode" -> "NO_CODEGEN")
  }

  test("generators: elements, entries, structs, places, and none") {
    for (outer <- Seq("", "OUTER")) {
      check(s"SELECT id, x FROM jvm_code LATERAL VIEW $outer explode(a) AS x")
      check(s"SELECT id, p, x FROM jvm_code LATERAL VIEW $outer posexplode(a) AS p, x")
      check(s"SELECT id, key, value FROM jvm_code LATERAL VIEW $outer explode(m)")
      check(s"SELECT id, t.* FROM jvm_code LATERAL VIEW $outer inline(rows) t")
      check(s"SELECT t.* FROM jvm_code LATERAL VIEW $outer stack(2, id, s, k, 'z') t")
      check(s"SELECT id, t.* FROM jvm_code LATERAL VIEW $outer json_tuple(j, 'a', 'c') t")
      check(s"SELECT id, x FROM jvm_code LATERAL VIEW $outer explode(sequence(1L, k)) AS x")
    }
    check("SELECT explode(array()) FROM jvm_code")
    check("SELECT id, x FROM jvm_code LATERAL VIEW explode(array_repeat(s, 3000)) AS x WHERE id < 30")
  }

  test("aggregates that only Spark has, with and without groups") {
    val functions = Seq(
      "percentile(id, 0.25)", "approx_percentile(d, 0.9)", "sort_array(collect_list(s))",
      "sort_array(collect_set(s))", "approx_count_distinct(id)", "longest(s)", "mode(s)",
      "median(id)", "listagg(s, ',') WITHIN GROUP (ORDER BY s)", "histogram_numeric(id, 3)",
      "count(DISTINCT s)", "sum(id) FILTER (WHERE k > 2)", "collect_list(id) FILTER (WHERE id < 5)",
      "hex(count_min_sketch(k, 0.5d, 0.5d, 1))", "avg(make_dt_interval(id))")
    for (f <- functions) {
      check(s"SELECT $f FROM jvm_code")
      check(s"SELECT k, $f FROM jvm_code GROUP BY k")
      check(s"SELECT $f FROM jvm_code WHERE id < 0")
    }
    check(s"SELECT s, ${functions.mkString(", ")} FROM jvm_code GROUP BY s")
  }

}

/** The longest string, of the first ones in the alphabet. */
private object Longest extends Aggregator[String, String, String] {
  override def zero: String = ""
  override def reduce(a: String, b: String): String = merge(a, Option(b).getOrElse(""))
  override def merge(a: String, b: String): String = Seq(a, b).minBy(s => (-s.length, s))
  override def finish(a: String): String = a
  override def bufferEncoder: Encoder[String] = Encoders.STRING
  override def outputEncoder: Encoder[String] = Encoders.STRING
}
