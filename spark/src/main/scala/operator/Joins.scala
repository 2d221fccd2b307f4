package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions.Expression
import org.apache.spark.sql.catalyst.optimizer.{BuildLeft, BuildRight, BuildSide}
import org.apache.spark.sql.catalyst.plans._
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.joins._
import org.apache.spark.sql.thermite.convert.CollatedStrings
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto

/** Hash, sort-merge and nested-loop joins with residual conditions. */
object Joins {
  private type Operators = Seq[proto.Operator]

  def broadcastHash(
      plan: BroadcastHashJoinExec,
      children: Operators,
      c: Conversion): Converted[proto.Operator] = hash(plan, children, c, plan.isNullAwareAntiJoin)

  def shuffledHash(
      plan: ShuffledHashJoinExec,
      children: Operators,
      c: Conversion): Converted[proto.Operator] = hash(plan, children, c, nullAware = false)

  private def hash(
      plan: HashJoin,
      children: Operators,
      c: Conversion,
      nullAware: Boolean): Converted[proto.Operator] =
    parts(plan.joinType, plan.leftKeys, plan.rightKeys, plan.condition, plan.children, c).map { p =>
      val builder = proto.HashJoin.newBuilder().setType(p.joinType).setNullAwareAnti(nullAware)
      builder.setBuildSide(side(plan.buildSide))
      p.left.foreach(builder.addLeftKeys(_))
      p.right.foreach(builder.addRightKeys(_))
      p.condition.foreach(builder.setCondition(_))
      c.operator(children).setHashJoin(builder).build()
    }

  def sortMerge(
      plan: SortMergeJoinExec,
      children: Operators,
      c: Conversion): Converted[proto.Operator] =
    parts(plan.joinType, plan.leftKeys, plan.rightKeys, plan.condition, plan.children, c, areSorted = true).map { p =>
      val builder = proto.SortMergeJoin.newBuilder().setType(p.joinType)
      p.left.foreach(builder.addLeftKeys(_))
      p.right.foreach(builder.addRightKeys(_))
      p.condition.foreach(builder.setCondition(_))
      c.operator(children).setSortMergeJoin(builder).build()
    }

  /** One that keeps rows of its broadcast side knows the matches of its own task ([[NativeNestedLoopJoinExec]]). */
  def nestedLoop(
      plan: BroadcastNestedLoopJoinExec,
      children: Operators,
      c: Conversion): Converted[proto.Operator] =
    parts(plan.joinType, Nil, Nil, plan.condition, plan.children, c).map { p =>
      val builder = proto.NestedLoopJoin.newBuilder().setType(p.joinType)
      builder.setBuildSide(side(plan.buildSide))
      p.condition.foreach(builder.setCondition(_))
      c.operator(children).setNestedLoopJoin(builder).build()
    }

  /** Every pair of partitions is joined; a nested loop joins each. */
  def cartesian(
      plan: CartesianProductExec,
      children: Operators,
      c: Conversion): Converted[proto.Operator] =
    parts(Inner, Nil, Nil, plan.condition, plan.children, c).map { p =>
      val builder = proto.NestedLoopJoin.newBuilder().setType(p.joinType)
      p.condition.foreach(builder.setCondition(_))
      c.operator(children).setNestedLoopJoin(builder.setBuildSide(side(BuildRight))).build()
    }

  private final case class JoinParts(
      joinType: proto.JoinType,
      left: Seq[proto.Expr],
      right: Seq[proto.Expr],
      condition: Option[proto.Expr])

  private def parts(
      joinType: JoinType,
      leftKeys: Seq[Expression],
      rightKeys: Seq[Expression],
      condition: Option[Expression],
      children: Seq[SparkPlan],
      c: Conversion,
      areSorted: Boolean = false): Converted[JoinParts] = {
    def key(e: Expression): Converted[Expression] =
      if (areSorted) CollatedStrings.orderedKey(e, "a sort-merge join") else CollatedStrings.key(e, "a join")
    for {
      t <- convert(joinType)
      comparable <- Fallback.both(
        Fallback.all(leftKeys.map(key)),
        Fallback.all(rightKeys.map(key)))
      keys <- Fallback.both(
        c.exprs(children.take(1)).convertAll(comparable._1),
        c.exprs(children.drop(1)).convertAll(comparable._2))
      condition <- c.exprs(children).convertAll(condition.toSeq)
    } yield JoinParts(t, keys._1, keys._2, condition.headOption)
  }

  private def convert(joinType: JoinType): Converted[proto.JoinType] = joinType match {
    case _: InnerLike => Right(proto.JoinType.INNER)
    case LeftOuter => Right(proto.JoinType.LEFT_OUTER)
    case RightOuter => Right(proto.JoinType.RIGHT_OUTER)
    case FullOuter => Right(proto.JoinType.FULL_OUTER)
    case LeftSemi => Right(proto.JoinType.LEFT_SEMI)
    case LeftAnti => Right(proto.JoinType.LEFT_ANTI)
    case _: ExistenceJoin => Right(proto.JoinType.EXISTENCE)
    case other => Fallback.because(s"a ${name(other)} join has no native version")
  }

  private def name(joinType: JoinType): String = joinType match {
    case _: ExistenceJoin => "EXISTENCE"
    case other => other.sql
  }

  private def side(side: BuildSide): proto.BuildSide = side match {
    case BuildLeft => proto.BuildSide.BUILD_LEFT
    case BuildRight => proto.BuildSide.BUILD_RIGHT
  }
}
