package org.apache.spark.sql.thermite.exec

import java.io.FileNotFoundException

import org.apache.spark.{QueryContext, SparkException, TaskContext, TaskKilledException}
import org.apache.spark.memory.SparkOutOfMemoryError
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException
import org.apache.spark.sql.thermite.convert.Origins
import org.apache.spark.sql.thermite.proto.Error
import org.apache.spark.sql.thermite.shim.ErrorShims

/** Native errors as the exceptions that Spark itself would throw. */
object ErrorConverter {

  /** `block` is the encoded block that failed; it holds the query contexts. */
  def convert(e: NativeException, host: TaskHost, block: Array[Byte]): Throwable =
    e.error.getKind match {
      case Error.Kind.FETCH_FAILED => fetchFailed(e, host)
      case _ => convert(e, Option(host.failure), Origins.find(block, e.error.getOrigin))
    }

  private def fetchFailed(e: NativeException, host: TaskHost): Throwable = {
    val known = parameters(e.error)
    host.shuffle(known("operator").toInt) match {
      case Some(input) => input.unreadable(known.get("segment").map(_.toInt), e)
      case None => e
    }
  }

  /**
   * The exception for `e`, which is no failed fetch; `e` itself if it is a defect. `failure` is what
   * a callback into the JVM threw.
   */
  def convert(
      e: NativeException,
      failure: Option[Throwable],
      context: Option[QueryContext]): Throwable = {
    val error = e.error
    error.getKind match {
      case Error.Kind.HOST => failure.getOrElse(e)
      case Error.Kind.SPARK if error.getCondition.startsWith("FAILED_READ_FILE") => fileError(e)
      case Error.Kind.SPARK =>
        SparkErrors.exception(error.getCondition, parameters(error), context)
      case Error.Kind.FILE_READ =>
        ErrorShims.unreadable(path(error), new SparkException(message(e)))
      case Error.Kind.FILE_NOT_FOUND =>
        ErrorShims.missing(path(error), new FileNotFoundException(message(e)))
      case Error.Kind.CANCELLED => new TaskKilledException(killReason)
      case Error.Kind.OUT_OF_MEMORY => outOfMemory(e)
      case _ => e
    }
  }

  private def message(e: NativeException): String = e.error.getMessage

  private def path(error: Error): String = error.getParametersOrDefault("path", "unknown")

  private def parameters(error: Error): Map[String, String] = {
    val map = Map.newBuilder[String, String]
    error.getParametersMap.forEach((name, value) => map += name -> value)
    map.result()
  }

  private def fileError(e: NativeException): Throwable = {
    val known = parameters(e.error)
    e.error.getCondition match {
      case "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH" =>
        val (column, from, to) = (known("column"), known("actualType"), known("expectedType"))
        val cause = new SchemaColumnConvertNotSupportedException(column, from, to)
        ErrorShims.columnMismatch(path(e.error), column, to, from, cause)
      case "FAILED_READ_FILE._LEGACY_ERROR_TEMP_2093" =>
        val ambiguous = SparkErrors.exception("_LEGACY_ERROR_TEMP_2093", known - "path", None)
        ErrorShims.unreadable(path(e.error), ambiguous)
      case _ => ErrorShims.unreadable(path(e.error), new SparkException(message(e)))
    }
  }

  private def killReason: String =
    Option(TaskContext.get()).flatMap(_.getKillReason()).getOrElse("unknown reason")

  private def outOfMemory(e: NativeException): Throwable = {
    val parameters = new java.util.HashMap[String, String]()
    parameters.put("requestedBytes", e.error.getParametersOrDefault("requestedBytes", message(e)))
    parameters.put("receivedBytes", e.error.getParametersOrDefault("receivedBytes", "0"))
    val error = new SparkOutOfMemoryError("UNABLE_TO_ACQUIRE_MEMORY", parameters)
    error.initCause(e)
    error
  }
}
