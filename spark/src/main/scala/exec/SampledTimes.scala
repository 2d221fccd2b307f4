package org.apache.spark.sql.thermite.exec

import java.util.Random

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{LeafExpression, Nondeterministic}
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback
import org.apache.spark.sql.types.{DataType, LongType}
import org.apache.spark.util.random.PoissonSampler

/** How often each row of a partition is in a sample with replacement (`SampleExec`). */
final case class SampledTimes(fraction: Double, seed: Long)
    extends LeafExpression with Nondeterministic with CodegenFallback {
  @transient private var sampler: PoissonSampler[InternalRow] = _

  override def dataType: DataType = LongType

  override def nullable: Boolean = false

  /** `PartitionwiseSampledRDD.getPartitions`: the seed of a partition is a number of the query's seed. */
  override protected def initializeInternal(partition: Int): Unit = {
    val seeds = new Random(seed)
    (0 until partition).foreach(_ => seeds.nextLong())
    sampler = new PoissonSampler[InternalRow](fraction, useGapSamplingIfPossible = false)
    sampler.setSeed(seeds.nextLong())
  }

  override protected def evalInternal(input: InternalRow): Any = sampler.sample().toLong
}
