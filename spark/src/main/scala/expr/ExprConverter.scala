package org.apache.spark.sql.thermite.expr

import scala.util.Try

import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.execution.{InSubqueryExec, ScalarSubquery}
import org.apache.spark.sql.thermite.convert.{Inputs, Literals, Types}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.proto.Binary.Op
import org.apache.spark.sql.types._

/**
 * Catalyst expressions as proto expressions over `inputs`. While a query is planned its subqueries
 * have no values: then NULLs of their types stand for them; `executing` says that they have.
 */
final class ExprConverter(inputs: Inputs, executing: Boolean) {

  /** A constant that native code cannot compute is computed by Spark, here. */
  def convert(expr: Expression): Converted[proto.Expr] = native(expr) match {
    case Left(_) if expr.foldable && Try(expr.eval(null)).isSuccess =>
      literal(expr.eval(null), expr.dataType)
    case converted => converted
  }

  private def native(expr: Expression): Converted[proto.Expr] = expr match {
    case a: Attribute => column(a)
    case Alias(child, _) => convert(child)
    case Literal(value, dataType) => literal(value, dataType)
    case s: ScalarSubquery => literal(if (executing) s.eval(null) else null, s.dataType)
    case s: InSubqueryExec => inSubquery(s)
    case DynamicPruningExpression(child) => convert(child)
    case k: KnownNotNull => convert(k.child)
    case k: KnownFloatingPointNormalized => convert(k.child)
    case r: RuntimeReplaceable => convert(r.replacement)
    case And(l, r) => binary(Op.AND, l, r)
    case Or(l, r) => binary(Op.OR, l, r)
    case EqualTo(l, r) => comparison(Op.EQ, l, r)
    case EqualNullSafe(l, r) => comparison(Op.EQ_NULL_SAFE, l, r)
    case LessThan(l, r) => comparison(Op.LT, l, r)
    case LessThanOrEqual(l, r) => comparison(Op.LT_EQ, l, r)
    case GreaterThan(l, r) => comparison(Op.GT, l, r)
    case GreaterThanOrEqual(l, r) => comparison(Op.GT_EQ, l, r)
    case Not(child) =>
      convert(child).map(c => expression(_.setNot(proto.Not.newBuilder().setChild(c))))
    case IsNull(child) =>
      convert(child).map(c => expression(_.setIsNull(proto.IsNull.newBuilder().setChild(c))))
    case IsNotNull(child) =>
      convert(child).map(c => expression(_.setIsNotNull(proto.IsNotNull.newBuilder().setChild(c))))
    case If(condition, yes, no) => caseWhen(Seq(condition -> yes), Some(no), expr.dataType)
    case CaseWhen(branches, otherwise) => caseWhen(branches, otherwise, expr.dataType)
    case Coalesce(children) =>
      val branches = children.init.map(c => IsNotNull(c) -> c)
      caseWhen(branches, Some(children.last), expr.dataType)
    case In(value, list) if list.forall(e => e.foldable && Try(e.eval(null)).isSuccess) =>
      inList(value, list.map(_.eval(null)))
    case In(value, list) => convert(list.map(EqualTo(value, _): Expression).reduce(Or(_, _)))
    case InSet(value, set) => inList(value, set.toSeq)
    case c: Cast => cast(c)
    case other =>
      ExprRegistry.calls.get(other.getClass) match {
        case Some(call) => nativeCall(call, other)
        case None => Fallback.because(s"${other.prettyName} has no native version")
      }
  }

  def convertAll(exprs: Seq[Expression]): Converted[Seq[proto.Expr]] =
    Fallback.all(exprs.map(convert))

  def sortOrders(orders: Seq[SortOrder]): Converted[Seq[proto.SortOrder]] =
    Fallback.all(orders.map { order =>
      for {
        _ <- ordered(order.dataType, "sort")
        child <- convert(order.child)
      } yield proto.SortOrder
        .newBuilder()
        .setExpr(child)
        .setAscending(order.direction == Ascending)
        .setNullsFirst(order.nullOrdering == NullsFirst)
        .build()
    })

  private def expression(set: proto.Expr.Builder => Any): proto.Expr = {
    val builder = proto.Expr.newBuilder()
    set(builder)
    builder.build()
  }

  private def column(a: Attribute): Converted[proto.Expr] = inputs.ordinal(a) match {
    case Some(i) =>
      Types.convert(a.dataType).map { _ =>
        expression(_.setColumn(proto.Column.newBuilder().setIndex(i)))
      }
    case None => Fallback.because(s"$a is no column of the operator's input")
  }

  private def literal(value: Any, dataType: DataType): Converted[proto.Expr] =
    Literals.convert(value, dataType).map(l => expression(_.setLiteral(l)))

  private def binary(op: Op, left: Expression, right: Expression): Converted[proto.Expr] =
    Fallback.both(convert(left), convert(right)).map { case (l, r) =>
      expression(_.setBinary(proto.Binary.newBuilder().setOp(op).setLeft(l).setRight(r)))
    }

  private def comparison(op: Op, left: Expression, right: Expression): Converted[proto.Expr] =
    ordered(left.dataType, "comparison").flatMap(_ => binary(op, left, right))

  /** Nested values compare natively by other rules than Spark's. */
  private def ordered(dataType: DataType, what: String): Converted[Unit] = dataType match {
    case _: ArrayType | _: MapType | _: StructType =>
      Fallback.because(s"$what of ${dataType.sql} has no native version")
    case _ => Right(())
  }

  private def caseWhen(
      branches: Seq[(Expression, Expression)],
      otherwise: Option[Expression],
      dataType: DataType): Converted[proto.Expr] = {
    val converted = Fallback.all(branches.map { case (c, v) => Fallback.both(convert(c), convert(v)) })
    val last = Fallback.all(otherwise.toSeq.map(convert))
    for {
      both <- Fallback.both(converted, last)
      t <- Types.convert(dataType)
    } yield {
      val builder = proto.Case.newBuilder().setType(t)
      both._1.foreach { case (condition, value) =>
        builder.addBranches(
          proto.Case.Branch.newBuilder().setCondition(condition).setValue(value))
      }
      both._2.foreach(builder.setElseValue(_))
      expression(_.setCase(builder))
    }
  }

  private def inList(value: Expression, list: Seq[Any]): Converted[proto.Expr] =
    for {
      _ <- ordered(value.dataType, "IN")
      child <- convert(value)
      literals <- Fallback.all(list.map(Literals.convert(_, value.dataType)))
    } yield {
      val builder = proto.InList.newBuilder().setValue(child)
      literals.foreach(builder.addList(_))
      expression(_.setInList(builder))
    }

  private def inSubquery(s: InSubqueryExec): Converted[proto.Expr] =
    inList(s.child, if (executing) s.values().toSeq.flatten else Nil)

  private def cast(c: Cast): Converted[proto.Expr] = {
    val (from, to) = (c.child.dataType, c.dataType)
    if (!CastExpr.isNative(from, to)) {
      return Fallback.because(s"cast from ${from.sql} to ${to.sql} has no native version")
    }
    Fallback.both(convert(c.child), Types.convert(to)).map { case (child, t) =>
      val builder = proto.Cast.newBuilder().setChild(child).setType(t).setMode(mode(c.evalMode))
      expression(_.setCast(builder))
    }
  }

  private def nativeCall(call: NativeCall, expr: Expression): Converted[proto.Expr] =
    call.arguments(expr) match {
      case None => Fallback.because(s"${expr.prettyName}: ${call.limit} has a native version")
      case Some(arguments) =>
        Fallback.both(convertAll(arguments), Types.convert(expr.dataType)).map { case (args, t) =>
          val builder = proto.Call.newBuilder().setName(call.function).setType(t)
          builder.setNullable(expr.nullable).setMode(mode(call.mode(expr)))
          args.foreach(builder.addArgs(_))
          expression(_.setCall(builder))
        }
    }

  def mode(mode: EvalMode.Value): proto.EvalMode = mode match {
    case EvalMode.LEGACY => proto.EvalMode.LEGACY
    case EvalMode.ANSI => proto.EvalMode.ANSI
    case EvalMode.TRY => proto.EvalMode.TRY
  }
}
