package org.apache.spark.sql.thermite.cache

import org.scalatest.{BeforeAndAfterAll, BeforeAndAfterEach}

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper
import org.apache.spark.sql.execution.columnar.{DefaultCachedBatchSerializer, InMemoryTableScanExec, Serializers}
import org.apache.spark.sql.internal.{SQLConf, StaticSQLConf}
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.sql.Answer
import org.apache.spark.storage.StorageLevel

/** What suites about cached tables share. */
trait CacheTests extends ThermiteSession
    with AdaptiveSparkPlanHelper with BeforeAndAfterAll with BeforeAndAfterEach {

  override def beforeAll(): Unit = {
    super.beforeAll()
    spark
    Serializers.forget()
  }

  override def afterEach(): Unit = {
    spark.catalog.clearCache()
    assertNothingLeaks()
    super.afterEach()
  }

  /** Runs `body` with the serializer that Spark has by itself. */
  protected def sparksCache[A](body: => A): A = {
    val key = StaticSQLConf.SPARK_CACHE_SERIALIZER.key
    val conf = SQLConf.get
    val ours = conf.getConf(StaticSQLConf.SPARK_CACHE_SERIALIZER)
    spark.catalog.clearCache()
    Serializers.forget()
    conf.setConfString(key, classOf[DefaultCachedBatchSerializer].getName)
    try body
    finally {
      spark.catalog.clearCache()
      conf.setConfString(key, ours)
      Serializers.forget()
    }
  }

  /** Registers what `sql` gives as `name`, in the cache. */
  protected def cache(
      name: String,
      sql: String,
      level: StorageLevel = StorageLevel.MEMORY_AND_DISK): DataFrame = {
    val frame = spark.sql(sql)
    frame.createOrReplaceTempView(name)
    frame.persist(level)
  }

  protected def scans(frame: DataFrame): Seq[InMemoryTableScanExec] =
    collect(frame.queryExecution.executedPlan) { case scan: InMemoryTableScanExec => scan }

  /** The answer, which must come from the cache and, if `native`, from native scans of it. */
  protected def answer(sql: String, native: Boolean): Answer = {
    var frame: DataFrame = null
    val answer = Answer.of(ordered = false) {
      frame = spark.sql(sql)
      frame.collect()
    }
    val found = scans(frame)
    assert(found.nonEmpty, s"$sql: ${frame.queryExecution.executedPlan}")
    assert(
      found.forall(_.isInstanceOf[NativeCacheScanExec] == native),
      s"$sql: ${frame.queryExecution.executedPlan}")
    answer
  }

  /**
   * What `queries` over the table `name` give: uncached on plain Spark is right, and from a cache that
   * plain Spark or Thermite has built, read by either, with adaptive execution or without.
   */
  protected def check(name: String, sql: String, queries: String*): Unit = {
    spark.sql(sql).createOrReplaceTempView(name)
    val expected = vanilla(queries.map(q => Answer.of(ordered = false)(spark.sql(q).collect())))
    for (adaptive <- Seq("true", "false"); builtNative <- Seq(true, false))
      withConf("spark.sql.adaptive.enabled" -> adaptive) {
        def build(): Unit = {
          cache(name, sql)
          spark.sql(s"SELECT count(*) FROM $name").collect()
        }
        if (builtNative) build() else vanilla(build())
        for (readNative <- Seq(true, false); (query, right) <- queries.zip(expected)) {
          val found = if (readNative) answer(query, native = true)
          else vanilla(answer(query, native = false))
          val difference = Answer.difference(right, found)
          val how = s"adaptive: $adaptive, built natively: $builtNative, read natively: $readNative"
          assert(difference.isEmpty, s"$query, $how: $difference")
        }
        spark.catalog.clearCache()
      }
  }
}
