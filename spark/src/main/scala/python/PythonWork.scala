package org.apache.spark.sql.thermite.python

import org.apache.spark.api.python.ChainedPythonFunctions
import org.apache.spark.sql.catalyst.expressions.PythonUDF
import org.apache.spark.sql.types.StructType

/**
 * What a runner of Python functions is made of.
 *
 * @param schema of what Python gets
 * @param named whether Python is told the names of arguments
 */
final case class PythonWork(
    functions: Seq[(ChainedPythonFunctions, Long)],
    evalType: Int,
    places: Array[Array[PythonArgument]],
    schema: StructType,
    named: Boolean,
    settings: PythonSettings) {

  def offsets: Array[Array[Int]] = places.map(_.map(_.place))
}

object PythonWork {
  def apply(calls: PythonCalls, evalType: Int, settings: PythonSettings): PythonWork =
    PythonWork(calls.functions, evalType, calls.places, calls.schema, named = true, settings)

  /** One function that gets what is at `places`. */
  def apply(
      function: PythonUDF,
      evalType: Int,
      places: Array[Int],
      schema: StructType,
      settings: PythonSettings): PythonWork = {
    val functions = Seq((ChainedPythonFunctions(Seq(function.func)), function.resultId.id))
    PythonWork(
      functions, evalType, Array(places.map(PythonArgument(_))), schema, named = false, settings)
  }
}
