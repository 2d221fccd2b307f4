package org.apache.spark.sql.thermite.shuffle

import org.apache.spark.RangePartitioner
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{BoundReference, Expression, SortOrder, UnsafeProjection}
import org.apache.spark.sql.catalyst.expressions.codegen.LazilyGeneratedOrdering
import org.apache.spark.sql.catalyst.plans.physical._
import org.apache.spark.sql.execution.{ColumnarToRowExec, ExpandExec, GenerateExec, SparkPlan, UnaryExecNode}
import org.apache.spark.sql.execution.adaptive.{AQEShuffleReadExec, ShuffleQueryStageExec}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.convert.{Carriers, CollatedStrings, Literals}
import org.apache.spark.sql.thermite.exec.JvmCode
import org.apache.spark.sql.thermite.expr.PredicateExprs
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator.{BlockBuilder, NativeOperatorExec}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types._

/**
 * Spark's partitionings of the rows of `child` as proto partitionings.
 *
 * @param isFree whether nobody asked for the number of partitions
 */
final class Partitionings(child: SparkPlan, builder: BlockBuilder, isFree: Boolean) {
  private val exprs = builder.exprs(child.output)

  /** Samples the rows for a range partitioning. */
  def convert(partitioning: Partitioning): Converted[proto.Partitioning] = {
    val builder = proto.Partitioning.newBuilder().setPartitions(partitioning.numPartitions)
    Partitionings.ofKeys(partitioning).flatMap {
      case h: HashPartitioning =>
        exprs.convertAll(h.expressions).map { keys =>
          val hash = proto.Hash.newBuilder()
          keys.foreach(hash.addExprs(_))
          builder.setHash(hash).build()
        }
      case r: RangePartitioning => range(r)
      case SinglePartition => Right(builder.setSingle(proto.Single.newBuilder()).build())
      case _: RoundRobinPartitioning =>
        Right(builder.setRoundRobin(proto.RoundRobin.newBuilder()).build())
      case other => Fallback.because(s"partitioning $other has no native version")
    }
  }

  /** ShuffleExchangeExec.prepareShuffleDependency: bounds from a sample of the sort keys. */
  private def range(r: RangePartitioning): Converted[proto.Partitioning] = {
    val keys = r.ordering.map(_.child)
    val ranges = if (isFree && Partitionings.becomesOne(child)) Array.empty[InternalRow] else sample(r)
    Fallback
      .both(exprs.sortOrders(r.ordering), Fallback.all(ranges.toSeq.map(bounds(_, keys.map(_.dataType)))))
      .map { case (orders, bounds) =>
        val range = proto.Range.newBuilder()
        orders.foreach(range.addOrder(_))
        bounds.foreach(range.addBounds(_))
        proto.Partitioning.newBuilder().setPartitions(bounds.length + 1).setRange(range).build()
      }
  }

  private def sample(r: RangePartitioning): Array[InternalRow] = {
    val keys = r.ordering.map(_.child)
    val output = child.output
    val sampled = ColumnarToRowExec(child).execute().mapPartitionsInternal { rows =>
      val projection = UnsafeProjection.create(keys, output)
      rows.map(row => projection(row).copy(): InternalRow)
    }
    val bound = r.ordering.zipWithIndex.map { case (order, i) =>
      order.copy(child = BoundReference(i, order.dataType, order.nullable))
    }
    val sqlConf = SQLConf.get
    Bounds.of(sampled, r.numPartitions, bound, sqlConf.rangeExchangeSampleSizePerPartition)
  }

  private def bounds(row: InternalRow, types: Seq[DataType]): Converted[proto.Range.Bound] =
    Fallback
      .all(row.toSeq(types).zip(types).map { case (v, t) => Literals.convert(v, t) })
      .map { values =>
        val bound = proto.Range.Bound.newBuilder()
        values.foreach(bound.addValues(_))
        bound.build()
      }
}

object Partitionings {

  /**
   * Whether the rows of `plan` are from a shuffle so small that adaptive execution reads what comes of it
   * in one task, however it is partitioned (`CoalesceShufflePartitions`): then no job has to sample them.
   */
  private def becomesOne(plan: SparkPlan): Boolean = {
    val conf = SQLConf.get
    val least = conf.getConf(SQLConf.COALESCE_PARTITIONS_MIN_PARTITION_SIZE)
    conf.coalesceShufflePartitionsEnabled && written(plan).exists(_ <= least)
  }

  /** The bytes of the shuffle that `plan`, which does not multiply rows, reads. */
  private def written(plan: SparkPlan): Option[Long] = plan match {
    case stage: ShuffleQueryStageExec if stage.isMaterialized =>
      stage.mapStats.map(_.bytesByPartitionId.sum)
    case AQEShuffleReadExec(stage, _) => written(stage)
    case native: NativeOperatorExec =>
      native.original match {
        case _: GenerateExec | _: ExpandExec => None
        case one: UnaryExecNode => written(one.child)
        case _ => None
      }
    case _ => None
  }

  /** By the keys of collated strings, which are what `CollationAwareMurmur3Hash` hashes. */
  private def ofKeys(partitioning: Partitioning): Converted[Partitioning] = {
    partitioning match {
      case h: HashPartitioning =>
        Fallback
          .all(h.expressions.map(CollatedStrings.key(_, "partitioning")))
          .map(keys => h.copy(expressions = keys))
      case r: RangePartitioning =>
        val orders = r.ordering.map { order =>
          for {
            _ <- PredicateExprs.ordered(order.dataType, "sort")
            key <- CollatedStrings.orderedKey(order.child, "a sort")
          } yield order.copy(child = key, sameOrderExpressions = Nil)
        }
        Fallback.all(orders).map(orders => r.copy(ordering = orders))
      case other => Right(other)
    }
  }

  /** Whether the partitioning of the rows of `child` is native, and the code of Spark's in it. */
  def check(partitioning: Partitioning, child: SparkPlan): Converted[Seq[JvmCode]] = {
    val builder = new BlockBuilder(executing = false)
    val exprs = builder.exprs(child.output)
    val converted = ofKeys(partitioning).flatMap {
      case h: HashPartitioning =>
        h.expressions.find(e => Carriers.isCarried(e.dataType)) match {
          case Some(key) => Fallback.because(s"partitioning by ${key.dataType.sql} has no native version")
          case None => exprs.convertAll(h.expressions)
        }
      case r: RangePartitioning => exprs.sortOrders(r.ordering)
      case SinglePartition | _: RoundRobinPartitioning => Right(Nil)
      case other => Fallback.because(s"partitioning $other has no native version")
    }
    converted.map(_ => builder.functions.all.toSeq)
  }
}

/** Range bounds as Spark's RangePartitioner draws them. */
object Bounds {
  def of(
      rows: org.apache.spark.rdd.RDD[InternalRow],
      partitions: Int,
      order: Seq[SortOrder],
      samplesPerPartition: Int): Array[InternalRow] = {
    implicit val ordering: Ordering[InternalRow] = new LazilyGeneratedOrdering(order)
    if (partitions <= 1) return Array.empty
    // RangePartitioner.rangeBounds, by the same public steps.
    val sampleSize = math.min(samplesPerPartition.toDouble * partitions, 1e6)
    val perPartition = math.ceil(3.0 * sampleSize / rows.partitions.length).toInt
    val (count, sketched) = RangePartitioner.sketch(rows, perPartition)
    if (count == 0L) return Array.empty
    val fraction = math.min(sampleSize / math.max(count, 1L), 1.0)
    val candidates = scala.collection.mutable.ArrayBuffer.empty[(InternalRow, Float)]
    val crowded = scala.collection.mutable.Set.empty[Int]
    sketched.foreach { case (index, n, sample) =>
      if (fraction * n > perPartition) crowded += index
      else {
        val weight = (n.toDouble / sample.length).toFloat
        sample.foreach(key => candidates += ((key, weight)))
      }
    }
    if (crowded.nonEmpty) {
      val again = new org.apache.spark.rdd.PartitionPruningRDD(rows, crowded.contains)
      val seed = scala.util.hashing.byteswap32(-rows.id - 1)
      val sampled = again.sample(withReplacement = false, fraction, seed).collect()
      candidates ++= sampled.map(key => (key, (1.0 / fraction).toFloat))
    }
    RangePartitioner.determineBounds(candidates, math.min(partitions, candidates.size))
  }
}
