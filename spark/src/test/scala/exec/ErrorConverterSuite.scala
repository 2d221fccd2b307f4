package org.apache.spark.sql.thermite.exec

import java.io.FileNotFoundException

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.{SparkThrowable, TaskKilledException}
import org.apache.spark.memory.SparkOutOfMemoryError
import org.apache.spark.sql.AnalysisException
import org.apache.spark.sql.catalyst.trees.SQLQueryContext
import org.apache.spark.sql.errors.{QueryCompilationErrors, QueryExecutionErrors}
import org.apache.spark.sql.thermite.convert.Origins
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.proto.Error.Kind
import org.apache.spark.sql.thermite.shim.ErrorShims
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** Errors of native code are, in class, message, parameters and context, those of Spark. */
class ErrorConverterSuite extends AnyFunSuite {
  private val context = SQLQueryContext(
    line = Some(1),
    startPosition = Some(7),
    originStartIndex = Some(7),
    originStopIndex = Some(11),
    sqlText = Some("SELECT a / b FROM t"),
    originObjectType = None,
    originObjectName = None)

  private val block: Array[Byte] = {
    val other = context.copy(line = Some(2))
    proto.Block
      .newBuilder()
      .addOrigins(Origins.encode(other))
      .addOrigins(Origins.encode(context))
      .build()
      .toByteArray
  }

  private def native(kind: Kind, condition: String, parameters: (String, String)*) = {
    val error = proto.Error.newBuilder().setKind(kind).setCondition(condition).setMessage("why")
    parameters.foreach { case (name, value) => error.putParameters(name, value) }
    new NativeException(error.setOrigin(2).setBacktrace("at native").build())
  }

  private def converted(kind: Kind, condition: String, parameters: (String, String)*): Throwable =
    ErrorConverter.convert(
      native(kind, condition, parameters: _*),
      None,
      Origins.find(block, 2))

  private def same(condition: String, parameters: (String, String)*)(spark: Throwable): Unit = {
    val error = converted(Kind.SPARK, condition, parameters: _*)
    assert(error.getClass == spark.getClass)
    assert(error.getMessage == spark.getMessage)
    (error, spark) match {
      case (e: SparkThrowable, s: SparkThrowable) =>
        assert(e.getMessageParameters == s.getMessageParameters)
        assert(e.getQueryContext.toSeq == s.getQueryContext.toSeq)
      case _ => fail(s"$error is no SparkThrowable")
    }
  }

  test("a block's query contexts are found by the origin") {
    assert(Origins.find(block, 2).contains(context))
    assert(Seq(-1, 0, 3).forall(Origins.find(block, _).isEmpty))
  }

  test("arithmetic") {
    same("ARITHMETIC_OVERFLOW", "message" -> "integer overflow", "hint" -> "try_add")(
      QueryExecutionErrors.arithmeticOverflowError("integer overflow", "try_add", context))
    same("ARITHMETIC_OVERFLOW", "message" -> "long overflow", "hint" -> "")(
      QueryExecutionErrors.arithmeticOverflowError("long overflow", "", context))
    same("DIVIDE_BY_ZERO")(QueryExecutionErrors.divideByZeroError(context))
    same("INTERVAL_DIVIDED_BY_ZERO")(QueryExecutionErrors.intervalDividedByZeroError(context))
    same(
      "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
      "value" -> "123.45",
      "precision" -> "4",
      "scale" -> "2")(
      QueryExecutionErrors.cannotChangeDecimalPrecisionError(Decimal("123.45"), 4, 2, context))
  }

  test("overflow of a cast") {
    for ((value, from, text) <- Seq(
        (300, IntegerType, "300"),
        (3000000000L, LongType, "3000000000"),
        (300.toShort, ShortType, "300"),
        (1e20, DoubleType, "1.0E20"),
        (Double.NaN, DoubleType, "NaN"),
        (1e20f, FloatType, "1.0E20"),
        (Decimal("1234.5"), DecimalType(5, 1), "1234.5"))) {
      same("CAST_OVERFLOW", "value" -> text, "sourceType" -> from.sql, "targetType" -> "TINYINT")(
        QueryExecutionErrors.castingCauseOverflowError(value, from, ByteType))
    }
  }

  test("a string that cannot be cast") {
    import QueryExecutionErrors._
    val text = UTF8String.fromString("it's \\ not")
    for ((target, spark) <- Seq(
        IntegerType -> invalidInputInCastToNumberError(IntegerType, text, context),
        DecimalType(10, 2) -> invalidInputInCastToNumberError(DecimalType(10, 2), text, context),
        BooleanType -> invalidInputSyntaxForBooleanError(text, context),
        DateType -> invalidInputInCastToDatetimeError(text, DateType, context),
        TimestampNTZType -> invalidInputInCastToDatetimeError(text, TimestampNTZType, context))) {
      same(
        "CAST_INVALID_INPUT",
        "expression" -> text.toString,
        "sourceType" -> "STRING",
        "targetType" -> target.sql)(spark)
    }
    same(
      "CAST_INVALID_INPUT",
      "expression" -> "Infinity",
      "sourceType" -> "DOUBLE",
      "targetType" -> "TIMESTAMP")(
      invalidInputInCastToDatetimeError(Double.PositiveInfinity, TimestampType, context))
  }

  test("arrays, patterns and other conditions") {
    same("INVALID_ARRAY_INDEX", "indexValue" -> "5", "arraySize" -> "2")(
      QueryExecutionErrors.invalidArrayIndexError(5, 2, context))
    same("INVALID_INDEX_OF_ZERO")(QueryExecutionErrors.invalidIndexOfZeroError(context))
    val like = converted(Kind.SPARK, "INVALID_FORMAT.ESC_AT_THE_END", "format" -> "'a'")
    val spark = QueryCompilationErrors.escapeCharacterAtTheEndError("a")
    assert(like.isInstanceOf[AnalysisException])
    assert(like.getMessage == spark.getMessage)
  }

  test("files") {
    val unreadable = converted(Kind.FILE_READ, "", "path" -> "file:/a")
    assert(
      unreadable.getMessage ==
        QueryExecutionErrors.cannotReadFilesError(null, "file:/a").getMessage)
    assert(unreadable.getCause.getMessage == "why")
    val missing = converted(Kind.FILE_NOT_FOUND, "", "path" -> "file:/a")
    assert(
      missing.getMessage ==
        ErrorShims.missing("file:/a", new FileNotFoundException("why")).getMessage)
    val mismatch = converted(
      Kind.SPARK,
      "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH",
      "path" -> "file:/a",
      "column" -> "[c]",
      "expectedType" -> "int",
      "actualType" -> "BINARY")
    assert(Seq("file:/a", "[c]", "int", "BINARY").forall(mismatch.getMessage.contains(_)))
  }

  test("memory, cancellation, callbacks and defects") {
    val memory = converted(Kind.OUT_OF_MEMORY, "")
    assert(memory.isInstanceOf[SparkOutOfMemoryError] && memory.getMessage.contains("why"))
    assert(memory.getCause.isInstanceOf[NativeException])
    assert(converted(Kind.CANCELLED, "").isInstanceOf[TaskKilledException])
    val thrown = new IllegalStateException("thrown")
    assert(ErrorConverter.convert(native(Kind.HOST, ""), Some(thrown), None) eq thrown)
    val defect = converted(Kind.INTERNAL, "")
    assert(defect.isInstanceOf[NativeException] && defect.toString.contains("at native"))
    assert(converted(Kind.FETCH_FAILED, "").isInstanceOf[NativeException])
  }
}
