package org.apache.spark.sql.thermite.cache

import org.apache.spark.sql.Row
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.execution.columnar.Serializers
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.storage.StorageLevel

/** Cached tables on every storage level, in little memory, and with Kryo. */
class CacheStorageSuite extends CacheTests {
  private var session: SparkSession = _

  override def spark: SparkSession = session

  override def beforeAll(): Unit = {
    session = ThermiteSession.start(
      "local[2]",
      "spark.testing" -> "true",
      "spark.testing.memory" -> (40 << 20).toString,
      "spark.serializer" -> "org.apache.spark.serializer.KryoSerializer",
      "spark.kryo.registrationRequired" -> "true")
    super.beforeAll()
  }

  override def afterAll(): Unit =
    try super.afterAll()
    finally {
      session.stop()
      Serializers.forget()
    }

  private val table =
    "SELECT id, sha2(CAST(id AS STRING), 256) AS s, CAST(id AS DOUBLE) AS d FROM range(0, 50000, 1, 4)"

  private def sum(name: String): Row =
    spark.sql(s"SELECT count(*), sum(id), max(s), sum(d) FROM $name").collect().head

  test("every storage level") {
    import StorageLevel._
    spark.sql(table).createOrReplaceTempView("levels")
    val expected = vanilla(sum("levels"))
    Seq(MEMORY_ONLY, MEMORY_ONLY_SER, MEMORY_AND_DISK, MEMORY_AND_DISK_SER, DISK_ONLY).foreach { level =>
      cache("levels", table, level)
      assert(sum("levels") == expected, level.description)
      assert(sum("levels") == expected, level.description)
      assert(vanilla(sum("levels")) == expected, level.description)
      val info = spark.sparkContext.getRDDStorageInfo
      assert(info.map(_.numCachedPartitions).toSeq == Seq(4), level.description)
      if (!level.useMemory) assert(info.head.diskSize > 0 && info.head.memSize == 0)
      spark.catalog.clearCache()
    }
  }

  test("tables beyond the memory are computed again, or are on disk") {
    val tables = Seq("a" -> StorageLevel.MEMORY_ONLY, "b" -> StorageLevel.MEMORY_AND_DISK)
    val large = table.replace("50000", "400000")
    spark.sql(large).createOrReplaceTempView("plain")
    val expected = vanilla(sum("plain"))
    tables.foreach { case (name, level) => cache(name, large.replace("s,", s"s, '$name' AS n,"), level) }
    for (_ <- 1 to 2; (name, _) <- tables) assert(sum(name) == expected, name)
    val kept = spark.sparkContext.getRDDStorageInfo
    assert(kept.exists(_.numCachedPartitions < 4) || kept.exists(_.diskSize > 0), kept.toSeq)
  }
}
