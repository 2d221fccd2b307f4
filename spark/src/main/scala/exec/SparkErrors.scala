package org.apache.spark.sql.thermite.exec

import scala.util.Try

import org.apache.spark._
import org.apache.spark.sql.AnalysisException
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser
import org.apache.spark.sql.errors.QueryErrorsBase
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.shim.ErrorShims
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/**
 * Spark's error conditions as exceptions of the classes that `QueryExecutionErrors` throws. Native
 * code gives parameters as that object's methods take them: names of types and functions unquoted,
 * values as they are cast to a string. They are quoted here; what is quoted already stays.
 */
object SparkErrors extends QueryErrorsBase {
  private val ansi = toSQLConf(SQLConf.ANSI_ENABLED.key)

  /** Conditions that Spark reports without the query context, though the expression has one. */
  private val contextless = Set(
    "BINARY_ARITHMETIC_OVERFLOW",
    "CAST_OVERFLOW",
    "COLLECTION_SIZE_LIMIT_EXCEEDED",
    "DATETIME_OVERFLOW",
    "NUMERIC_OUT_OF_SUPPORTED_RANGE")

  private val arithmetic = Set(
    "ARITHMETIC_OVERFLOW",
    "BINARY_ARITHMETIC_OVERFLOW",
    "CAST_OVERFLOW",
    "DATETIME_OVERFLOW",
    "DIVIDE_BY_ZERO",
    "INTERVAL_ARITHMETIC_OVERFLOW",
    "INTERVAL_DIVIDED_BY_ZERO",
    "NUMERIC_OUT_OF_SUPPORTED_RANGE",
    "NUMERIC_VALUE_OUT_OF_RANGE",
    "REMAINDER_BY_ZERO")

  private val dateTime = Set(
    "CANNOT_PARSE_TIME",
    "CANNOT_PARSE_TIMESTAMP",
    "DATETIME_FIELD_OUT_OF_BOUNDS",
    "INVALID_FRACTION_OF_SECOND",
    "INVALID_TIMEZONE")

  private val arrayIndex =
    Set("INVALID_ARRAY_INDEX", "INVALID_ARRAY_INDEX_IN_ELEMENT_AT", "INVALID_BITMAP_POSITION")

  private val illegalArgument = Set(
    "_LEGACY_ERROR_TEMP_3243",
    "CONVERSION_INVALID_INPUT",
    "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
    "INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION",
    "INVALID_URL",
    "INVALID_UTF8_STRING",
    "NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION")

  def exception(
      condition: String,
      parameters: Map[String, String],
      context: Option[QueryContext]): Throwable = {
    val main = condition.takeWhile(_ != '.')
    val (name, shown) = ErrorShims.condition(condition, quoted(condition, parameters))
    val at = context.filterNot(_ => contextless(main)).toArray
    val summary = at.headOption.map(ErrorShims.summary(_)).getOrElse("")
    def runtime = new SparkRuntimeException(name, shown, null, at, summary)

    main match {
      // Java's own, for which Spark has no condition.
      case "java" if condition.endsWith("ArithmeticException") => new ArithmeticException(parameters("message"))
      case "java" => new IllegalArgumentException(parameters("message"))
      case "CAST_INVALID_INPUT" =>
        parsed(parameters("targetType")) match {
          case Some(DateType | TimestampType | TimestampNTZType) =>
            new SparkDateTimeException(name, shown, at, summary)
          case Some(_: NumericType) => new SparkNumberFormatException(name, shown, at, summary)
          case _ => runtime
        }
      // StringUtils.escapeLikeRegex, which fails at run time with an AnalysisException.
      case "INVALID_FORMAT" => new AnalysisException(name, shown)
      case _ if arithmetic(main) => new SparkArithmeticException(name, shown, at, summary)
      case _ if dateTime(main) => new SparkDateTimeException(name, shown, Array.empty, "")
      case _ if arrayIndex(main) =>
        new SparkArrayIndexOutOfBoundsException(name, shown, at, summary)
      case _ if illegalArgument(main) || illegalArgument(condition) =>
        new SparkIllegalArgumentException(name, shown, Array.empty, "", null)
      case _ => runtime
    }
  }

  /** The message's parameters as the condition's method of `QueryExecutionErrors` makes them. */
  private def quoted(condition: String, known: Map[String, String]): Map[String, String] =
    condition match {
      case "ARITHMETIC_OVERFLOW" =>
        val hint = known.getOrElse("hint", "")
        val alternative =
          if (hint.isEmpty) ""
          else s" Use '$hint' to tolerate overflow and return NULL instead."
        Map("message" -> known("message"), "alternative" -> alternative, "config" -> ansi)
      case "DIVIDE_BY_ZERO" | "REMAINDER_BY_ZERO" => Map("config" -> ansi)
      case "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION" => known + ("config" -> ansi)
      case "BINARY_ARITHMETIC_OVERFLOW" =>
        known.map {
          case ("functionName", function) if !function.startsWith("`") =>
            "functionName" -> toSQLId(function)
          case (name, value) if name.startsWith("value") => name -> sqlValue(value, Some(ShortType))
          case other => other
        }
      case "CAST_OVERFLOW" =>
        types(known) + ("value" -> sqlValue(known("value"), parsed(known("sourceType"))))
      case "CAST_INVALID_INPUT" =>
        // ExecutionErrors writes a double without the suffix D.
        val source = parsed(known("sourceType")).filter(_ != DoubleType)
        types(known) + ("expression" -> sqlValue(known("expression"), source))
      case _ => known
    }

  private def types(known: Map[String, String]): Map[String, String] =
    known ++ Seq("sourceType", "targetType").map(name => name -> toSQLType(plain(known(name)))) +
      ("ansiConfig" -> ansi)

  private def plain(quoted: String): String = quoted.stripPrefix("\"").stripSuffix("\"")

  private def parsed(sqlType: String): Option[DataType] =
    Try(CatalystSqlParser.parseDataType(plain(sqlType))).toOption

  /** A value as a literal of its type; as it is, if it does not read as one. */
  private def sqlValue(text: String, dataType: Option[DataType]): String = {
    val value: Option[Any] = Try[Any](dataType match {
      case Some(_: StringType) => UTF8String.fromString(text)
      case Some(ByteType) => text.toByte
      case Some(ShortType) => text.toShort
      case Some(IntegerType) => text.toInt
      case Some(LongType) => text.toLong
      case Some(FloatType) => text.toFloat
      case Some(DoubleType) => text.toDouble
      case Some(_: DecimalType) => Decimal(text)
      case _ => null
    }).toOption.filter(_ != null)
    value.flatMap(v => dataType.map(toSQLValue(v, _))).getOrElse(text)
  }
}
