package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.execution._
import org.apache.spark.sql.thermite.config
import org.apache.spark.sql.thermite.convert.{SessionZone, Types}
import org.apache.spark.sql.thermite.exec._
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator._
import org.apache.spark.sql.thermite.proto

/** The reduce side of a native shuffle; `specs` are AQE's ranges, if it has chosen some. */
final case class ShuffleLeaf(
    exchange: NativeShuffleExchangeExec,
    output: Seq[Attribute],
    specs: Option[Array[ShufflePartitionSpec]]) extends Leaf {

  override def block(builder: BlockBuilder): Converted[Block] = {
    val id = builder.nextId()
    builder.metrics(id) = exchange.readMetrics
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
      Part(Seq(ShufflePartition(id, dependency.shuffleId, spec)(dependency)))
    })
  }

  /** The shuffle's rows for a JVM operator. */
  def rdd(): NativeRDD = {
    val builder = new BlockBuilder(executing = true)
    block(builder) match {
      case Right(Block(operator, Partitions(parts), _)) =>
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
            builder.metrics.toMap,
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
