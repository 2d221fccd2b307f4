package org.apache.spark.sql.thermite.shim

import java.io.FileNotFoundException

import org.apache.spark.QueryContext

/** Errors of Spark's that differ between its versions; each version has one `ErrorShims` object. */
trait ErrorConditions {
  /** Where in the query the error is, as the end of the message. */
  def summary(context: QueryContext): String

  /** A condition of the newest Spark, with its parameters, as this version has it. */
  def condition(name: String, parameters: Map[String, String]): (String, Map[String, String])

  /** As `FileScanRDD` reports what a reader throws. */
  def unreadable(path: String, cause: Throwable): Throwable

  /** As `FileScanRDD` reports a file that was there when the query was planned. */
  def missing(path: String, cause: FileNotFoundException): Throwable

  /** A Parquet column of a type that the table's type cannot be read from. */
  def columnMismatch(
      path: String,
      column: String,
      expectedType: String,
      actualType: String,
      cause: Exception): Throwable
}
