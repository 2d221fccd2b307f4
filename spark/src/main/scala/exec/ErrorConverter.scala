package org.apache.spark.sql.thermite.exec

import java.io.FileNotFoundException

import org.apache.spark.{SparkArithmeticException, SparkException, SparkRuntimeException, TaskKilledException}
import org.apache.spark.memory.SparkOutOfMemoryError
import org.apache.spark.sql.thermite.proto.Error
import org.apache.spark.sql.thermite.shim.Shims

/** Native errors as the exceptions that Spark itself would throw. */
object ErrorConverter {
  private val arithmetic = Set(
    "ARITHMETIC_OVERFLOW",
    "BINARY_ARITHMETIC_OVERFLOW",
    "DIVIDE_BY_ZERO",
    "REMAINDER_BY_ZERO",
    "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION")

  def convert(e: NativeException, host: TaskHost): Throwable = e.error.getKind match {
    case Error.Kind.HOST if host.failure != null => host.failure
    case Error.Kind.SPARK => spark(e.error)
    case Error.Kind.FILE_READ =>
      Shims.cannotReadFile(new SparkException(e.error.getMessage), path(e.error))
    case Error.Kind.FILE_NOT_FOUND =>
      Shims.fileNotFound(path(e.error), new FileNotFoundException(path(e.error)))
    case Error.Kind.CANCELLED => new TaskKilledException("killed while running natively")
    case Error.Kind.OUT_OF_MEMORY =>
      new SparkOutOfMemoryError(
        "UNABLE_TO_ACQUIRE_MEMORY",
        parameters("requestedBytes" -> e.error.getMessage, "receivedBytes" -> "0"))
    case _ => new SparkException(e.toString)
  }

  private def path(error: Error): String = error.getParametersOrDefault("path", "unknown")

  private def parameters(pairs: (String, String)*): java.util.Map[String, String] = {
    val map = new java.util.HashMap[String, String]()
    pairs.foreach { case (name, value) => map.put(name, value) }
    map
  }

  private def spark(error: Error): Throwable = {
    val condition = error.getCondition
    var parameters = Map.empty[String, String]
    error.getParametersMap.forEach((name, value) => parameters += name -> value)
    if (condition.startsWith("FAILED_READ_FILE")) {
      Shims.cannotReadFile(new SparkException(error.getMessage), path(error))
    } else if (arithmetic.contains(condition)) {
      new SparkArithmeticException(condition, Shims.arithmetic(condition, parameters), Array(), "")
    } else {
      new SparkRuntimeException(condition, parameters)
    }
  }
}
