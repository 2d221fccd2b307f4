package org.apache.spark.sql.thermite.cache

import org.apache.spark.TaskContext
import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.columnar.CachedBatch
import org.apache.spark.sql.execution.columnar.DefaultCachedBatch
import org.apache.spark.sql.thermite.arrow.NativeBatch
import org.apache.spark.sql.thermite.exec.{InputBatches, InputFormat, Native}
import org.apache.spark.sql.vectorized.ColumnarBatch

/** Decodes the `columns` of the batches of one partition; `schema` is a `Schema` of these columns. */
final class CacheReader(batches: Iterator[CachedBatch], schema: Array[Byte], columns: Array[Int])
    extends InputBatches {
  private var reader = 0L

  override def next(): Long = if (!batches.hasNext) 0L
  else {
    if (reader == 0) reader = Native.library.openCacheReader(schema)
    val batch = batches.next().asInstanceOf[DefaultCachedBatch]
    Native.library.readCached(reader, columns.map(batch.buffers(_)), batch.numRows)
  }

  override def close(): Unit = if (reader != 0) {
    Native.library.closeCacheReader(reader)
    reader = 0
  }
}

object CacheReader {
  /** The places of `selected` among the cached columns. */
  def places(cached: Seq[Attribute], selected: Seq[Attribute]): Array[Int] = {
    val ids = cached.map(_.exprId)
    selected.map(column => ids.indexOf(column.exprId)).toArray
  }

  /** Batches for the JVM. Each is freed when the next one is asked for, and the last with the task. */
  def columnar(
      cached: Seq[Attribute],
      selected: Seq[Attribute]): Iterator[CachedBatch] => Iterator[ColumnarBatch] = {
    val schema = CacheSchema.rows(DataTypeUtils.fromAttributes(selected)).toByteArray
    val types = selected.map(_.dataType).toArray
    val columns = places(cached, selected)
    batches => {
      val reader = new CacheReader(batches, schema, columns)
      val columnar =
        new NativeBatch.Batches(types, () => reader.next(), Native.library.releaseBatch(_))
      Option(TaskContext.get()).foreach(_.addTaskCompletionListener[Unit] { _ =>
        columnar.close()
        reader.close()
      })
      columnar
    }
  }
}

/** Cached batches as the input of a native leaf. */
final case class CacheFormat(schema: Array[Byte], columns: Array[Int]) extends InputFormat {
  override def isNative: Boolean = true

  override def batches(input: Iterator[_], batchSize: Int): InputBatches =
    new CacheReader(input.asInstanceOf[Iterator[CachedBatch]], schema, columns)
}
