package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.expressions.aggregate.{AggregateExpression, First, Last}
import org.apache.spark.sql.execution.window.{WindowExec, WindowGroupLimitExec}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.convert.{CollatedStrings, Types}
import org.apache.spark.sql.thermite.expr.{AggregateExprs, ExprConverter, PredicateExprs}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.proto.WindowFunction.{Bound, Frame, Nth, Ranking, Shift}
import org.apache.spark.sql.thermite.shim.Shims
import org.apache.spark.sql.types._

/** Windows, frame by frame as `WindowEvaluatorFactoryBase` has them, and limits of partitions. */
object Windows {

  /** A window of all window functions, and a projection on it where other expressions are around them. */
  def window(plan: WindowExec, children: Seq[proto.Operator], c: Conversion): Converted[proto.Operator] = {
    val exprs = c.exprs(plan.children)
    val windows = plan.windowExpression.flatMap(_.collect { case w: WindowExpression => w }).distinct
    val columns = windows.map(w => AttributeReference(w.windowFunction.prettyName, w.dataType, w.nullable)())
    val results = plan.child.output ++ plan.windowExpression.map(_.transform {
      case w: WindowExpression => columns(windows.indexOf(w))
    }.asInstanceOf[NamedExpression])
    for {
      partition <- keys(plan.partitionSpec, exprs)
      order <- exprs.sortOrders(plan.orderSpec)
      functions <- Fallback.all(windows.map(function(_, plan.orderSpec, exprs)))
      schema <- Types.schema(columns)
      projection <- RowOperators.projection(
        results,
        c.over(plan.child.output ++ columns).convertAll(results))
    } yield {
      val builder = proto.Window.newBuilder().setSchema(schema)
      partition.foreach(builder.addPartitionBy(_))
      order.foreach(builder.addOrderBy(_))
      functions.foreach(builder.addFunctions(_))
      val window = c.builder.operator(c.builder.nextId(), children: _*).setWindow(builder).build()
      c.operator(Seq(window)).setProject(projection).build()
    }
  }

  def groupLimit(
      plan: WindowGroupLimitExec,
      children: Seq[proto.Operator],
      c: Conversion): Converted[proto.Operator] = {
    val exprs = c.exprs(plan.children)
    for {
      partition <- keys(plan.partitionSpec, exprs)
      order <- exprs.sortOrders(plan.orderSpec)
      rank <- ranking(plan.rankLikeFunction).toRight(
        Fallback(s"a limit by ${plan.rankLikeFunction.prettyName} has no native version"))
    } yield {
      val builder = proto.WindowGroupLimit.newBuilder().setRank(rank.getKind).setLimit(plan.limit.toLong)
      partition.foreach(builder.addPartitionBy(_))
      order.foreach(builder.addOrderBy(_))
      c.operator(children).setWindowGroupLimit(builder).build()
    }
  }

  private def keys(exprs: Seq[Expression], c: ExprConverter): Converted[Seq[proto.Expr]] =
    Fallback.all(exprs.map { e =>
      for {
        _ <- PredicateExprs.ordered(e.dataType, "a window's partition")
        key <- CollatedStrings.key(e, "a window's partition")
        converted <- c.convert(key)
      } yield converted
    })

  private def function(
      window: WindowExpression,
      order: Seq[SortOrder],
      c: ExprConverter): Converted[proto.WindowFunction] = window match {
    case WindowExpression(function, WindowSpecDefinition(_, _, frame: SpecifiedWindowFrame)) =>
      val builder = proto.WindowFunction.newBuilder()
      function match {
        case AggregateExpression(First(value, ignoreNulls), _, false, None, _) =>
          framed(builder, frame, order, c)(nth(value, 0, fromEnd = false, ignoreNulls, c).map(builder.setNth))
        case AggregateExpression(Last(value, ignoreNulls), _, false, None, _) =>
          framed(builder, frame, order, c)(nth(value, 0, fromEnd = true, ignoreNulls, c).map(builder.setNth))
        case agg: AggregateExpression if !agg.isDistinct && agg.filter.isEmpty =>
          framed(builder, frame, order, c)(aggregate(agg, frame, c).map(builder.setAggregate))
        case NthValue(value, Place(n), ignoreNulls) =>
          framed(builder, frame, order, c)(nth(value, n - 1, fromEnd = false, ignoreNulls, c).map(builder.setNth))
        case f: FrameLessOffsetWindowFunction => shift(f, c).map(builder.setShift(_).build())
        case other =>
          ranking(other) match {
            case Some(ranking) => Right(builder.setRanking(ranking).build())
            case None => Fallback.because(s"window function ${other.prettyName} has no native version")
          }
      }
    case other => Fallback.because(s"window expression ${other.sql} has no native version")
  }

  private object Place {
    def unapply(e: Expression): Option[Int] =
      if (e.foldable) Option(e.eval(null)).collect { case n: Int => n } else None
  }

  private def ranking(function: Expression): Option[Ranking.Builder] = {
    def kind(kind: Ranking.Kind): Some[Ranking.Builder] = Some(Ranking.newBuilder().setKind(kind))
    function match {
      case _: RowNumber => kind(Ranking.Kind.ROW_NUMBER)
      case _: Rank => kind(Ranking.Kind.RANK)
      case _: DenseRank => kind(Ranking.Kind.DENSE_RANK)
      case _: PercentRank => kind(Ranking.Kind.PERCENT_RANK)
      case _: CumeDist => kind(Ranking.Kind.CUME_DIST)
      case NTile(Place(buckets)) => kind(Ranking.Kind.NTILE).map(_.setBuckets(buckets))
      case _ => None
    }
  }

  private def shift(f: FrameLessOffsetWindowFunction, c: ExprConverter): Converted[Shift] =
    f.fakeFrame.lower match {
      case Place(offset) =>
        val default = Option(f.default).filter(_.dataType != NullType).getOrElse(Literal.create(null, f.dataType))
        Fallback.both(c.convert(f.input), c.convert(default)).map { case (value, default) =>
          Shift.newBuilder().setValue(value).setOffset(offset.toLong).setDefault(default)
            .setIgnoreNulls(f.ignoreNulls).build()
        }
      case other => Fallback.because(s"${f.prettyName} by ${other.sql} has no native version")
    }

  private def nth(
      value: Expression,
      n: Int,
      fromEnd: Boolean,
      ignoreNulls: Boolean,
      c: ExprConverter): Converted[Nth] =
    c.convert(value).map { value =>
      Nth.newBuilder().setValue(value).setN(n.toLong).setFromEnd(fromEnd).setIgnoreNulls(ignoreNulls).build()
    }

  private def aggregate(
      agg: AggregateExpression,
      frame: SpecifiedWindowFrame,
      c: ExprConverter): Converted[proto.AggregateExpr] =
    if (frame.lower == UnboundedPreceding && frame.upper != UnboundedFollowing) AggregateExprs.running(agg, c)
    else AggregateExprs.convert(agg, c)

  private def framed(
      builder: proto.WindowFunction.Builder,
      frame: SpecifiedWindowFrame,
      order: Seq[SortOrder],
      c: ExprConverter)(
      function: Converted[proto.WindowFunction.Builder]): Converted[proto.WindowFunction] =
    for {
      _ <- function
      bounds <- Fallback.both(bound(frame.lower, frame, order, c), bound(frame.upper, frame, order, c))
    } yield builder.setFrame(Frame.newBuilder().setLower(bounds._1).setUpper(bounds._2)).build()

  /** `WindowEvaluatorFactoryBase.createBoundOrdering` */
  private def bound(
      bound: Expression,
      frame: SpecifiedWindowFrame,
      order: Seq[SortOrder],
      c: ExprConverter): Converted[Bound] = {
    val builder = Bound.newBuilder()
    (bound, frame.frameType) match {
      case (UnboundedPreceding | UnboundedFollowing, _) => Right(builder.build())
      case (CurrentRow, RowFrame) => Right(builder.setRows(0).build())
      case (CurrentRow, RangeFrame) => Right(builder.setPeers(true).build())
      case (Place(rows), RowFrame) => Right(builder.setRows(rows.toLong).build())
      case (offset, RangeFrame) if order.length == 1 =>
        shifted(order.head, offset) match {
          case Some(value) => c.convert(value).map(builder.setValue(_).build())
          case None => Fallback.because(s"a window's bound ${offset.sql} has no native version")
        }
      case _ => Fallback.because(s"a window's bound ${bound.sql} has no native version")
    }
  }

  private def shifted(order: SortOrder, bound: Expression): Option[Expression] = {
    val key = order.child
    val offset = if (order.direction == Descending) UnaryMinus(bound) else bound
    val zone = Some(SQLConf.get.sessionLocalTimeZone)
    (key.dataType, offset.dataType) match {
      case (DateType, IntegerType) => Some(DateAdd(key, offset))
      case (DateType, _: YearMonthIntervalType) => Some(DateAddYMInterval(key, offset))
      case (DateType, DayTimeIntervalType(DayTimeIntervalType.DAY, DayTimeIntervalType.DAY)) =>
        Some(DateAdd(key, ExtractANSIIntervalDays(offset)))
      case (TimestampType | TimestampNTZType, _: YearMonthIntervalType) =>
        Some(TimestampAddYMInterval(key, offset, zone))
      case (TimestampType | TimestampNTZType, CalendarIntervalType | _: DayTimeIntervalType) =>
        Some(Shims.addInterval(key, offset, zone))
      // Spark's sum may have a digit more than its type, which native decimals of 38 digits have not.
      case (d: DecimalType, _: DecimalType) if d.precision < DecimalType.MAX_PRECISION =>
        Some(DecimalAddNoOverflowCheck(key, offset, DecimalType(d.precision + 1, d.scale)))
      case (_: DecimalType, _) => None
      case (a, b) if a == b => Some(Add(key, offset))
      case _ => None
    }
  }
}
