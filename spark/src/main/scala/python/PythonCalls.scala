package org.apache.spark.sql.thermite.python

import scala.collection.mutable

import org.apache.spark.api.python.ChainedPythonFunctions
import org.apache.spark.sql.catalyst.expressions.{Expression, NamedArgumentExpression, PythonFuncExpression}
import org.apache.spark.sql.types.{StructField, StructType}

/**
 * The Python functions of an operator, each with those that are applied before it, over distinct
 * arguments (`EvalPythonEvaluatorFactory`).
 *
 * @param places for each function, which arguments it takes and by which names
 */
final class PythonCalls private (
    val functions: Seq[(ChainedPythonFunctions, Long)],
    val arguments: Seq[Expression],
    val places: Array[Array[PythonArgument]]) {

  def schema: StructType = PythonCalls.schema(arguments)
}

/** An argument of a function: its place among all, and its name if it was given one. */
final case class PythonArgument(place: Int, name: Option[String] = None)

object PythonCalls {
  /** The columns that Python gets as `arguments`. */
  def schema(arguments: Seq[Expression]): StructType =
    StructType(arguments.zipWithIndex.map { case (argument, i) => StructField(s"_$i", argument.dataType) })

  def apply(udfs: Seq[PythonFuncExpression]): PythonCalls = {
    val (functions, inputs) = udfs.map(chain).unzip
    val arguments = mutable.ArrayBuffer.empty[Expression]
    def place(value: Expression, name: Option[String]): PythonArgument = {
      val known = arguments.indexWhere(_.semanticEquals(value))
      if (known < 0) arguments += value
      PythonArgument(if (known < 0) arguments.length - 1 else known, name)
    }
    val places = inputs.map(_.map {
      case NamedArgumentExpression(name, value) => place(value, Some(name))
      case value => place(value, None)
    }.toArray).toArray
    new PythonCalls(functions, arguments.toSeq, places)
  }

  private def chain(udf: PythonFuncExpression): ((ChainedPythonFunctions, Long), Seq[Expression]) =
    udf.children match {
      case Seq(first: PythonFuncExpression) =>
        val ((chained, _), arguments) = chain(first)
        ((ChainedPythonFunctions(chained.funcs :+ udf.func), udf.resultId.id), arguments)
      case arguments => ((ChainedPythonFunctions(Seq(udf.func)), udf.resultId.id), arguments)
    }
}
