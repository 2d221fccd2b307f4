package org.apache.spark.sql.thermite.shim

import java.io.FileNotFoundException

import org.apache.spark.QueryContext
import org.apache.spark.sql.catalyst.trees.SQLQueryContext
import org.apache.spark.sql.errors.QueryExecutionErrors
import org.apache.spark.sql.internal.SQLConf

/** Spark 3.5. */
object ErrorShims extends ErrorConditions {
  private val ansiConfig = "ansiConfig" -> s""""${SQLConf.ANSI_ENABLED.key}""""

  override def summary(context: QueryContext): String = context match {
    case sql: SQLQueryContext => sql.summary
    case _ => ""
  }

  override def condition(
      name: String,
      parameters: Map[String, String]): (String, Map[String, String]) = name match {
    case "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION" => ("NUMERIC_VALUE_OUT_OF_RANGE", parameters)
    case "REMAINDER_BY_ZERO" => ("DIVIDE_BY_ZERO", parameters)
    case "INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION" =>
      val function = parameters("functionName").stripPrefix("`").stripSuffix("`")
      val alternative = s" Use '$function' to tolerate overflow and return NULL instead."
      ("INTERVAL_ARITHMETIC_OVERFLOW", parameters - "functionName" + ("alternative" -> alternative))
    case "BINARY_ARITHMETIC_OVERFLOW" => (name, parameters - "functionName")
    case "INVALID_ARRAY_INDEX" | "INVALID_ARRAY_INDEX_IN_ELEMENT_AT" =>
      (name, parameters + ansiConfig)
    case "DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION" =>
      ("_LEGACY_ERROR_TEMP_2000", Map("message" -> parameters("rangeMessage"), ansiConfig))
    case "INVALID_PARAMETER_VALUE.START" => ("_LEGACY_ERROR_TEMP_2157", function(parameters))
    case "INVALID_PARAMETER_VALUE.LENGTH" => ("_LEGACY_ERROR_TEMP_2158", function(parameters))
    case "COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER" | "COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION" =>
      val count = "count" -> parameters("numberOfElements")
      ("_LEGACY_ERROR_TEMP_2161", parameters.filter(_._1 == "maxRoundedArrayLength") + count)
    case "INVALID_FRACTION_OF_SECOND" => (name, Map(ansiConfig))
    case "CANNOT_PARSE_TIMESTAMP" => (name, parameters - "func" + ansiConfig)
    // QueryExecutionErrors.overflowInSumOfDecimalError suggests no function.
    case "ARITHMETIC_OVERFLOW" if parameters("message") == "Overflow in sum of decimals" =>
      (name, parameters + ("alternative" -> ""))
    case _ => (name, parameters)
  }

  private def function(parameters: Map[String, String]): Map[String, String] =
    Map("prettyName" -> parameters("functionName").stripPrefix("`").stripSuffix("`"))

  override def unreadable(path: String, cause: Throwable): Throwable =
    QueryExecutionErrors.cannotReadFilesError(cause, path)

  override def missing(path: String, cause: FileNotFoundException): Throwable =
    QueryExecutionErrors.readCurrentFileNotFoundError(cause)

  override def columnMismatch(
      path: String,
      column: String,
      expectedType: String,
      actualType: String,
      cause: Exception): Throwable =
    QueryExecutionErrors.unsupportedSchemaColumnConvertError(
      path,
      column,
      expectedType,
      actualType,
      cause)
}
