package org.apache.spark.sql.thermite.shuffle

import java.io.{BufferedInputStream, ByteArrayOutputStream, File, FileInputStream, InputStream}
import java.nio.{ByteBuffer, ByteOrder}

import org.apache.spark.SparkEnv
import org.apache.spark.network.util.LimitedInputStream
import org.apache.spark.sql.thermite.proto.ShuffleWriteResult

/** The file that a map task's native block has written: its partitions one after the other. */
final class MapOutput(val file: File, result: ShuffleWriteResult) {
  val lengths: Array[Long] =
    result.getPartitionLengthsList.stream().mapToLong(_.longValue).toArray
  val checksums: Array[Long] =
    result.getPartitionChecksumsList.stream().mapToLong(_.longValue).toArray

  /** The stored bytes of the partitions that have some, each to be read before the next. */
  def stored(in: InputStream): Iterator[(Int, InputStream)] =
    lengths.indices.iterator.filter(lengths(_) > 0).map { partition =>
      partition -> new LimitedInputStream(in, lengths(partition), false)
    }

  /** All rows as records of a partition and a run of its blocks. */
  def records(in: InputStream): Iterator[(Int, Array[Byte])] =
    stored(in).flatMap { case (partition, bytes) =>
      val blocks = new BufferedInputStream(SparkEnv.get.serializerManager.wrapForEncryption(bytes))
      val runs = Iterator.continually(MapOutput.run(blocks)).takeWhile { run =>
        if (run.isEmpty) blocks.close()
        run.nonEmpty
      }
      runs.map(partition -> _)
    }

  def open(): InputStream = new BufferedInputStream(new FileInputStream(file), 1 << 20)
}

object MapOutput {
  /** Bytes of a record, from which on no block is added. */
  private val RecordBytes = 1 << 20

  /** The layout of a block's header is that of native/engine/src/shuffle/block.rs. */
  private val Header = 17
  private val StoredLength = 9

  /** The next blocks of `in`; nothing at its end. */
  private def run(in: InputStream): Array[Byte] = {
    val run = new ByteArrayOutputStream()
    var header = in.readNBytes(Header)
    while (header.nonEmpty) {
      val length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(StoredLength)
      run.write(header)
      run.write(in.readNBytes(length))
      header = if (run.size < RecordBytes) in.readNBytes(Header) else Array.emptyByteArray
    }
    run.toByteArray
  }
}
