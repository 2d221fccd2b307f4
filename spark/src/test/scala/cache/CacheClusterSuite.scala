package org.apache.spark.sql.thermite.cache

import org.apache.spark.sql.execution.columnar.Serializers
import org.apache.spark.sql.thermite.shuffle.ClusterTests
import org.apache.spark.storage.StorageLevel

/** Cached tables whose batches go from executor to executor. */
class CacheClusterSuite extends ClusterTests {
  override def beforeAll(): Unit = {
    super.beforeAll()
    Serializers.forget()
  }

  test("batches on two executors are there when one has been killed") {
    val frame = spark.range(0, 20000, 1, 4).selectExpr("id", "CAST(id AS STRING) AS s")
    frame.persist(StorageLevel.MEMORY_ONLY_SER_2)
    assert(frame.filter("s >= '5'").count() == vanilla(frame.filter("s >= '5'").count()))
    assert(frame.queryExecution.executedPlan.toString.contains("NativeCacheScan"))
    kill(executors(spark).values.head)
    assert(frame.selectExpr("sum(id)").collect().head.getLong(0) == 199990000L)
    frame.unpersist(blocking = true)
  }
}
