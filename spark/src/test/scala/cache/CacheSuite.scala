package org.apache.spark.sql.thermite.cache

import org.apache.spark.sql.Observation
import org.apache.spark.sql.functions.{count, lit}
import org.apache.spark.sql.thermite.sql.Answer

/** Cached tables give what they were made of, to native plans and to Spark's. */
class CacheSuite extends CacheTests {
  private val flat = Seq(
    "b" -> "id % 3 = 0",
    "i8" -> "CAST(id % 100 - 50 AS BYTE)",
    "i16" -> "CAST(id - 12000 AS SHORT)",
    "i32" -> "CAST(id * 7919 AS INT)",
    "i64" -> "id * 1234567890123",
    "f32" -> "CAST(CASE id % 4 WHEN 0 THEN 'NaN' WHEN 1 THEN '-0.0' ELSE CAST(id AS STRING) END AS FLOAT)",
    "f64" -> "CAST(CASE id % 4 WHEN 0 THEN 'Infinity' WHEN 1 THEN 'NaN' ELSE CAST(id / 3 AS STRING) END AS DOUBLE)",
    "d9" -> "CAST(id / 7 AS DECIMAL(9, 2))",
    "d38" -> "CAST(id AS DECIMAL(38, 10)) * CAST(10000000000 AS DECIMAL(20, 0))",
    "s" -> "repeat(concat('é', id), CAST(id % 4 AS INT))",
    "x" -> "CAST(CAST(id AS STRING) AS BINARY)",
    "d" -> "date_add(DATE'1900-01-01', CAST(id AS INT))",
    "t" -> "timestamp_micros(id * 1000003 - 5000000)",
    "n" -> "CAST(timestamp_micros(id * 1000003) AS TIMESTAMP_NTZ)",
    "ym" -> "make_ym_interval(0, CAST(id AS INT))",
    "dt" -> "make_dt_interval(0, 0, 0, id / 10)")

  private val nested = Seq(
    "a" -> "slice(array(id, null, id + 1), 1, CAST(id % 4 AS INT))",
    "aa" -> "array(array(CAST(id AS STRING)), null, array())",
    "m" -> "map(id, concat('v', id), id + 1, null)",
    "st" -> "named_struct('p', id, 'q', named_struct('r', CAST(id AS STRING)), 'z', null)",
    "as" -> "array(named_struct('k', id), null)")

  private def table(columns: Seq[(String, String)], rows: Int, nulls: String): String = {
    val exprs = columns.map { case (name, expr) => s"IF($nulls, NULL, $expr) AS $name" }
    s"SELECT id, ${exprs.mkString(", ")} FROM range(0, $rows, 1, 3)"
  }

  test("columns of every flat type, with NULLs") {
    check(
      "flat",
      table(flat, 12000, "id % 5 = 1"),
      "SELECT * FROM flat" +: flat.map(c => s"SELECT id, ${c._1} FROM flat WHERE id % 100 < 7"): _*)
  }

  test("nested columns") {
    check(
      "nested",
      table(nested, 3000, "id % 5 = 1"),
      "SELECT * FROM nested",
      "SELECT st.q.r, size(a), m[id], aa[0][0] FROM nested WHERE id % 3 = 0",
      "SELECT id, e FROM nested LATERAL VIEW explode(a) x AS e")
  }

  test("columns of NULLs, of no type, and no rows at all") {
    check("nulls", table(flat ++ nested, 100, "true"), "SELECT * FROM nulls")
    check("void", "SELECT id, NULL AS n, array(NULL) AS a FROM range(10)", "SELECT n, a, id FROM void")
    check("none", table(flat ++ nested, 0, "false"), "SELECT * FROM none", "SELECT count(*), sum(i32) FROM none")
    check("one", "SELECT 1 AS i, 'a' AS s WHERE rand() < 2", "SELECT * FROM one", "SELECT count(*) FROM one")
  }

  test("types that travel in the form of others") {
    check(
      "carried",
      """SELECT id, make_interval(0, CAST(id AS INT), 1) AS i, parse_json(concat('{"a":', id, '}')) AS v,
        array(make_interval(1)) AS ai FROM range(1000)""",
      "SELECT i, ai, id FROM carried WHERE id % 7 = 0",
      "SELECT to_json(v) AS j, variant_get(v, '$.a', 'int') FROM carried")
  }

  test("collated strings are kept, and their bytes rule out no batch") {
    val sql = "SELECT id, concat(if(id % 2 = 0, 'k', 'K'), id % 50) COLLATE UTF8_LCASE AS s FROM range(100)"
    spark.sql(sql).createOrReplaceTempView("collated")
    val queries = Seq(
      "SELECT count(*) FROM collated WHERE s >= 'K3'",
      "SELECT count(*) FROM collated WHERE s = 'K4' AND s IS NOT NULL",
      "SELECT id FROM collated WHERE s IN ('k7', 'K8')")
    val expected = queries.map(query => vanilla(Answer.of(ordered = false)(spark.sql(query).collect())))
    cache("collated", sql)
    queries.zip(expected).foreach { case (query, rows) =>
      assert(Answer.difference(rows, answer(query, native = true)).isEmpty, query)
    }
  }

  test("a type without a native form is left to Spark's cache") {
    withConf("spark.sql.legacy.allowNegativeScaleOfDecimal" -> "true") {
      val sql = "SELECT id, 1E3BD AS d FROM range(100)"
      spark.sql(sql).createOrReplaceTempView("scaled")
      val query = "SELECT count(*), max(d) FROM scaled WHERE id >= 30"
      val expected = vanilla(Answer.of(ordered = false)(spark.sql(query).collect()))
      cache("scaled", sql)
      assert(Answer.difference(expected, answer(query, native = false)).isEmpty)
      assert(reasons(spark.sql(query)).exists(_.contains("has no native form")))
    }
  }

  test("strings that are not UTF-8 are kept") {
    val sql = "SELECT id, CAST(X'61FF' AS STRING) AS s, array(CAST(X'80' AS STRING)) AS a FROM range(10)"
    val query = "SELECT id, hex(s), hex(a[0]) FROM bytes"
    val expected = vanilla(Answer.of(ordered = false) {
      spark.sql(sql).createOrReplaceTempView("bytes")
      spark.sql(query).collect()
    })
    vanilla {
      cache("bytes", sql)
      assert(Answer.difference(expected, answer(query, native = false)).isEmpty)
    }
  }

  test("columns of one name") {
    check("twice", "SELECT id AS x, id + 1 AS y FROM range(10)", "SELECT a.x, b.x, a.y FROM twice a JOIN twice b ON a.x = b.y")
    val frame = spark.range(5).selectExpr("id AS x", "id * 2 AS x").cache()
    assert(frame.collect().map(r => r.getLong(0) -> r.getLong(1)).toSet ==
      (0L until 5L).map(i => i -> 2 * i).toSet)
  }

  test("joins, aggregates, windows and subqueries over cached tables are native") {
    val sql = "SELECT id, id % 7 AS k, concat('n', id % 7) AS name FROM range(0, 2000, 1, 3)"
    val queries = Seq(
      "SELECT k, count(*), sum(id), max(name) FROM facts WHERE id > 10 GROUP BY k",
      "SELECT a.id, b.name FROM facts a JOIN facts b ON a.id = b.id + 1 WHERE b.k = 3",
      "SELECT id, row_number() OVER (PARTITION BY k ORDER BY id) FROM facts WHERE id < 100",
      "SELECT count(*) FROM facts WHERE id > (SELECT avg(id) FROM facts)",
      "SELECT id FROM facts UNION ALL SELECT k FROM facts",
      "SELECT name FROM facts ORDER BY id DESC LIMIT 5")
    check("facts", sql, queries: _*)
    cache("facts", sql)
    queries.foreach { query =>
      val frame = spark.sql(query)
      frame.collect()
      assert(left(frame).isEmpty, s"$query: ${frame.queryExecution.executedPlan}")
    }
  }

  test("CACHE TABLE, LAZY, UNCACHE TABLE and a table that changes") {
    spark.sql("DROP TABLE IF EXISTS changing")
    spark.sql("CREATE TABLE changing USING parquet AS SELECT id FROM range(10)")
    spark.sql("CACHE TABLE changing")
    assert(spark.catalog.isCached("changing"))
    assert(scans(spark.table("changing")).head.relation.cacheBuilder.isCachedColumnBuffersLoaded)
    assert(spark.table("changing").count() == 10)
    spark.sql("INSERT INTO changing SELECT id FROM range(5)")
    assert(spark.table("changing").count() == 15)
    spark.sql("UNCACHE TABLE changing")
    assert(!spark.catalog.isCached("changing"))
    assert(scans(spark.table("changing")).isEmpty)
    spark.sql("CACHE LAZY TABLE lazily OPTIONS ('storageLevel' 'DISK_ONLY') AS SELECT id FROM changing")
    assert(spark.table("lazily").count() == 15)
    spark.sql("UNCACHE TABLE lazily")
    spark.sql("DROP TABLE changing")
  }

  test("EXPLAIN names the scan, and observed metrics come through it") {
    val observed = Observation("observed")
    val frame = spark.range(100).observe(observed, count(lit(1)).as("rows")).cache()
    assert(frame.filter("id > 5").count() == 94)
    assert(observed.get("rows") == 100)
    val text = frame.filter("id > 5").queryExecution.explainString(
      org.apache.spark.sql.execution.ExplainMode.fromString("extended"))
    assert(text.contains("NativeCacheScan"), text)
  }

  test("a cache of a cache") {
    check("base", "SELECT id, id % 3 AS k FROM range(100)", "SELECT k, count(*) FROM base GROUP BY k")
    cache("base", "SELECT id, id % 3 AS k FROM range(100)")
    cache("grouped", "SELECT k, count(*) AS n FROM base GROUP BY k")
    assert(spark.sql("SELECT sum(n) FROM grouped").collect().head.getLong(0) == 100)
  }

  test("an error while a table is built is Spark's, and the next query builds it again") {
    withConf("spark.sql.ansi.enabled" -> "true") {
      cache("bad", "SELECT 1 / (id - 50) AS x FROM range(100)")
      val error = intercept[Exception](spark.table("bad").collect())
      assert(error.toString.contains("DIVIDE_BY_ZERO"))
      assert(intercept[Exception](spark.table("bad").collect()).toString.contains("DIVIDE_BY_ZERO"))
    }
  }
}
