package org.apache.spark.sql.thermite.shim

import java.io.FileNotFoundException

import org.apache.spark.QueryContext
import org.apache.spark.sql.errors.QueryExecutionErrors

/** Spark 4.1, whose conditions are the ones that native code names. */
object ErrorShims extends ErrorConditions {
  override def summary(context: QueryContext): String = context.summary

  override def condition(
      name: String,
      parameters: Map[String, String]): (String, Map[String, String]) = name match {
    case "INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION" => (name, parameters - "message")
    case _ => (name, parameters)
  }

  override def unreadable(path: String, cause: Throwable): Throwable =
    QueryExecutionErrors.cannotReadFilesError(cause, path)

  override def missing(path: String, cause: FileNotFoundException): Throwable =
    QueryExecutionErrors.fileNotExistError(path, cause)

  override def columnMismatch(
      path: String,
      column: String,
      expectedType: String,
      actualType: String,
      cause: Exception): Throwable =
    QueryExecutionErrors.parquetColumnDataTypeMismatchError(
      path,
      column,
      expectedType,
      actualType,
      cause)
}
