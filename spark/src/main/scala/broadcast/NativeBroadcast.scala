package org.apache.spark.sql.thermite.broadcast

import java.lang.ref.Cleaner

import org.apache.spark.sql.thermite.exec.Native

/** A broadcast's rows as encoded blocks; decoded once in each process, on first use. */
final class NativeBroadcast(blocks: Array[Array[Byte]], schema: Array[Byte])
    extends Serializable {
  @transient private var handle = 0L

  /** The decoded rows, which live as long as this object. */
  def decoded(): Long = synchronized {
    if (handle == 0) {
      val decoded = Native.library.decodeBroadcast(blocks, schema)
      NativeBroadcast.cleaner.register(this, () => Native.library.releaseBroadcast(decoded))
      handle = decoded
    }
    handle
  }

  def size: Long = blocks.map(_.length.toLong).sum
}

object NativeBroadcast {
  private val cleaner: Cleaner = Cleaner.create()
}
