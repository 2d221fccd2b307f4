package org.apache.spark.sql.thermite.cache

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.execution.columnar.{DefaultCachedBatch, InMemoryTableScanExec}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.sql.Answer

/** Cached batches are those of Spark's own cache: their ends, statistics, sizes, and what is read. */
class CachePruningSuite extends CacheTests {
  private val table = """SELECT id, CAST(id AS INT) AS i, CAST(id AS STRING) AS s, id % 2 = 0 AS b,
    DATE'2020-01-01' + CAST(id / 10 AS INT) AS d, timestamp_seconds(id) AS t,
    CAST(id AS DECIMAL(10, 2)) AS n, CAST(id AS DECIMAL(30, 2)) AS w,
    IF(id < 5000, NULL, id) AS o, CAST(id AS DOUBLE) AS f,
    CAST(IF(id % 3 = 0, 'NaN', CAST(id AS STRING)) AS DOUBLE) AS nan, CAST(IF(id < 3000, 'NaN', CAST(id AS STRING)) AS FLOAT) AS nans,
    make_dt_interval(0, 0, 0, id) AS dt, CAST(CAST(id AS STRING) AS BINARY) AS x,
    array(id, NULL) AS a, named_struct('p', id, 'q', CAST(id AS STRING)) AS st,
    map(CAST(id AS STRING), array(CAST(id AS INT))) AS m
    FROM range(0, 10000, 1, 4)"""

  private val filters = Seq(
    "id = 1234",
    "id < 100 OR id > 9900",
    "i IN (5, 6, 7)",
    "s = '4321'",
    "s LIKE '77%'",
    "d = DATE'2020-02-02'",
    "t < TIMESTAMP'1970-01-01 00:10:00 UTC'",
    "n BETWEEN 100 AND 110",
    "w > 9990",
    "o IS NULL",
    "o IS NOT NULL AND id < 5100",
    "f >= 9999",
    "nan > 9000",
    "nan = double('NaN')",
    "nans > 0",
    "nans <= 3100",
    "dt > INTERVAL '9990' SECOND",
    "x = X'31'",
    "b",
    "i <=> 17",
    "a[0] = 3")

  /** Rows, and how many batches were read for them. */
  private def read(frame: DataFrame): (Answer, Long) = {
    val answer = Answer.of(ordered = false)(frame.collect())
    val Seq(scan) = scans(frame)
    scan match {
      case native: NativeCacheScanExec => answer -> native.metrics("cachedBatches").value
      case sparks => answer -> sparks.readBatches.value.longValue
    }
  }

  private def all(): Seq[(Answer, Long)] = {
    cache("pruned", table)
    spark.table("pruned").count()
    filters.map(f => read(spark.sql(s"SELECT * FROM pruned WHERE $f")))
  }

  private def batches(scan: InMemoryTableScanExec): Seq[DefaultCachedBatch] = {
    val rdd = scan.relation.cacheBuilder.cachedColumnBuffers
    rdd.collect().toSeq.map(_.asInstanceOf[DefaultCachedBatch])
  }

  test("filters read the batches that they read in Spark's own cache, and give its rows") {
    for (size <- Seq("100", "10000")) withConf(
        "spark.sql.inMemoryColumnarStorage.batchSize" -> size,
        "spark.sql.inMemoryColumnarStorage.enableVectorizedReader" -> "false",
        "spark.sql.inMemoryTableScanStatistics.enable" -> "true") {
      val expected = sparksCache(vanilla(all()))
      val actual = all()
      filters.zip(expected.zip(actual)).foreach { case (filter, ((rows, count), (found, read))) =>
        assert(Answer.difference(rows, found).isEmpty, s"$filter: ${Answer.difference(rows, found)}")
        assert(read == count, s"batches of $size rows for $filter")
      }
      if (size == "100") assert(actual.head._2 == 1)
      spark.catalog.clearCache()
    }
  }

  test("batches have the rows, statistics and sizes of Spark's") {
    val wide = "SELECT id, repeat(CAST(id AS STRING), CAST(id % 1000 AS INT)) AS s, array(id) AS a FROM range(0, 20000, 1, 1)"
    for (sql <- Seq(table, wide); compressed <- Seq("true", "false")) withConf(
        "spark.sql.inMemoryColumnarStorage.compressed" -> compressed) {
      def built(): (Seq[(Int, Seq[Any])], BigInt, Option[BigInt]) = {
        val frame = cache("built", sql)
        frame.count()
        val scan = scans(spark.table("built")).head
        val types = scan.relation.output.map(_.dataType)
        val stats = batches(scan).map { batch =>
          batch.numRows -> types.indices.flatMap[Any] { i =>
            val bounds = Seq(0, 1).map(j => Option(batch.stats.get(5 * i + j, types(i))).map(_.toString))
            bounds ++ Seq(batch.stats.getInt(5 * i + 2), batch.stats.getInt(5 * i + 3), batch.stats.getLong(5 * i + 4))
          }
        }
        val size = scan.relation.computeStats()
        spark.catalog.clearCache()
        (stats, size.sizeInBytes, size.rowCount)
      }
      val (expected, bytes, rows) = sparksCache(vanilla(built()))
      for (found <- Seq(built(), vanilla(built()))) {
        assert(found._1.map(_._1) == expected.map(_._1))
        found._1.zip(expected).foreach { case (a, b) => assert(a._2 == b._2) }
        assert(found._2 == bytes && found._3 == rows)
      }
    }
  }

  test("nothing is pruned if pruning is off") {
    withConf(
      "spark.sql.inMemoryColumnarStorage.partitionPruning" -> "false",
      "spark.sql.inMemoryColumnarStorage.batchSize" -> "100") {
      cache("pruned", table)
      assert(read(spark.sql("SELECT id FROM pruned WHERE id = 5"))._2 == 100)
    }
  }

  test("adaptive execution sees the sizes of cached tables") {
    withConf("spark.sql.adaptive.enabled" -> "true") {
      cache("few", "SELECT id FROM range(100) WHERE id < 0")
      val frame = spark.sql("SELECT a.id FROM few a JOIN range(1000) b ON a.id = b.id")
      assert(frame.collect().isEmpty)
      assert(SQLConf.get.adaptiveExecutionEnabled && !nativePlan(frame).exists(_.contains("Join")))
    }
  }
}
