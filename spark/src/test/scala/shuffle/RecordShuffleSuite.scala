package org.apache.spark.sql.thermite.shuffle

import java.util.concurrent.atomic.AtomicLong

import org.apache.spark.{ShuffleDependency, SparkConf, TaskContext}
import org.apache.spark.scheduler.MapStatus
import org.apache.spark.shuffle._
import org.apache.spark.shuffle.sort.SortShuffleManager

/** Native shuffles through a shuffle manager that is not Spark's, by its records alone. */
class RecordShuffleSuite extends ShuffleTests {
  override protected def confs: Seq[(String, String)] =
    Seq("spark.shuffle.manager" -> classOf[RecordShuffle].getName)

  test("rows are those of Spark, and go as records") {
    for (adaptive <- Seq("true", "false")) withConf("spark.sql.adaptive.enabled" -> adaptive) {
      Seq(aggregate, join, repartition, "SELECT sum(id) FROM facts").foreach { sql =>
        val written = RecordShuffle.written.get
        val read = RecordShuffle.read.get
        check(sql)
        assert(RecordShuffle.written.get > written)
        assert(RecordShuffle.read.get > read)
      }
    }
    assertNothingLeaks()
  }

  test("more partitions than are written to files at once") {
    check("SELECT /*+ REPARTITION(300, id) */ * FROM facts")
  }

  test("records are small; metrics count rows") {
    RecordShuffle.largest.set(0)
    val sql = """SELECT /*+ REPARTITION(1) */ sha2(string(id * 20 + x), 256) AS h FROM facts
      LATERAL VIEW explode(sequence(1, 20)) t AS x"""
    val (_, seen) = watched(spark.sql(sql).collect())
    assert(seen.rowsRead == 400000)
    assert(RecordShuffle.largest.get > (1 << 20) && RecordShuffle.largest.get < (6 << 20))
  }
}

/** Spark's sort shuffle under another name. */
class RecordShuffle(conf: SparkConf, isDriver: Boolean) extends ShuffleManager {
  private val sort = new SortShuffleManager(conf)

  override def registerShuffle[K, V, C](
      shuffleId: Int,
      dependency: ShuffleDependency[K, V, C]): ShuffleHandle =
    sort.registerShuffle(shuffleId, dependency)

  override def getWriter[K, V](
      handle: ShuffleHandle,
      mapId: Long,
      context: TaskContext,
      metrics: ShuffleWriteMetricsReporter): ShuffleWriter[K, V] = {
    val writer = sort.getWriter[K, V](handle, mapId, context, metrics)
    new ShuffleWriter[K, V] {
      override def write(records: Iterator[Product2[K, V]]): Unit =
        writer.write(records.map { record =>
          record._2 match {
            case bytes: Array[Byte] =>
              RecordShuffle.written.incrementAndGet()
              RecordShuffle.largest.accumulateAndGet(bytes.length.toLong, math.max(_, _))
            case _ =>
          }
          record
        })

      override def stop(success: Boolean): Option[MapStatus] = writer.stop(success)

      override def getPartitionLengths(): Array[Long] = writer.getPartitionLengths()
    }
  }

  override def getReader[K, C](
      handle: ShuffleHandle,
      startMapIndex: Int,
      endMapIndex: Int,
      startPartition: Int,
      endPartition: Int,
      context: TaskContext,
      metrics: ShuffleReadMetricsReporter): ShuffleReader[K, C] = {
    val reader = sort.getReader[K, C](
      handle, startMapIndex, endMapIndex, startPartition, endPartition, context, metrics)
    () => {
      reader.read().map { record =>
        if (record._2.isInstanceOf[Array[Byte]]) RecordShuffle.read.incrementAndGet()
        record
      }
    }
  }

  override def unregisterShuffle(shuffleId: Int): Boolean = sort.unregisterShuffle(shuffleId)

  override def shuffleBlockResolver: ShuffleBlockResolver = sort.shuffleBlockResolver

  override def stop(): Unit = sort.stop()
}

object RecordShuffle {
  val written = new AtomicLong
  val read = new AtomicLong
  val largest = new AtomicLong
}
