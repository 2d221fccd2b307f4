package org.apache.spark.sql.thermite.operator

import scala.collection.mutable

import org.apache.spark.{Dependency, Partition}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.expressions.{Attribute, Expression}
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.metric.SQLMetric
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.convert.{Inputs, Origins, SessionZone}
import org.apache.spark.sql.thermite.exec.{InputFormat, LeafPartition, NativeBlockBytes, NativePartition, NativeRDD, Place}
import org.apache.spark.sql.thermite.expr.{ExprConverter, JvmFunctions, SharedParts}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto

/** What the tasks of an operator read. A broadcast is read by any task. */
sealed trait Layout

final case class Partitions(parts: Array[Part]) extends Layout

final case class Everywhere(leaves: Seq[LeafPartition]) extends Layout

/** One task's share. */
final case class Part(
    leaves: Seq[LeafPartition],
    unions: Seq[(Int, Int)] = Nil,
    rows: Seq[(Int, Partition)] = Nil,
    places: Seq[Place] = Nil)

object Part {
  def both(a: Part, b: Part): Part =
    Part(a.leaves ++ b.leaves, a.unions ++ b.unions, a.rows ++ b.rows, a.places ++ b.places)
}

object Layout {
  /** Each task reads the same partition of all inputs. */
  def zip(layouts: Seq[Layout]): Layout = layouts match {
    case Seq(only) => only
    case _ =>
      val everywhere = layouts.collect { case Everywhere(leaves) => leaves }.flatten
      val partitioned = layouts.collect { case p: Partitions => p.parts }
      if (partitioned.isEmpty) return Everywhere(everywhere)
      val count = partitioned.head.length
      require(
        partitioned.forall(_.length == count),
        s"inputs of one operator have ${partitioned.map(_.length).mkString(", ")} partitions")
      Partitions(Array.tabulate(count) { i =>
        (partitioned.map(_(i)) :+ Part(everywhere)).reduce(Part.both)
      })
  }

  /** The partitions of all inputs, one after the other. */
  def concat(unionId: Int, blocks: Seq[Block]): Layout =
    Partitions(blocks.zipWithIndex.flatMap { case (block, child) =>
      placed(block).map(p => p.copy(unions = p.unions :+ (unionId -> child))).toSeq
    }.toArray)

  /** Each partition of the left input with each of the right one (`CartesianRDD`). */
  def cross(left: Block, right: Block): Layout = {
    val rights = placed(right)
    Partitions(placed(left).flatMap(l => rights.map(r => Part.both(l, r))))
  }

  /** The partitions of a block that keep their numbers among others. */
  private def placed(block: Block): Array[Part] = block.layout match {
    case Partitions(parts) =>
      parts.zipWithIndex.map { case (part, i) =>
        part.copy(places = part.places :+ Place(block.operator.getId, block.code, i))
      }
    case Everywhere(leaves) => Array(Part(leaves))
  }
}

/** Collects a block while its operators are converted. `executing`: subqueries have their values. */
final class BlockBuilder(val executing: Boolean) {
  private var lastId = 0
  private var lastShared = 0
  val origins: Origins = if (executing) Origins.collector() else Origins.none
  val functions = new JvmFunctions
  val metrics: mutable.Map[Int, Map[String, SQLMetric]] = mutable.Map.empty
  /** What the JVM computes by the leaf that reads it. */
  val inputs: mutable.Map[Int, (RDD[_], InputFormat)] = mutable.Map.empty
  val dependencies: mutable.ArrayBuffer[Dependency[_]] = mutable.ArrayBuffer.empty

  def nextId(): Int = {
    lastId += 1
    lastId
  }

  /** Converts expressions over `columns`; all of `sharing` are evaluated on the same batches. */
  def exprs(columns: Seq[Attribute], sharing: Seq[Expression] = Nil): ExprConverter = {
    val shared = SharedParts.of(sharing, () => { lastShared += 1; lastShared })
    new ExprConverter(new Inputs(columns), origins, functions, executing, shared)
  }

  def idOf(plan: SparkPlan): Int = {
    val id = nextId()
    metrics(id) = plan.metrics
    id
  }

  def operator(id: Int, children: proto.Operator*): proto.Operator.Builder = {
    val builder = proto.Operator.newBuilder().setId(id)
    children.foreach(builder.addChildren(_))
    builder
  }
}

/** An operator of a block, with its inputs below it, and where its code for the JVM is. */
final case class Block(operator: proto.Operator, layout: Layout, code: Range = 0 until 0)

object NativeBlock {

  /** The operators from `plan` down to the leaves of its block. */
  def build(plan: SparkPlan, builder: BlockBuilder): Converted[Block] = {
    plan match {
      case native: NativeExec if builder.executing => native.awaitSubqueries()
      case _ =>
    }
    val code = builder.functions.size
    val block = Leaves.of(plan) match {
      case Some(leaf) => leaf.block(builder)
      case None =>
        plan match {
          case native: NativeOperatorExec =>
            OperatorRegistry.convert(native.original, native, builder)
          case other => Fallback.because(s"${other.nodeName} runs on the JVM")
        }
    }
    block.map(_.copy(code = code until builder.functions.size))
  }

  /** The block of `plan` as an RDD of its rows. */
  def result(plan: SparkPlan): NativeRDD = rdd(plan, identity)

  /** The block of `plan` under the root that `root` puts on it, collected by a fresh `builder`. */
  def rdd(
      plan: SparkPlan,
      root: proto.Operator => proto.Operator,
      builder: BlockBuilder = new BlockBuilder(executing = true),
      isOrderSensitive: Boolean = false): NativeRDD = {
    // Starts the subqueries and broadcasts of the whole block.
    plan.prepare()
    val block = build(plan, builder) match {
      case Right(block) => block
      case Left(fallback) =>
        throw new IllegalStateException(
          s"${plan.nodeName} was native when it was planned: ${fallback.reasons.mkString("; ")}")
    }
    val conf = SQLConf.get
    val message = proto.Block
      .newBuilder()
      .setRoot(root(block.operator))
      .setTimeZone(SessionZone.name)
      .setBatchSize(ThermiteConf.batchSize(conf))
    builder.origins.messages.foreach(message.addOrigins(_))
    val parts = block.layout match {
      case Partitions(parts) => parts
      case Everywhere(leaves) => Array(Part(leaves))
    }
    val bytes = NativeBlockBytes(
      message.build().toByteArray,
      plan.output.map(_.dataType).toArray,
      builder.metrics.toMap,
      ThermiteConf.batchSize(conf),
      builder.inputs.map { case (id, (_, format)) => id -> format }.toMap,
      builder.functions.all)
    val partitions = parts.zipWithIndex.map { case (p, i) =>
      NativePartition(i, p.leaves, p.unions, p.rows, p.places)
    }
    val inputs: Map[Int, RDD[_]] = builder.inputs.map { case (id, (rdd, _)) => id -> rdd }.toMap
    val sc = plan.session.sparkContext
    new NativeRDD(sc, bytes, partitions, builder.dependencies.toSeq, inputs, isOrderSensitive)
  }
}
