package org.apache.spark.sql.thermite.exec

import org.apache.spark.sql.thermite.proto

/**
 * The native library's methods. A method that fails calls [[fail]] with the error, so that it throws
 * [[NativeException]].
 */
final class Native private {
  /** `zones`: `TimeZones`. */
  @native def start(threads: Int, poolBytes: Long, zones: Array[Byte]): Unit

  /** Builds a task's plan; returns its handle, for one thread at a time. */
  @native def open(block: Array[Byte], task: Array[Byte], host: TaskHost): Long

  /** The address of the next batch, an `ArrowArray` to be given to [[releaseBatch]]; 0 at the end. */
  @native def next(task: Long): Long

  /** A buffer for [[nextRows]], to be given to [[releaseRows]]. */
  @native def openRows(): Long

  /** The address of the next rows in `rows`, valid until the next call (`NativeRows`); 0 at the end. */
  @native def nextRows(task: Long, rows: Long): Long

  @native def releaseRows(rows: Long): Unit

  /** The next rows as shuffle blocks; null at the end. */
  @native def nextEncoded(task: Long): Array[Byte]

  /**
   * The next rows, as many as Spark caches in one batch: a `CachedBatch`, then each column's bytes;
   * null at the end.
   */
  @native def nextCached(task: Long, rows: Int, compress: Boolean): Array[Array[Byte]]

  /** Runs a block whose root is a shuffle write; returns a `ShuffleWriteResult`. */
  @native def writeShuffle(task: Long): Array[Byte]

  /** Ends a task; returns its `TaskMetrics`. */
  @native def close(task: Long): Array[Byte]

  @native def releaseBatch(batch: Long): Unit

  /** Reads columns of cached batches as those of a `Schema`; to be given to [[closeCacheReader]]. */
  @native def openCacheReader(schema: Array[Byte]): Long

  /** The address of an `ArrowArray` of the columns, to be given to [[releaseBatch]]. */
  @native def readCached(reader: Long, columns: Array[Array[Byte]], rows: Int): Long

  @native def closeCacheReader(reader: Long): Unit

  /** Decodes blocks of a `Schema`; returns a handle to be given to [[releaseBroadcast]]. */
  @native def decodeBroadcast(blocks: Array[Array[Byte]], schema: Array[Byte]): Long

  @native def releaseBroadcast(broadcast: Long): Unit

  /** The memory of a decoded broadcast, a hash table included. */
  @native def broadcastBytes(broadcast: Long): Long

  /**
   * What is native of a Java pattern, in UTF-8: -1 if nothing, else whether it is found; plus 1 if where
   * is the same as in Java, plus 2 if that is so for groups too, plus 4 for each group.
   */
  @native def regexSupport(pattern: Array[Byte]): Int

  /** Handles that were not given back. */
  @native def liveHandles(): Long

  /** What tasks have reserved of the process's own pool. */
  @native def reservedBytes(): Long

  /** The address of a C function that releases nothing, for arrays whose memory the JVM owns. */
  @native def releaseAddress(): Long

  /** Called by the library. */
  def fail(error: Array[Byte]): Unit = throw new NativeException(proto.Error.parseFrom(error))
}

object Native {
  val library: Native = new Native
}

final class NativeException(val error: proto.Error) extends RuntimeException(error.getMessage) {
  override def toString: String =
    s"native ${error.getKind}: ${error.getMessage}\n${error.getBacktrace}"
}
