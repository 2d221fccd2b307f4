package org.apache.spark.sql.thermite.expr

import scala.collection.mutable

import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.expressions.aggregate._
import org.apache.spark.sql.catalyst.types.DataTypeUtils
import org.apache.spark.sql.execution.ScalarSubquery
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.exec._
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.types.DataType

/** Collects what a block leaves to Spark's own code; an index is a place in [[all]]. */
final class JvmFunctions {
  private val found = mutable.ArrayBuffer.empty[JvmCode]

  def add(code: JvmCode): Int = {
    found += code
    found.size - 1
  }

  def size: Int = found.size

  def all: Array[JvmCode] = found.toArray

  /** What `convert` gives; what it has collected is dropped if it fails. */
  def collecting[A](convert: => Converted[A]): Converted[A] = {
    val before = found.size
    val converted = convert
    if (converted.isLeft) found.remove(before, found.size - before)
    converted
  }
}

/** Expressions bound to the columns that they read, for [[JvmCode]]. */
object JvmFunctions {

  def areEnabled: Boolean = ThermiteConf.JvmFunctions.get(SQLConf.get)

  /** The code of an expression, and the columns that it reads. */
  def bind(expr: Expression, executing: Boolean): Converted[(JvmFunction, Seq[Expression])] =
    check(expr, Seq(expr)).map { _ =>
      val columns = Columns.of(Seq(expr))
      JvmFunction(columns.bind(expr, executing), columns.types) -> columns.read
    }

  /**
   * The code of an expression over the values of its parts `read`, for the rows that a native function
   * leaves undecided. Those values have been computed, whoever did, and are not computed again.
   */
  def rest(expr: Expression, read: Seq[Expression]): Converted[JvmFunction] = {
    val bound = expr.transformDown {
      case part if read.exists(_ eq part) =>
        BoundReference(read.indexWhere(_ eq part), part.dataType, part.nullable)
    }
    check(bound, partsOf(bound)).map { _ =>
      JvmFunction(bound, read.map(_.dataType).toArray, isRest = true)
    }
  }

  private def partsOf(expr: Expression): Seq[Expression] = expr match {
    case GeneratedRows(generator) => generator.children
    case _ => Seq(expr)
  }

  def generator(
      generator: Generator,
      outer: Boolean,
      executing: Boolean): Converted[(JvmGenerator, Seq[Expression])] =
    if (generator.getClass.getName.endsWith("HiveGenericUDTF")) {
      Fallback.because(s"${generator.prettyName} may give rows at the end of its input")
    } else {
      check(generator, generator.children).map { _ =>
        val columns = Columns.of(generator.children)
        val bound = columns.bind(generator, executing).asInstanceOf[Generator]
        JvmGenerator(bound, columns.types, outer) -> columns.read
      }
    }

  /** The code of an aggregate; it reads columns where its input is rows. */
  def aggregate(
      function: AggregateFunction,
      ofRows: Boolean,
      executing: Boolean): Converted[(JvmAggregate, Seq[Expression])] =
    check(function, function.children).map { _ =>
      val columns = Columns.of(if (ofRows) function.children else Nil)
      val code = function match {
        case imperative: ImperativeAggregate =>
          val placed = imperative.withNewMutableAggBufferOffset(0).withNewInputAggBufferOffset(0)
          val bound = if (ofRows) columns.bind(placed, executing) else placed
          ImperativeCode(bound.asInstanceOf[ImperativeAggregate])
        case declarative: DeclarativeAggregate => this.declarative(declarative, ofRows, columns, executing)
      }
      val buffer = DataTypeUtils.fromAttributes(function.aggBufferAttributes)
      JvmAggregate(function.prettyName, code, columns.types, buffer, function.dataType) -> columns.read
    }

  private def declarative(
      function: DeclarativeAggregate,
      ofRows: Boolean,
      columns: Columns,
      executing: Boolean): DeclarativeCode = {
    val buffer = function.aggBufferAttributes
    def bound(exprs: Seq[Expression], input: Seq[Attribute]): Seq[Expression] =
      BindReferences.bindReferences(exprs.map(columns.evaluated(_, executing)), AttributeSeq(input))
    DeclarativeCode(
      function.initialValues,
      if (ofRows) bound(function.updateExpressions.map(columns.asAttributes), buffer ++ columns.attributes)
      else Nil,
      bound(function.mergeExpressions, buffer ++ function.inputAggBufferAttributes),
      bound(Seq(function.evaluateExpression), buffer).head)
  }

  /** Whether Spark's code for `expr` may stand in a native plan; it is run for `parts`. */
  private def check(expr: Expression, parts: Seq[Expression]): Converted[Unit] =
    parts.flatMap(_.collectFirst(refusal)).headOption match {
      case Some(reason) => Fallback.because(reason)
      case None if !areEnabled =>
        Fallback.because(s"${expr.prettyName} has no native version, and " +
          s"${ThermiteConf.JvmFunctions.key} is false")
      case None => Right(())
    }

  /** Why Spark cannot evaluate an expression on a row by itself. */
  private val refusal: PartialFunction[Expression, String] = {
    case e @ (_: AggregateExpression | _: AggregateFunction | _: WindowExpression | _: WindowFunction) =>
      s"${e.prettyName} is of more than a row"
    case e: Generator => s"${e.prettyName} gives any number of rows"
    case e @ (_: InputFileName | _: InputFileBlockStart | _: InputFileBlockLength) =>
      s"${e.prettyName}() is of the file that the JVM is reading"
    case e: PlanExpression[_] if !e.isInstanceOf[ScalarSubquery] =>
      s"${e.prettyName} of a subquery has no native version"
    case e: Unevaluable if !e.isInstanceOf[Attribute] && !e.isInstanceOf[SortOrder] =>
      s"${e.prettyName} has no native version"
  }

  /** The columns that some expressions read, each once. */
  private final case class Columns(read: Seq[Expression]) {
    private val places = read.zipWithIndex.map { case (c, i) => c.canonicalized -> i }.toMap

    val attributes: Seq[AttributeReference] = read.zipWithIndex.map { case (c, i) =>
      AttributeReference(s"c$i", c.dataType, c.nullable)()
    }

    def types: Array[DataType] = read.map(_.dataType).toArray

    def bind(expr: Expression, executing: Boolean): Expression =
      evaluated(expr, executing).transform { case c @ (_: Attribute | _: BoundReference) =>
        BoundReference(places(c.canonicalized), c.dataType, c.nullable)
      }

    /** Over [[attributes]]; other attributes stay. */
    def asAttributes(expr: Expression): Expression = expr.transform {
      case c @ (_: Attribute | _: BoundReference) =>
        places.get(c.canonicalized).fold(c)(attributes(_))
    }

    /** With the values of subqueries, if they have been run. */
    def evaluated(expr: Expression, executing: Boolean): Expression = expr.transform {
      case s: ScalarSubquery => Literal(if (executing) s.eval(null) else null, s.dataType)
    }
  }

  private object Columns {
    def of(exprs: Seq[Expression]): Columns = {
      val all = exprs.flatMap(_.collect { case c @ (_: Attribute | _: BoundReference) => c })
      Columns(all.groupBy(_.canonicalized).values.map(_.head).toSeq)
    }
  }
}
