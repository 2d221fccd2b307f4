package org.apache.spark.sql.thermite.expr

import scala.util.Try

import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.execution.InSubqueryExec
import org.apache.spark.sql.thermite.convert.{Carriers, Literals, Types}
import org.apache.spark.sql.thermite.expr.Rule.{form, transparent}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.proto.Binary.Op
import org.apache.spark.sql.thermite.shim.VersionExprs
import org.apache.spark.sql.types._

/** Three-valued logic, comparisons and membership. */
object PredicateExprs {
  val rules: Seq[Rule] = Seq(
    form[And]((e, c) => c.binary(Op.AND, e.left, e.right)),
    form[Or]((e, c) => c.binary(Op.OR, e.left, e.right)),
    form[Not]((e, c) =>
      c.convert(e.child).map(x => c.expr(_.setNot(proto.Not.newBuilder().setChild(x))))),
    form[IsNull]((e, c) =>
      c.convert(e.child).map(x => c.expr(_.setIsNull(proto.IsNull.newBuilder().setChild(x))))),
    form[IsNotNull]((e, c) =>
      c.convert(e.child)
        .map(x => c.expr(_.setIsNotNull(proto.IsNotNull.newBuilder().setChild(x))))),
    comparison[EqualTo](Op.EQ),
    comparison[EqualNullSafe](Op.EQ_NULL_SAFE),
    comparison[LessThan](Op.LT),
    comparison[LessThanOrEqual](Op.LT_EQ),
    comparison[GreaterThan](Op.GT),
    comparison[GreaterThanOrEqual](Op.GT_EQ),
    form[In](in),
    form[InSet]((e, c) => inList(e.child, e.hset.toSeq, c)),
    form[InSubqueryExec](inSubquery),
    transparent[DynamicPruningExpression](_.child))

  private def comparison[E <: BinaryComparison: scala.reflect.ClassTag](op: Op): Rule =
    form[E]((e, c) => compare(op, e.left, e.right, c))

  private def compare(
      op: Op,
      left: Expression,
      right: Expression,
      c: ExprConverter): Converted[proto.Expr] =
    for {
      types <- Fallback.both(Types.convert(left.dataType), Types.convert(right.dataType))
      _ <-
        if (types._1 == types._2 || isNested(left.dataType)) Right(())
        else {
          Fallback.because(
            s"comparison of ${left.dataType.sql} with ${right.dataType.sql} has no native version")
        }
      both <- c.binary(op, left, right)
    } yield both

  /** Nested values are native keys by other rules than Spark's. */
  def ordered(dataType: DataType, what: String): Converted[Unit] =
    if (isNested(dataType)) Fallback.because(s"$what of ${dataType.sql} has no native version")
    else Right(())

  private def isNested(dataType: DataType): Boolean = Carriers.of(dataType) match {
    case _: ArrayType | _: MapType | _: StructType => true
    case _ => false
  }

  private def isConstant(e: Expression): Boolean = e.foldable && Try(e.eval(null)).isSuccess

  /** Of other values than flat constants, a disjunction: the same NULLs as [[In]] has. */
  private def in(e: In, c: ExprConverter): Converted[proto.Expr] =
    if (!isNested(e.value.dataType) && e.list.forall(isConstant)) {
      inList(e.value, e.list.map(_.eval(null)), c)
    } else {
      Fallback.all(e.list.map(compare(Op.EQ, e.value, _, c))).map { equalities =>
        equalities.reduceLeft { (left, right) =>
          c.expr(_.setBinary(proto.Binary.newBuilder().setOp(Op.OR).setLeft(left).setRight(right)))
        }
      }
    }

  private def inList(
      value: Expression,
      list: Seq[Any],
      c: ExprConverter): Converted[proto.Expr] =
    if (list.isEmpty) inNothing(value, c)
    else {
      for {
        _ <- ordered(value.dataType, "IN")
        child <- c.convert(value)
        literals <- Fallback.all(list.map(v => Literals.convert(normalized(v), value.dataType)))
      } yield {
        val builder = proto.InList.newBuilder().setValue(child)
        literals.foreach(builder.addList(_))
        c.expr(_.setInList(builder))
      }
    }

  /** `InSet`: false, or in a legacy mode NULL for NULL. */
  private def inNothing(value: Expression, c: ExprConverter): Converted[proto.Expr] = {
    val no = Literal(false)
    if (VersionExprs.nullInEmptyList) {
      c.convert(If(IsNull(value), Literal(null, BooleanType), no))
    } else c.convert(value).flatMap(_ => c.convert(no))
  }

  /** The native list compares bits: one NaN and one zero, as its value has. */
  private def normalized(value: Any): Any = value match {
    case v: Double if v.isNaN => Double.NaN
    case v: Double if v == 0.0d => 0.0d
    case v: Float if v.isNaN => Float.NaN
    case v: Float if v == 0.0f => 0.0f
    case other => other
  }

  private def inSubquery(e: InSubqueryExec, c: ExprConverter): Converted[proto.Expr] =
    if (c.executing) {
      e.values() match {
        case Some(values) => inList(e.child, values.toSeq, c)
        case None => Fallback.because("an IN subquery has no values yet")
      }
    } else inList(e.child, Seq(null), c)
}
