package org.apache.spark.sql.thermite.expr

import scala.collection.mutable
import scala.util.{Random, Try}

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.FunctionIdentifier
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry
import org.apache.spark.sql.catalyst.expressions.{Expression, Generator, Nondeterministic}
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser
import org.apache.spark.sql.catalyst.plans.logical.{Project, SubqueryAlias}
import org.apache.spark.sql.types._

/** An expression over the table of edge values, as SQL. */
final case class FuzzTree(sql: String, dataType: DataType, args: Seq[FuzzTree])

/** Random expressions of all functions that Spark registers, over a table of edge values. */
final class FuzzTrees(spark: SparkSession, seed: Long) {
  import FuzzTrees._

  private lazy val columns: Seq[FuzzTree] =
    spark.table(Table).schema.fields.toSeq.tail.map(f => FuzzTree(f.name, f.dataType, Nil))

  /** Of an expression of a row. */
  private def typeOf(sql: String): Option[DataType] =
    Try(spark.sql(s"SELECT $sql AS v FROM $Table").queryExecution.analyzed).toOption.collect {
      case Project(Seq(value), _: SubqueryAlias) => value.dataType
    }

  /** What functions take, found by trying: the types of the arguments and of the result. */
  private lazy val signatures: Seq[Signature] = {
    val random = new Random(seed)
    val found = mutable.LinkedHashSet.empty[Signature]
    for (name <- functions; arity <- 0 to 3; _ <- 0 until Tries(arity)) {
      val args = Seq.fill(arity)(columns(random.nextInt(columns.length)))
      typeOf(call(name, args.map(_.sql))).foreach(t => found += Signature(name, args.map(_.dataType), t))
    }
    found.toSeq
  }

  def summary: String =
    s"${signatures.length} signatures of ${signatures.map(_.function).distinct.length} functions"

  private lazy val byResult: Map[DataType, Seq[Signature]] = signatures.groupBy(_.result)

  private lazy val byFunction: IndexedSeq[Seq[Signature]] =
    signatures.groupBy(_.function).toIndexedSeq.sortBy(_._1).map(_._2)

  private def functions: Seq[String] = {
    val registry = FunctionRegistry.builtin
    registry.listFunction().map(_.funcName).distinct.sorted.filterNot(excluded).filter { name =>
      registry.lookupFunction(FunctionIdentifier(name)).exists { info =>
        val function = Class.forName(info.getClassName)
        !Seq(classOf[AggregateFunction], classOf[Generator], classOf[Nondeterministic])
          .exists(_.isAssignableFrom(function))
      }
    }
  }

  /** An expression of a function that any may be, whose arguments are columns or expressions. */
  def next(random: Random): FuzzTree = {
    val function = byFunction(random.nextInt(byFunction.length))
    tree(random, function(random.nextInt(function.length)), Depth)
  }

  private def tree(random: Random, signature: Signature, depth: Int): FuzzTree = {
    val args = signature.args.map { dataType =>
      val options = byResult.getOrElse(dataType, Nil)
      if (depth > 1 && options.nonEmpty && random.nextInt(3) > 0) {
        tree(random, options(random.nextInt(options.length)), depth - 1)
      } else columns.filter(_.dataType == dataType)(0)
    }
    FuzzTree(call(signature.function, args.map(_.sql)), signature.result, args)
  }
}

object FuzzTrees {
  /** The table's name; its first column `id` numbers the rows. */
  val Table = "fuzz"

  val Rows = 120

  /** Writes the table; to be called on plain Spark. */
  def createTable(spark: SparkSession): Unit = {
    val columns = values.zipWithIndex.map { case ((sqlType, texts), i) =>
      val options = texts.map(t => s"CAST($t AS $sqlType)").mkString(", ")
      // Places that share no factor with each other meet all pairs of values.
      s"element_at(array($options, NULL), CAST(id * ${i + 1} % ${texts.length + 1} AS INT) + 1) AS c$i"
    }
    spark.sql(s"DROP TABLE IF EXISTS $Table")
    spark.sql(s"CREATE TABLE $Table USING parquet AS SELECT id, ${columns.mkString(", ")} FROM range(0, $Rows, 1, 1)")
  }

  def dropTable(spark: SparkSession): Unit = spark.sql(s"DROP TABLE IF EXISTS $Table")

  private val Depth = 3

  private final case class Signature(function: String, args: Seq[DataType], result: DataType)

  /** How many lists of arguments are tried, by their length. */
  private val Tries = Seq(1, 10, 20, 30)

  private val operators = Set("+", "-", "*", "/", "%", "<", "<=", ">", ">=", "=", "==", "<=>", "!=", "<>",
    "&", "|", "^", "and", "or", "div", "||", "<<", ">>", ">>>", "like", "rlike", "ilike", "regexp")

  private def call(name: String, args: Seq[String]): String =
    if (operators.contains(name) && args.length == 2) s"(${args.head} $name ${args(1)})"
    else if (name == "!" || name == "~") args.mkString(s"($name ", ", ", ")")
    else args.mkString(s"`$name`(", ", ", ")")

  private val values: Seq[(String, Seq[String])] = allValues.filter { case (sqlType, _) =>
    Try(CatalystSqlParser.parseDataType(sqlType)).isSuccess
  }

  private def allValues: Seq[(String, Seq[String])] = Seq(
    "BOOLEAN" -> Seq("true", "false"),
    "TINYINT" -> Seq("0", "1", "-1", "127", "-128"),
    "SMALLINT" -> Seq("0", "7", "32767", "-32768"),
    "INT" -> Seq("0", "1", "-1", "3", "2147483647", "-2147483648", "1000", "12"),
    "BIGINT" -> Seq("0", "1", "-7", "9223372036854775807", "-9223372036854775808", "86400"),
    "FLOAT" -> Seq("0", "-0.0", "1.5", "'NaN'", "'Infinity'", "-3.25", "3.4e38"),
    "DOUBLE" -> Seq("0", "-0.0", "0.1", "'NaN'", "'-Infinity'", "1e300", "-2.5", "100.5"),
    "DECIMAL(10, 2)" -> Seq("0", "1.25", "-99999999.99", "0.01", "12.5"),
    "DECIMAL(38, 10)" -> Seq("0", "9999999999999999999999999999.9999999999", "-1.5", "3"),
    "STRING" -> Seq("''", "' '", "'abc'", "'ABC def'", "'12'", "' -3.5 '", "'2024-02-29'", "'\\u00e9\\u00df'",
      "'\\U0001F600a'", "'e\\u0301'", "'{\"a\": [1, null]}'", "'true'", "'%a_'", "'yyyy-MM-dd'"),
    // As strings they must be UTF-8.
    "BINARY" -> Seq("X''", "X'0041'", "'abc'"),
    "DATE" -> Seq("'0001-01-01'", "'1582-10-15'", "'1970-01-01'", "'2024-02-29'", "'9999-12-31'"),
    "TIMESTAMP" -> Seq("'1970-01-01 00:00:00'", "'2024-03-10 02:30:00'", "'2024-11-03 01:30:00.123456'",
      "'0001-01-01 00:00:00'", "'9999-12-31 23:59:59.999999'"),
    "TIMESTAMP_NTZ" -> Seq("'1969-12-31 23:59:59.999999'", "'2024-03-10 02:30:00'"),
    "INTERVAL DAY TO SECOND" -> Seq("INTERVAL '0' DAY", "INTERVAL '-3 04:05:06.789' DAY TO SECOND"),
    "INTERVAL YEAR TO MONTH" -> Seq("INTERVAL '0' MONTH", "INTERVAL '-1-7' YEAR TO MONTH"),
    "ARRAY<INT>" -> Seq("array()", "array(1, NULL, 3)", "array(3, 1, 2, 3)"),
    "ARRAY<STRING>" -> Seq("array('b', NULL, 'a')", "array('')"),
    "MAP<STRING, INT>" -> Seq("map()", "map('a', 1, 'b', NULL)"),
    "STRUCT<x: INT, y: STRING>" -> Seq("named_struct('x', 1, 'y', 'a')", "named_struct('x', NULL, 'y', NULL)"),
    // Not all versions of Spark have collations.
    "STRING COLLATE UTF8_LCASE" -> Seq("'abc'", "'ABC'", "'\u00e9'", "'\u00c9 '", "'12'", "''"),
    "STRING COLLATE UNICODE_CI_RTRIM" -> Seq("'b'", "'B '", "'\u00df'", "'ss'", "' '", "'a%'"))

  /**
   * Functions of the moment, of the session, of chance, such as do something or fill the driver's memory,
   * and `typeof`, whose generated code does not compile.
   */
  private def excluded(name: String): Boolean = name.startsWith("current_") || Set(
    "now", "curdate", "localtimestamp", "rand", "randn", "random", "uuid", "shuffle", "uniform", "randstr",
    "monotonically_increasing_id", "spark_partition_id", "input_file_name", "input_file_block_start",
    "input_file_block_length", "reflect", "java_method", "try_reflect", "aes_encrypt", "raise_error",
    "unix_timestamp", "to_unix_timestamp", "version", "user", "session_user", "repeat", "space", "sequence",
    "array_repeat", "array_insert", "lpad", "rpad", "format_number", "sleep", "window", "window_time",
    "session_window", "typeof", "grouping", "grouping_id", "struct", "named_struct", "decimal", "date", "timestamp",
    "string", "binary", "boolean", "tinyint", "smallint", "int", "bigint", "float", "double").contains(name)
}
