package org.apache.spark.sql.thermite.shuffle

import java.io.{FilterInputStream, IOException, InputStream}

import scala.collection.mutable
import scala.util.control.NonFatal

import org.apache.spark.{ShuffleDependency, SparkEnv, TaskContext}
import org.apache.spark.internal.config
import org.apache.spark.network.buffer.FileSegmentManagedBuffer
import org.apache.spark.shuffle.FetchFailedException
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.exec.ShuffleInput
import org.apache.spark.sql.thermite.proto.Segments.Segment
import org.apache.spark.storage._

/**
 * Blocks that Spark's own shuffle manager keeps. Those in files of this executor are segments that
 * native code reads by path; all others, and what cannot be opened, are streams of Spark's fetcher,
 * which knows how to retry and how to fail.
 */
final class BlockInput(
    range: BlockRange,
    dependency: ShuffleDependency[_, _, _],
    context: TaskContext,
    reporter: RowReadReporter) extends ShuffleInput {
  import BlockInput._

  private val env = SparkEnv.get
  private val conf = env.conf
  private val encrypted = env.securityManager.getIOEncryptionKey().isDefined
  private val locals = mutable.ArrayBuffer.empty[(Segment, Source)]
  private var inBatches = !encrypted && !conf.get(config.SHUFFLE_USE_OLD_FETCH_PROTOCOL) &&
    SQLConf.get.fetchShuffleBlocksInBatch
  /** What the fetcher gave last, and its wrapper: the same bytes. */
  private var last: (InputStream, Suspect) = _

  private val others: Seq[Located] = locations().flatMap { case (address, blocks) =>
    val isLocal = !encrypted && address.executorId == env.blockManager.blockManagerId.executorId
    val left = if (isLocal) joined(blocks).filterNot(openLocal(address, _)) else blocks
    if (left.isEmpty) None else Some(address -> left)
  }

  def segments: Seq[Segment] = locals.map(_._1).toSeq

  def hasStreams: Boolean = others.nonEmpty

  /** `SortShuffleManager.getReader`. */
  private def locations(): Seq[Located] = {
    val BlockRange(firstMap, endMap, first, end) = range
    val tracker = env.mapOutputTracker
    if (dependency.isShuffleMergeFinalizedMarked) {
      val sizes = tracker.getPushBasedShuffleMapSizesByExecutorId(
        dependency.shuffleId, firstMap, endMap, first, end)
      inBatches &&= sizes.enableBatchFetch
      sizes.iter.toSeq
    } else tracker.getMapSizesByExecutorId(dependency.shuffleId, firstMap, endMap, first, end).toSeq
  }

  /** Neighbouring blocks of one map output as one: blocks are self-delimited. */
  private def joined(blocks: scala.collection.Seq[Block]): scala.collection.Seq[Block] =
    if (!inBatches) blocks
    else {
      val runs = mutable.ArrayBuffer.empty[Block]
      blocks.foreach {
        case (ShuffleBlockId(shuffle, map, reduce), size, index) =>
          runs.lastOption match {
            // Blocks in between are empty.
            case Some((ShuffleBlockBatchId(_, `map`, start, end), before, _)) if end <= reduce =>
              val batch = ShuffleBlockBatchId(shuffle, map, start, reduce + 1)
              runs(runs.length - 1) = (batch, before + size, index)
            case _ =>
              runs += ((ShuffleBlockBatchId(shuffle, map, reduce, reduce + 1), size, index))
          }
        case other => runs += other
      }
      runs
    }

  /** Whether the block is in a file; the fetcher finds out why not. */
  private def openLocal(address: BlockManagerId, block: Block): Boolean = {
    val (id, _, mapIndex) = block
    try env.blockManager.getLocalBlockData(id) match {
      case file: FileSegmentManagedBuffer if file.getLength > 0 =>
        val segment = Segment
          .newBuilder()
          .setPath(file.getFile.getPath)
          .setOffset(file.getOffset)
          .setLength(file.getLength)
          .build()
        locals += segment -> Source(address, id, mapIndex)
        reporter.incLocalBlocksFetched(1)
        reporter.incLocalBytesRead(file.getLength)
        true
      case _ => false
    } catch { case NonFatal(_) => false }
  }

  override val streams: Iterator[InputStream] = if (others.isEmpty) Iterator.empty else fetched()

  private def fetched(): Iterator[InputStream] = {
    var suspect: Suspect = null
    val fetcher = new ShuffleBlockFetcherIterator(
      context,
      env.blockManager.blockStoreClient,
      env.blockManager,
      env.mapOutputTracker,
      others.iterator,
      (_, stream) => {
        suspect = new Suspect(env.serializerManager.wrapForEncryption(stream))
        suspect
      },
      conf.get(config.REDUCER_MAX_SIZE_IN_FLIGHT) * 1024 * 1024,
      conf.get(config.REDUCER_MAX_REQS_IN_FLIGHT),
      conf.get(config.REDUCER_MAX_BLOCKS_IN_FLIGHT_PER_ADDRESS),
      conf.get(config.MAX_REMOTE_BLOCK_SIZE_FETCH_TO_MEM),
      conf.get(config.SHUFFLE_MAX_ATTEMPTS_ON_NETTY_OOM),
      // Makes the fetcher's exception of what `Suspect` throws.
      detectCorrupt = true,
      detectCorruptUseExtraMemory = false,
      checksumEnabled = conf.get(config.SHUFFLE_CHECKSUM_ENABLED),
      checksumAlgorithm = conf.get(config.SHUFFLE_CHECKSUM_ALGORITHM),
      reporter,
      inBatches && range.endReducer - range.firstReducer > 1)
    fetcher.toCompletionIterator.map { case (_, stream) =>
      last = (stream, suspect)
      stream
    }
  }

  override def unreadable(segment: Option[Int], cause: Exception): Throwable = segment match {
    case Some(index) => locals(index)._2.failed(dependency.shuffleId, cause)
    case None =>
      val (stream, suspect) = last
      suspect.corrupt = Some(new IOException(cause.getMessage, cause))
      try {
        stream.read()
        cause
      } catch { case e: FetchFailedException => e }
  }

  override def rowsRead(rows: Long): Unit = reporter.incRowsRead(rows)
}

private object BlockInput {
  type Block = (BlockId, Long, Int)
  type Located = (BlockManagerId, scala.collection.Seq[Block])

  /** Where a segment is from: `ShuffleBlockFetcherIterator.throwFetchFailedException`. */
  final case class Source(address: BlockManagerId, block: BlockId, mapIndex: Int) {
    def failed(shuffleId: Int, cause: Exception): Throwable = {
      val (mapId, reducer) = block match {
        case ShuffleBlockId(_, map, reduce) => (map, reduce)
        case ShuffleBlockBatchId(_, map, reduce, _) => (map, reduce)
        case other => throw new IllegalStateException(s"$other is no block of a map output")
      }
      val message = s"$block: ${cause.getMessage}"
      new FetchFailedException(address, shuffleId, mapId, mapIndex, reducer, message, cause)
    }
  }

  /** A stream that throws what its reader has found out about its bytes. */
  final class Suspect(in: InputStream) extends FilterInputStream(in) {
    var corrupt: Option[IOException] = None

    override def read(): Int = corrupt match {
      case Some(e) => throw e
      case None => super.read()
    }
  }
}
