package org.apache.spark.sql.thermite.broadcast

import java.lang.ref.Cleaner

import org.apache.spark.sql.thermite.exec.{Lease, Native}

/** A broadcast's rows as encoded blocks; decoded in a process when its first task needs them. */
final class NativeBroadcast(blocks: Array[Array[Byte]], schema: Array[Byte])
    extends Serializable {
  @transient private var decoded: DecodedBroadcast = _

  /** The decoded rows and the hash tables of them, for one task. */
  def lease(): Lease = synchronized {
    if (decoded == null || !decoded.enter()) {
      val fresh = DecodedBroadcast.open(Native.library.decodeBroadcast(blocks, schema))
      NativeBroadcast.cleaner.register(this, () => fresh.abandon())
      decoded = fresh
    }
    decoded.lease()
  }

  def size: Long = blocks.map(_.length.toLong).sum
}

object NativeBroadcast {
  private val cleaner: Cleaner = Cleaner.create()
}
