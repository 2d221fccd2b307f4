package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.{MapOutputTrackerMaster, ShuffleDependency, SparkEnv, TaskContext}
import org.apache.spark.network.buffer.FileSegmentManagedBuffer
import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.metric.{SQLMetric, SQLShuffleReadMetricsReporter}
import org.apache.spark.sql.thermite.config
import org.apache.spark.sql.thermite.convert.{SessionZone, Types}
import org.apache.spark.sql.thermite.exec._
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator._
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.shim.Shims
import org.apache.spark.storage.{BlockId, BlockManagerId, ShuffleBlockBatchId, ShuffleBlockId}

/** The reduce side of a native shuffle; `specs` are AQE's ranges, if it has chosen some. */
final case class ShuffleLeaf(
    exchange: NativeShuffleExchangeExec,
    output: Seq[Attribute],
    specs: Option[Array[ShufflePartitionSpec]]) extends Leaf {

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.nextId()
    Types.schema(output).map { schema =>
      val read = proto.ShuffleRead.newBuilder().setSchema(schema)
      val layout = if (builder.executing) {
        builder.dependencies += exchange.shuffleDependency
        partitions(id)
      } else Partitions(Array.empty)
      Block(builder.operator(id).setShuffleRead(read).build(), layout)
    }
  }

  private def partitions(id: Int): Layout = {
    val dependency = exchange.shuffleDependency
    val all: Array[ShufflePartitionSpec] = specs.getOrElse(
      Array.tabulate(dependency.partitioner.numPartitions)(i => CoalescedPartitionSpec(i, i + 1)))
    Partitions(all.map { spec =>
      Part(Seq(ShufflePartition(id, dependency.shuffleId, spec, exchange.readMetrics)(dependency)))
    })
  }

  /** The shuffle's rows for a JVM operator. */
  def rdd(): NativeRDD = {
    val builder = new BlockBuilder(executing = true)
    block(builder) match {
      case Right(Block(operator, Partitions(parts))) =>
        val batchSize = config.ThermiteConf.batchSize(exchange.conf)
        val message = proto.Block
          .newBuilder()
          .setRoot(operator)
          .setTimeZone(SessionZone.name)
          .setBatchSize(batchSize)
          .build()
        val bytes =
          NativeBlockBytes(
            message.toByteArray,
            output.map(_.dataType).toArray,
            Map.empty,
            batchSize)
        val partitions = parts.zipWithIndex.map { case (p, i) => NativePartition(i, p.leaves, Nil) }
        new NativeRDD(
          exchange.session.sparkContext,
          bytes,
          partitions,
          builder.dependencies.toSeq)
      case other => throw new IllegalStateException(s"a shuffle that cannot be read: $other")
    }
  }
}

/** The blocks that one task reads: ShuffledRowRDD's ranges of reducers and mappers. */
final case class ShufflePartition(
    operatorId: Int,
    shuffleId: Int,
    spec: ShufflePartitionSpec,
    metrics: Map[String, SQLMetric])(@transient dependency: ShuffleDependency[_, _, _])
    extends LeafPartition {

  /** `ShuffledRowRDD.getPreferredLocations`. */
  override def preferredLocations: Seq[String] = {
    val tracker = SparkEnv.get.mapOutputTracker.asInstanceOf[MapOutputTrackerMaster]
    spec match {
      case CoalescedPartitionSpec(start, end, _) =>
        (start until end).flatMap(tracker.getPreferredLocationsForShuffle(dependency, _))
      case PartialReducerPartitionSpec(_, start, end, _) =>
        tracker.getMapLocation(dependency, start, end)
      case PartialMapperPartitionSpec(map, _, _) => tracker.getMapLocation(dependency, map, map + 1)
      case CoalescedMapperPartitionSpec(start, end, _) =>
        tracker.getMapLocation(dependency, start, end)
    }
  }

  override def open(host: TaskHost, context: TaskContext): proto.LeafInput = {
    val env = SparkEnv.get
    val local = env.blockManager.blockManagerId
    val temporary = context.taskMetrics().createTempShuffleReadMetrics()
    val reporter = new SQLShuffleReadMetricsReporter(temporary, metrics)
    val (near, far) = locations(env).partition(_._1 == local)
    val segments = proto.Segments.newBuilder()
    near.flatMap(_._2).foreach { case (block, size, _) =>
      env.blockManager.getLocalBlockData(block) match {
        case file: FileSegmentManagedBuffer =>
          segments.addSegments(
            proto.Segments.Segment
              .newBuilder()
              .setPath(file.getFile.getPath)
              .setOffset(file.getOffset)
              .setLength(file.getLength))
        case other => throw new IllegalStateException(s"$block is no part of a file: $other")
      }
      reporter.incLocalBlocksFetched(1)
      reporter.incLocalBytesRead(size)
    }
    if (far.nonEmpty) {
      segments.setHasRemote(true)
      host.addStreams(operatorId, Shims.fetchBlocks(context, far.iterator, reporter))
    }
    context.addTaskCompletionListener[Unit](_ => context.taskMetrics().mergeShuffleReadMetrics())
    proto.LeafInput.newBuilder().setOperatorId(operatorId).setSegments(segments).build()
  }

  private type Located = (BlockManagerId, scala.collection.Seq[(BlockId, Long, Int)])

  private def locations(env: SparkEnv): Seq[Located] = {
    val (maps, reduces) = spec match {
      case CoalescedPartitionSpec(start, end, _) => ((0, Int.MaxValue), (start, end))
      case PartialReducerPartitionSpec(reducer, start, end, _) => ((start, end), (reducer, reducer + 1))
      case PartialMapperPartitionSpec(map, start, end) => ((map, map + 1), (start, end))
      case CoalescedMapperPartitionSpec(start, end, reducers) => ((start, end), (0, reducers))
    }
    val tracker = env.mapOutputTracker
    tracker
      .getMapSizesByExecutorId(shuffleId, maps._1, maps._2, reduces._1, reduces._2)
      .toSeq
      .map { case (address, blocks) =>
        (address, if (address == env.blockManager.blockManagerId) joined(blocks) else blocks)
      }
  }

  /** Neighbouring blocks of one map output as one: blocks are self-delimited. */
  private def joined(
      blocks: scala.collection.Seq[(BlockId, Long, Int)]): Seq[(BlockId, Long, Int)] = {
    val runs = scala.collection.mutable.ArrayBuffer.empty[(BlockId, Long, Int)]
    blocks.foreach {
      case (ShuffleBlockId(shuffle, map, reduce), size, index) =>
        runs.lastOption match {
          case Some((ShuffleBlockBatchId(_, `map`, start, end), before, _)) if end <= reduce =>
            val batch = ShuffleBlockBatchId(shuffle, map, start, reduce + 1)
            runs(runs.length - 1) = (batch, before + size, index)
          case _ => runs += ((ShuffleBlockBatchId(shuffle, map, reduce, reduce + 1), size, index))
        }
      case other => runs += other
    }
    runs.toSeq
  }
}
