package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.optimizer.{BuildLeft, BuildRight}
import org.apache.spark.sql.catalyst.plans._
import org.apache.spark.sql.catalyst.plans.physical.SinglePartition
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.exchange.ENSURE_REQUIREMENTS
import org.apache.spark.sql.execution.joins.{BroadcastNestedLoopJoinExec, ShuffledHashJoinExec}
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.shuffle.NativeShuffleExchangeExec

/**
 * A nested-loop join that gives rows of its broadcast side by whether any task has matched them. A streamed
 * side of one partition has one task, which knows; else they are joined [[InStages]].
 */
final class NativeNestedLoopJoinExec private[operator] (join: BroadcastNestedLoopJoinExec)
    extends NativeOperatorExec(join) with Leaf {
  private lazy val stages: SparkPlan = session.withActive(new InStages(join).plan)

  override def block(builder: BlockBuilder): Converted[Block] = {
    val isOneTask = builder.executing && BroadcastSide.isOneTask(join)
    OperatorRegistry.convert(if (isOneTask) join else stages, this, builder)
  }
}

object BroadcastSide {
  def streamed(join: BroadcastNestedLoopJoinExec): SparkPlan = join.buildSide match {
    case BuildLeft => join.right
    case BuildRight => join.left
  }

  def broadcast(join: BroadcastNestedLoopJoinExec): SparkPlan = join.buildSide match {
    case BuildLeft => join.left
    case BuildRight => join.right
  }

  /** Whether what it gives of its broadcast side depends on all rows of the streamed one. */
  def isKept(join: BroadcastNestedLoopJoinExec): Boolean = (join.joinType, join.buildSide) match {
    case (LeftOuter | LeftSemi | LeftAnti | _: ExistenceJoin, BuildLeft) => true
    case (RightOuter, BuildRight) => true
    case (FullOuter, _) => true
    case _ => false
  }

  private[operator] def isOneTask(join: BroadcastNestedLoopJoinExec): Boolean =
    NativeBlock.build(streamed(join), new BlockBuilder(executing = true)).exists(_.layout match {
      case Partitions(parts) => parts.length == 1
      case Everywhere(_) => true
    })
}

/**
 * The plan of a join that keeps rows of its broadcast side. A stage finds the rows that are matched, as Spark's
 * `getMatchedBroadcastRowsBitSetRDD`; one task of the next one gives rows of the broadcast by that. What
 * is joined with them comes of the other tasks of that stage, as in `defaultJoin`: like there, it is looked for
 * again. A row is known by its place in the broadcast, which all tasks read alike.
 */
private final class InStages(join: BroadcastNestedLoopJoinExec) {
  private val streamed = BroadcastSide.streamed(join)
  private val broadcast = BroadcastSide.broadcast(join)

  def plan: SparkPlan = (join.joinType, join.buildSide) match {
    case (FullOuter, BuildLeft) => outer(RightOuter)
    case (FullOuter, BuildRight) => outer(LeftOuter)
    case (LeftOuter | RightOuter, _) => outer(Inner)
    case (existence, _) => ProjectExec(join.output, byMatch(existence))
  }

  private def outer(withStreamed: JoinType): SparkPlan = {
    val unmatched = join.children.flatMap { side =>
      if (side eq broadcast) side.output
      else side.output.map(a => Alias(Literal(null, a.dataType), a.name)())
    }
    val joined = join.copy(joinType = withStreamed)
    UnionExec(Seq(native(joined), native(ProjectExec(unmatched, byMatch(LeftAnti)))))
  }

  /** The rows of the broadcast joined with the places of those that are matched. */
  private def byMatch(joinType: JoinType): SparkPlan = {
    val rows = placed(broadcast.output)
    val matched = NativeShuffleExchangeExec(SinglePartition, matchedPlaces, ENSURE_REQUIREMENTS, None)
    val key = rows.output.takeRight(1)
    native(ShuffledHashJoinExec(key, matched.output, joinType, BuildRight, None, rows, matched))
  }

  /** The places of the rows that a task matches; without a condition one row matches all. */
  private def matchedPlaces: SparkPlan = {
    val read = AttributeSet(join.condition)
    val rows = placed(broadcast.output.filter(read.contains))
    val others = if (join.condition.isEmpty) native(LocalLimitExec(1, streamed)) else streamed
    val matched = BroadcastNestedLoopJoinExec(rows, others, BuildLeft, LeftSemi, join.condition)
    native(ProjectExec(rows.output.takeRight(1), new NativeOperatorExec(matched)))
  }

  /** These columns of the broadcast, and the place of each row. */
  private def placed(columns: Seq[Attribute]): SparkPlan = {
    // Without the number of the partition, which the upper bits are.
    val place = BitwiseAnd(MonotonicallyIncreasingID(), Literal((1L << 33) - 1))
    native(ProjectExec(columns :+ Alias(place, "place")(), broadcast))
  }

  private def native(plan: SparkPlan): SparkPlan = NativeOperatorExec(plan)
}
