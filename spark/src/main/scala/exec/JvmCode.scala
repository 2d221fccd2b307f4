package org.apache.spark.sql.thermite.exec

import scala.collection.mutable

/** What a native plan leaves to Spark's own code; a block names it by its place in a list. */
trait JvmCode extends Serializable {

  /** Spark's name of the expression. */
  def name: String

  /** Whether it is for the rows alone that a native function leaves undecided. */
  def isRest: Boolean = false
}

object JvmCode {

  /** The names of the functions that are Spark's own code for all rows. */
  def names(code: Seq[JvmCode]): Seq[String] = code.filterNot(_.isRest).map(_.name)
}

/** Runs the JVM code of a block for one task. */
final class JvmCodeRunners(block: NativeBlockBytes, partition: NativePartition) extends AutoCloseable {
  private val functions = mutable.Map.empty[Int, JvmFunctionRunner]
  private val generators = mutable.Map.empty[Int, JvmGeneratorRunner]
  private val aggregates = mutable.Map.empty[Int, JvmAggregateRunner]
  private var lastAggregate = 0

  def function(index: Int): JvmFunctionRunner = functions.getOrElseUpdate(
    index,
    new JvmFunctionRunner(code[JvmFunction](index), partitionOf(index)))

  def generator(index: Int): JvmGeneratorRunner = generators.getOrElseUpdate(
    index,
    new JvmGeneratorRunner(code[JvmGenerator](index), partitionOf(index), block.batchSize))

  /** The innermost place comes first. */
  private def partitionOf(index: Int): Int =
    partition.places.find(_.code.contains(index)).fold(partition.index)(_.partition)

  /** A function may have several sets of groups; gives the id of a fresh one. */
  def openAggregate(index: Int): Int = {
    lastAggregate += 1
    aggregates(lastAggregate) = new JvmAggregateRunner(code[JvmAggregate](index))
    lastAggregate
  }

  def aggregate(id: Int): JvmAggregateRunner = aggregates(id)

  def closeAggregate(id: Int): Unit = aggregates.remove(id).foreach(_.close())

  private def code[C <: JvmCode](index: Int): C = block.code(index).asInstanceOf[C]

  override def close(): Unit = {
    functions.values.foreach(_.close())
    generators.values.foreach(_.close())
    aggregates.values.foreach(_.close())
    aggregates.clear()
  }
}
