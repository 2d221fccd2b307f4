package org.apache.spark.sql.thermite.operator

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.DataFrame
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
}
