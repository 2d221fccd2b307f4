package org.apache.spark.sql.thermite.expr

import scala.collection.mutable

import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.expressions.aggregate.{AggregateExpression, AggregateFunction}
import org.apache.spark.sql.execution.ScalarSubquery
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.exec.JvmFunction
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted

/** Collects the expressions of a block that Spark's own code evaluates; an index is a place in [[all]]. */
final class JvmFunctions {
  private val found = mutable.ArrayBuffer.empty[JvmFunction]

  def add(function: JvmFunction): Int = {
    found += function
    found.size - 1
  }

  def all: Array[JvmFunction] = found.toArray
}

object JvmFunctions {

  /** `expr` bound to the columns that it reads, and the columns. */
  def bind(expr: Expression, executing: Boolean): Converted[(JvmFunction, Seq[Expression])] =
    expr.collectFirst(refusal) match {
      case Some(reason) => Fallback.because(reason)
      case None if !ThermiteConf.JvmFunctions.get(SQLConf.get) =>
        Fallback.because(s"${expr.prettyName} has no native version, and " +
          s"${ThermiteConf.JvmFunctions.key} is false")
      case None =>
        val columns = expr.collect { case c @ (_: Attribute | _: BoundReference) => c }
          .groupBy(_.canonicalized)
          .values
          .map(_.head)
          .toSeq
        val places = columns.zipWithIndex.map { case (c, i) =>
          c.canonicalized -> BoundReference(i, c.dataType, c.nullable)
        }.toMap
        val bound = expr.transform {
          case c @ (_: Attribute | _: BoundReference) => places(c.canonicalized)
          case s: ScalarSubquery => Literal(if (executing) s.eval(null) else null, s.dataType)
        }
        Right(JvmFunction(bound, columns.map(_.dataType).toArray) -> columns)
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
    case e: Unevaluable if !e.isInstanceOf[Attribute] => s"${e.prettyName} has no native version"
  }
}
