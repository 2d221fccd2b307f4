package org.apache.spark.sql.thermite.expr

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.catalyst.FunctionIdentifier
import org.apache.spark.sql.catalyst.expressions.{BloomFilterMightContain, ExpressionInfo}
import org.apache.spark.sql.catalyst.expressions.aggregate.BloomFilterAggregate
import org.apache.spark.sql.thermite.ThermiteSession

/** Bloom filters, whose functions only Spark's own rules call: here they have names. */
class BloomFilterSuite extends ThermiteSession with BeforeAndAfterAll {
  private val aggregate = FunctionIdentifier("bloom_filter_agg")
  private val contains = FunctionIdentifier("might_contain")

  override def beforeAll(): Unit = {
    val registry = spark.sessionState.functionRegistry
    registry.registerFunction(
      aggregate,
      new ExpressionInfo(classOf[BloomFilterAggregate].getName, aggregate.funcName),
      {
        case Seq(child) => new BloomFilterAggregate(child)
        case Seq(child, items) => new BloomFilterAggregate(child, items)
        case Seq(child, items, bits) => new BloomFilterAggregate(child, items, bits)
      })
    registry.registerFunction(
      contains,
      new ExpressionInfo(classOf[BloomFilterMightContain].getName, contains.funcName),
      { case Seq(filter, value) => BloomFilterMightContain(filter, value) })
    vanilla {
      spark.sql("""CREATE TABLE bloom USING parquet AS SELECT id, id % 3 AS k, CAST(id AS STRING) AS s,
        CASE WHEN id % 4 = 0 THEN NULL ELSE id * 7919 END AS l FROM range(0, 3000, 1, 4)""")
    }
  }

  override def afterAll(): Unit = {
    Seq(aggregate, contains).foreach(spark.sessionState.functionRegistry.dropFunction)
    spark.sql("DROP TABLE bloom")
  }

  private def same(sql: String): Unit =
    withConf("spark.thermite.jvmFunctions.enabled" -> "false") {
      val compared = compare(sql)
      assert(compared.difference.isEmpty, sql)
      assert(compared.frame.map(left).getOrElse(Nil).isEmpty, sql)
    }

  test("filters are Spark's to the bit") {
    same("SELECT bloom_filter_agg(l), bloom_filter_agg(id, 1000L), bloom_filter_agg(id, 10L, 64L) FROM bloom")
    same("SELECT k, bloom_filter_agg(l, 100L, 1000L), bloom_filter_agg(xxhash64(s), 5L, 99L) FROM bloom GROUP BY k")
    same("SELECT k, bloom_filter_agg(CAST(k AS INT), 100L, 100L) FILTER (WHERE l > 5) FROM bloom GROUP BY k")
    same("SELECT bloom_filter_agg(CAST(k AS TINYINT), 3L, 70L), bloom_filter_agg(CAST(id AS SMALLINT), 300L) FROM bloom")
    same("SELECT bloom_filter_agg(id), bloom_filter_agg(l, 100L) FROM bloom WHERE id < 0")
  }

  test("what a filter may contain") {
    val filter = "(SELECT bloom_filter_agg(l, 1000L, 4000L) FROM bloom WHERE k = 1)"
    same(s"SELECT id, might_contain($filter, l), might_contain($filter, id) FROM bloom")
    same(s"SELECT count(*) FROM bloom WHERE might_contain($filter, xxhash64(s))")
    same("SELECT might_contain((SELECT bloom_filter_agg(l) FROM bloom WHERE id < 0), l) FROM bloom")
  }

  test("runtime filters of joins") {
    val confs = Seq(
      "spark.sql.autoBroadcastJoinThreshold" -> "-1",
      "spark.sql.optimizer.runtime.bloomFilter.enabled" -> "true",
      "spark.sql.optimizer.runtime.bloomFilter.applicationSideScanSizeThreshold" -> "0")
    withConf(confs: _*) {
      val sql = "SELECT count(*), sum(a.id) FROM bloom a JOIN bloom b ON a.l = b.l WHERE b.s = '77'"
      val plan = vanilla(spark.sql(sql).queryExecution.optimizedPlan.toString)
      assert(plan.contains("might_contain"))
      same(sql)
    }
  }
}
