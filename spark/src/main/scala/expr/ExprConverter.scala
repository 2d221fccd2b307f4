package org.apache.spark.sql.thermite.expr

import scala.util.Try

import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.trees.Origin
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.convert._
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.proto.Binary.Op
import org.apache.spark.sql.thermite.shim.Shims
import org.apache.spark.sql.types.DataType

/**
 * Catalyst expressions as proto expressions over `inputs`. While a query is planned its subqueries
 * have no values: then NULLs of their types stand for them; `executing` says that they have.
 * `enabled` says of an expression's name in [[ExprRegistry]] whether it may be native; what was
 * planned is not asked again. `variables` are those of the lambdas around, the innermost last; `shared`
 * are the parts that native code evaluates once for several places.
 */
final class ExprConverter(
    inputs: Inputs,
    origins: Origins,
    val functions: JvmFunctions,
    val executing: Boolean,
    enabled: String => Boolean,
    variables: Seq[ExprId] = Nil,
    shared: SharedParts = SharedParts.none) {

  def this(
      inputs: Inputs,
      origins: Origins,
      functions: JvmFunctions,
      executing: Boolean,
      shared: SharedParts) =
    this(inputs, origins, functions, executing, ExprRegistry.isEnabled(SQLConf.get)(_), Nil, shared)

  /**
   * What native code cannot compute is computed by Spark: a constant here, else the whole expression
   * when the native plan comes to it. Of a higher-order function that is the whole function.
   */
  def convert(expr: Expression): Converted[proto.Expr] = shared.number(expr) match {
    case None => alone(expr)
    case Some(number) => alone(expr).map(_.toBuilder.setShared(number).build())
  }

  private def alone(expr: Expression): Converted[proto.Expr] = functions.collecting(native(expr)) match {
    case Left(fallback) =>
      constant(expr) match {
        case Some(literal) => Right(literal)
        case None if JvmFunctions.areEnabled && !isInLambda => onJvm(expr).left.map(fallback ++ _)
        case None => Left(fallback)
      }
    case converted => converted
  }

  /** One that raises is left to the rows: it raises for those that come to it, if any does. */
  private def constant(expr: Expression): Option[proto.Expr] =
    if (expr.foldable) Try(expr.eval(null)).toOption.flatMap(literal(_, expr.dataType).toOption)
    else None

  private def onJvm(expr: Expression): Converted[proto.Expr] =
    for {
      function <- JvmFunctions.bind(expr, executing)
      args <- Fallback.all(function._2.map(native))
      dataType <- Types.convert(expr.dataType)
    } yield {
      val message = proto.JvmFunction.newBuilder().setType(dataType).setNullable(expr.nullable)
      args.foreach(message.addArgs(_))
      this.expr(_.setJvmFunction(message.setIndex(functions.add(function._1))))
    }

  private def native(expr: Expression): Converted[proto.Expr] = expr match {
    case a: Attribute => column(a)
    case b: BoundReference => reference(b.ordinal, b.dataType)
    case v: NamedLambdaVariable => variable(v)
    case Literal(value, dataType) => literal(value, dataType)
    case _ =>
      (ExprRegistry.rules(expr), expr) match {
        case (Seq(rule, _*), _) if !executing && !enabled(rule.name) =>
          val switch = ExprRegistry.switch(rule.name)
          Fallback.because(s"${expr.prettyName} is switched off by $switch")
        case (rules @ Seq(_, _*), _) =>
          foreign(expr) match {
            case Some(dataType) => Fallback.because(s"${expr.prettyName} of ${dataType.sql} has no native version")
            case None => Fallback.first(rules.map(r => () => r.convert(expr, this)))
          }
        case (_, replaceable: RuntimeReplaceable) => convert(replaceable.replacement)
        case _ => Fallback.because(s"${expr.prettyName} has no native version")
      }
  }

  /** A type of the arguments whose values mean something else than kernels know. */
  private def foreign(expr: Expression): Option[DataType] =
    if (ExprRegistry.passesValues(expr)) None
    else {
      val types = expr.children.map(_.dataType)
      val isCompared = !ExprRegistry.ignoresCollations(expr)
      types.find(t => Carriers.isCarried(t) || isCompared && !CollatedStrings.isBinary(t))
    }

  def convertAll(exprs: Seq[Expression]): Converted[Seq[proto.Expr]] =
    Fallback.all(exprs.map(convert))

  def sortOrders(orders: Seq[SortOrder]): Converted[Seq[proto.SortOrder]] =
    Fallback.all(orders.map { order =>
      for {
        _ <- PredicateExprs.ordered(order.dataType, "sort")
        key <- CollatedStrings.orderedKey(order.child, "a sort")
        child <- convert(key)
      } yield proto.SortOrder
        .newBuilder()
        .setExpr(child)
        .setAscending(order.direction == Ascending)
        .setNullsFirst(order.nullOrdering == NullsFirst)
        .build()
    })

  /** A call of a native function in place of `expr`. */
  def call(
      expr: Expression,
      function: String,
      arguments: Seq[Expression],
      mode: EvalMode.Value): Converted[proto.Expr] =
    for {
      _ <- expr match {
        case e: TimeZoneAwareExpression => inSessionZone(e)
        case _ => Right(())
      }
      both <- Fallback.both(convertAll(arguments), Types.convert(expr.dataType))
    } yield {
      val builder = proto.Call.newBuilder().setName(function).setType(both._2)
      builder.setNullable(expr.nullable).setMode(this.mode(mode))
      builder.setNullSafe(isNullSafe(expr) && inOrder(arguments, expr)).setBackwards(isBackwards(expr))
      both._1.foreach(builder.addArgs(_))
      raisable(expr, mode != EvalMode.LEGACY)(_.setCall(builder))
    }

  /**
   * A call of a native function that knows which rows it cannot decide; Spark's own code evaluates
   * `expr` for those. Of the arguments, those that are no constants are parts of `expr`.
   */
  def deciding(expr: Expression, function: String, arguments: Seq[Expression]): Converted[proto.Expr] =
    if (isInLambda) Fallback.because(s"${expr.prettyName} within a lambda has no native version")
    else {
      val reads = arguments.indices.filterNot(i => arguments(i).foldable)
      for {
        args <- convertAll(arguments)
        dataType <- Types.convert(expr.dataType)
        rest <- JvmFunctions.rest(expr, reads.map(arguments))
      } yield {
        val call = proto.Call.newBuilder().setName(function).setType(dataType).setNullable(expr.nullable)
        args.foreach(call.addArgs(_))
        val deciding = proto.Deciding.newBuilder().setCall(call).setRest(functions.add(rest))
        reads.foreach(deciding.addReads(_))
        this.expr(_.setDeciding(deciding))
      }
    }

  /** A higher-order function that native code has under the name `function`. */
  def higherOrder(
      expr: HigherOrderFunction,
      function: String,
      mode: EvalMode.Value = EvalMode.LEGACY): Converted[proto.Expr] =
    for {
      parts <- Fallback.both(convertAll(expr.arguments), Fallback.all(expr.functions.map(lambda)))
      dataType <- Types.convert(expr.dataType)
    } yield {
      val builder = proto.HigherOrder.newBuilder().setName(function).setType(dataType)
      builder.setNullable(expr.nullable).setMode(this.mode(mode))
      parts._1.foreach(builder.addArgs(_))
      parts._2.foreach(builder.addLambdas(_))
      this.expr(_.setHigherOrder(builder))
    }

  private def lambda(function: Expression): Converted[proto.Lambda] = function match {
    case LambdaFunction(body, arguments, _) =>
      val all = variables ++ arguments.map(_.exprId)
      val inside = new ExprConverter(inputs, origins, functions, executing, enabled, all)
      inside.convert(body).map { body =>
        proto.Lambda.newBuilder().setBody(body).setVariables(arguments.size).build()
      }
    case other => Fallback.because(s"${other.prettyName} is no lambda")
  }

  /** Spark interprets the body of a lambda, even where it compiles what is around. */
  def isInLambda: Boolean = variables.nonEmpty

  private def variable(v: NamedLambdaVariable): Converted[proto.Expr] =
    variables.lastIndexOf(v.exprId) match {
      case -1 => Fallback.because(s"$v is of no lambda")
      case place =>
        val back = variables.size - 1 - place
        Types.convert(v.dataType).map { _ =>
          expr(_.setLambdaVariable(proto.LambdaVariable.newBuilder().setBack(back)))
        }
    }

  /** Whether the arguments are the children in their order, before constants that say how. */
  private def inOrder(arguments: Seq[Expression], expr: Expression): Boolean = expr match {
    // Its code evaluates the last child first.
    case _: ArrayJoin => true
    // The step is a constant, if it is another than that of the expression.
    case _: Sequence => true
    case _ => varying(arguments) == varying(expr.children)
  }

  private def varying(arguments: Seq[Expression]): Seq[Expression] = arguments.filterNot(_.foldable)

  /** `DivModLike` and `Pmod` look at the divisor first. */
  private def isBackwards(expr: Expression): Boolean = expr match {
    case _: DivModLike | _: Pmod => true
    case _ => false
  }

  /** `nullSafeEval` of these classes: the arguments in turn, up to the first NULL. */
  private def isNullSafe(expr: Expression): Boolean = expr match {
    case _: String2TrimExpression | _: StringLocate | _: TruncInstant | _: Levenshtein | _: GetMapValue | _: ArrayInsert | _: ArrayJoin | _: ArraysZip | _: Concat |
        _: Sequence =>
      true
    // As it is generated; interpreted, as lambdas are, it evaluates all.
    case _: MapConcat => !isInLambda
    case e @ (_: BinaryExpression | _: TernaryExpression | _: QuaternaryExpression |
        _: SeptenaryExpression) =>
      Shims.isNullIntolerant(e)
    case _ => false
  }

  def literal(value: Any, dataType: DataType): Converted[proto.Expr] =
    Literals.convert(value, dataType).map(l => expr(_.setLiteral(l)))

  def binary(op: Op, left: Expression, right: Expression): Converted[proto.Expr] =
    Fallback.both(convert(left), convert(right)).map { case (l, r) =>
      expr(_.setBinary(proto.Binary.newBuilder().setOp(op).setLeft(l).setRight(r)))
    }

  def expr(set: proto.Expr.Builder => Any): proto.Expr = {
    val builder = proto.Expr.newBuilder()
    set(builder)
    builder.build()
  }

  /** An expression whose error, if `raises`, says where `source` stands in the query. */
  def raisable(source: Expression, raises: Boolean)(set: proto.Expr.Builder => Any): proto.Expr =
    expr { builder =>
      if (raises) builder.setOrigin(origin(source))
      set(builder)
    }

  /** Where `source` stands in the query, for errors. */
  def origin(source: Expression): Int = origins.of(source)

  /** The context of an expression that Spark has put in itself. */
  def nowhere: Int = origins.index(Origin().context)

  /** Native code knows one time zone, the session's. */
  def inSessionZone(e: TimeZoneAwareExpression): Converted[Unit] = {
    val session = SQLConf.get.sessionLocalTimeZone
    if (e.timeZoneId.forall(_ == session)) Right(())
    else Fallback.because(s"${e.prettyName} is in another time zone than the session")
  }

  def mode(mode: EvalMode.Value): proto.EvalMode = mode match {
    case EvalMode.LEGACY => proto.EvalMode.LEGACY
    case EvalMode.ANSI => proto.EvalMode.ANSI
    case _ => proto.EvalMode.TRY
  }

  private def column(a: Attribute): Converted[proto.Expr] = inputs.ordinal(a) match {
    case Some(ordinal) => reference(ordinal, a.dataType)
    case None => Fallback.because(s"$a is no column of the operator's input")
  }

  private def reference(ordinal: Int, dataType: DataType): Converted[proto.Expr] =
    Types.convert(dataType).map { _ =>
      expr(_.setColumn(proto.Column.newBuilder().setIndex(ordinal)))
    }
}
