package org.apache.spark.sql.thermite.operator

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.catalyst.expressions.Literal
import org.apache.spark.sql.catalyst.plans.logical.Tail
import org.apache.spark.sql.functions.{col, udf}
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.sql.Answer

/** Operators that only Dataset's methods plan. */
class DatasetSuite extends ThermiteSession with BeforeAndAfterAll {
  override def beforeAll(): Unit = vanilla {
    spark.sql("CREATE DATABASE datasets")
    spark.sql("USE datasets")
    spark.sql("""CREATE TABLE t USING parquet AS
      SELECT id, if(id % 5 = 0, NULL, concat('s', id)) AS s, array(id, NULL) AS a FROM range(0, 5000, 1, 5)""")
    spark.sql("CREATE TABLE empty USING parquet AS SELECT * FROM t WHERE id < 0")
  }

  override def afterAll(): Unit = {
    spark.sql("USE default")
    spark.sql("DROP DATABASE datasets CASCADE")
  }

  /** Every file a task, with and without adaptive execution. */
  private def eachWay(body: => Unit): Unit = for (adaptive <- Seq("true", "false")) {
    withConf(
      "spark.sql.adaptive.enabled" -> adaptive,
      "spark.sql.files.openCostInBytes" -> "1MB",
      "spark.sql.files.maxPartitionBytes" -> "1MB") {
      body
      assertNothingLeaks()
    }
  }

  private def sampled(query: => DataFrame): Unit = eachWay {
    val expected = vanilla(Answer.of(ordered = true)(query.collect()))
    val frame = query
    val actual = Answer.of(ordered = true)(frame.collect())
    assert(Answer.difference(expected, actual).isEmpty)
    if (ThermiteSession.isNative) {
      assert(left(frame).isEmpty, reasons(frame))
      assert(nativePlan(frame).contains("NativeSample"))
    }
  }

  test("samples with replacement") {
    for (fraction <- Seq(0.0, 0.001, 0.3, 1.0, 2.5, 50.0)) {
      sampled(spark.table("t").sample(withReplacement = true, fraction, 42))
    }
    sampled(spark.table("empty").sample(withReplacement = true, 0.5, 1))
    sampled(spark.table("t").where("id % 3 = 1").sample(withReplacement = true, 0.7, -5).where("id > 100"))
    sampled(spark.range(1000).toDF().sample(withReplacement = true, 1.5, 7).selectExpr("count(*)", "sum(id)"))
    sampled(spark.table("t").union(spark.table("t")).sample(withReplacement = true, 0.2, 9))
    sampled {
      val some = spark.table("t").sample(withReplacement = true, 0.4, 3)
      some.union(spark.table("t").sample(withReplacement = true, 0.1, 4))
    }
    sampled(spark.table("t").sample(withReplacement = true, 0.4, 3).sample(withReplacement = true, 2.0, 5))
  }

  test("samples with replacement are Spark's where its code is not to run") {
    withConf("spark.thermite.jvmFunctions.enabled" -> "false") {
      val frame = spark.table("t").sample(withReplacement = true, 0.4, 3)
      assert(frame.collect().toSeq == vanilla(spark.table("t").sample(withReplacement = true, 0.4, 3).collect().toSeq))
      if (ThermiteSession.isNative) assert(left(frame).contains("Sample"))
    }
  }

  private def last(rows: Int, isNative: Boolean = true)(query: => DataFrame): Unit = eachWay {
    val expected = vanilla(Answer.of(ordered = true)(query.tail(rows)))
    assert(Answer.difference(expected, Answer.of(ordered = true)(query.tail(rows))).isEmpty)
    if (ThermiteSession.isNative) {
      val tail = spark.sessionState.executePlan(Tail(Literal(rows), query.queryExecution.logical))
      tail.executedPlan.executeCollect()
      assert(left(tail.executedPlan).isEmpty == isNative)
      assert(nodes(tail.executedPlan).count(_ == "NativeTail") == (if (isNative) 1 else 0))
    }
  }

  test("the last rows") {
    Seq(0, 1, 7, 1000, 1001, 4999, 6000).foreach(n => last(n)(spark.table("t")))
    last(5)(spark.table("empty"))
    last(5)(spark.table("t").where("id < 1003"))
    last(5)(spark.table("t").where("id < 3"))
    last(3)(spark.table("t").orderBy(col("id").desc))
    last(4)(spark.table("t").groupBy(col("id") % 7 as "k").count().orderBy("k"))
    last(2)(spark.table("t").limit(3))
    last(10)(spark.range(100).toDF())
    val plus = udf((x: Long) => x + 1)
    last(10)(spark.table("t").select(plus(col("id"))))
  }

  test("the last rows of the JVM's") {
    import scala.collection.JavaConverters._
    val rows = Seq(1, 2, 3).map(org.apache.spark.sql.Row(_)).asJava
    last(2, isNative = false)(spark.createDataFrame(rows, spark.sql("SELECT 1 AS i").schema))
  }
}
