package org.apache.spark.sql.thermite.sql

import java.nio.charset.StandardCharsets
import java.nio.file.{Files, Paths}
import java.util.Locale
import java.util.stream.Collectors

import scala.collection.JavaConverters._

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.catalyst.analysis.FunctionRegistry

/** Every function that Spark registers has edge values in some SQL file. */
class SqlCoverageSuite extends AnyFunSuite {

  /** Of the moment, the session or the file, and what needs a module or a setting that is not there. */
  private val exempt = Set("now", "curdate", "localtimestamp", "user", "session_user", "version") ++
    Set("input_file_name", "input_file_block_start", "input_file_block_length", "session_window") ++
    Set("from_avro", "to_avro", "schema_of_avro", "from_protobuf", "to_protobuf") ++
    Set("st_asbinary", "st_geogfromwkb", "st_geomfromwkb", "st_setsrid", "st_srid")

  test("every function is in a file") {
    val walk = Files.walk(Paths.get("src/test/sql"))
    val text = try {
      val files = walk.filter(_.toString.endsWith(".sql")).collect(Collectors.toList())
      files.asScala.map(f => new String(Files.readAllBytes(f), StandardCharsets.UTF_8)).mkString
    } finally walk.close()
    val words = "\\w+".r.findAllIn(text.toLowerCase(Locale.ROOT)).toSet
    val functions = FunctionRegistry.builtin.listFunction().map(_.funcName).distinct.sorted
    val missing = functions.filterNot(f => exempt(f) || f.startsWith("current_")).filterNot { f =>
      if (f.matches("\\w+")) words(f) else text.contains(f)
    }
    assert(missing.isEmpty)
  }
}
