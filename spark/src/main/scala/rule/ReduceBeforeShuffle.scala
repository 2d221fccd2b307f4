package org.apache.spark.sql.thermite.rule

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.plans._
import org.apache.spark.sql.catalyst.plans.logical._
import org.apache.spark.sql.catalyst.rules.Rule
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.convert.CollatedStrings

/**
 * A small filtered table that a query joins after large ones drops rows of these before they are
 * shuffled: `(a JOIN b) JOIN small ON a.k = small.k` becomes `(a LEFT SEMI small JOIN b) JOIN small`. The
 * result stays what it is. The small table is broadcast once for both joins.
 */
object ReduceBeforeShuffle extends Rule[LogicalPlan] with PredicateHelper {

  override def apply(plan: LogicalPlan): LogicalPlan =
    if (plan.isStreaming || !ThermiteConf.Enabled.get(conf) || !ThermiteConf.ReduceBeforeShuffle.get(conf)) plan
    else plan.transformUp {
      case join @ Join(left, small, Inner, Some(condition), JoinHint.NONE)
          if isSmall(small) && isFiltered(small) =>
        val keys = equalities(condition, left, small)
        // Keys from several inputs reduce each of them by its own part.
        val reduced = keys.groupBy(key => source(left, key._1)).values.foldLeft(left) { (left, keys) =>
          reduce(left, small, keys, isShuffled = false).getOrElse(left)
        }
        if (reduced.eq(left)) join else join.copy(left = reduced)
    }

  private def isSmall(plan: LogicalPlan): Boolean = plan.stats.sizeInBytes <= conf.autoBroadcastJoinThreshold

  /** Whether some condition other than that of a key that is there leaves rows out. */
  private def isFiltered(plan: LogicalPlan): Boolean = {
    val filters = plan.collect { case Filter(condition, _) => splitConjunctivePredicates(condition) }.flatten
    filters.exists(!_.isInstanceOf[IsNotNull]) && plan.deterministic && !plan.exists(_.expressions.exists(hasSubquery))
  }

  private def hasSubquery(expr: Expression): Boolean = expr.exists(_.isInstanceOf[SubqueryExpression])

  private def equalities(
      condition: Expression,
      left: LogicalPlan,
      small: LogicalPlan): Seq[(Attribute, Attribute)] =
    splitConjunctivePredicates(condition).filter(isBinary).collect {
      case EqualTo(a: Attribute, b: Attribute) if left.outputSet.contains(a) && small.outputSet.contains(b) => (a, b)
      case EqualTo(b: Attribute, a: Attribute) if left.outputSet.contains(a) && small.outputSet.contains(b) => (a, b)
    }

  /** A join by collated strings would come too late for Spark to give it their keys. */
  private def isBinary(condition: Expression): Boolean =
    condition.children.forall(side => CollatedStrings.isBinary(side.dataType))

  /** The input below all joins that `key` is a column of. */
  private def source(plan: LogicalPlan, key: Attribute): Option[LogicalPlan] = plan match {
    case Join(left, right, _, _, _) => Seq(left, right).find(_.outputSet.contains(key)).flatMap(source(_, key))
    case Columns(child) => source(child, key)
    case other => Some(other)
  }

  /** `plan` with the rows left out that meet none of `small`, if that is below a join that shuffles. */
  private def reduce(
      plan: LogicalPlan,
      small: LogicalPlan,
      keys: Seq[(Attribute, Attribute)],
      isShuffled: Boolean): Option[LogicalPlan] = {
    def isIn(input: LogicalPlan): Boolean = keys.forall(key => input.outputSet.contains(key._1))
    plan match {
      case join @ Join(left, right, kind, condition, _) if condition.forall(cannotRaise) =>
        val shuffles = isShuffled || !isSmall(left) && !isSmall(right)
        kind match {
          case Inner | LeftOuter | LeftSemi | LeftAnti if isIn(left) =>
            reduce(left, small, keys, shuffles).map(reduced => join.copy(left = reduced))
          case Inner | RightOuter if isIn(right) =>
            reduce(right, small, keys, shuffles).map(reduced => join.copy(right = reduced))
          case _ => None
        }
      case project @ Columns(child) if isIn(child) =>
        reduce(child, small, keys, isShuffled).map(reduced => project.withNewChildren(Seq(reduced)))
      case input if isShuffled && !isSmall(input) =>
        val condition = keys.map { case (a, b) => EqualTo(a, b): Expression }.reduce(And)
        Some(Join(input, small, LeftSemi, Some(condition), JoinHint.NONE))
      case _ => None
    }
  }

  /** Whether an error that Spark raises would still be raised if the condition met fewer rows. */
  private def cannotRaise(condition: Expression): Boolean = condition match {
    case _: Attribute | _: Literal => true
    case cast: Cast => Cast.canUpCast(cast.child.dataType, cast.dataType) && cannotRaise(cast.child)
    case _: BinaryComparison | _: And | _: Or | _: Not | _: IsNull | _: IsNotNull | _: In | _: InSet =>
      condition.children.forall(cannotRaise)
    case _ => false
  }

  /** A projection of columns as they are, over joins. */
  private object Columns {
    def unapply(plan: LogicalPlan): Option[LogicalPlan] = plan match {
      case Project(list, child) if list.forall(_.isInstanceOf[Attribute]) && child.exists(_.isInstanceOf[Join]) =>
        Some(child)
      case _ => None
    }
  }
}
