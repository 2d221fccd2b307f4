package org.apache.spark.sql.thermite.expr

import scala.util.Random

import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.fallback.Explain

/** JSON functions over random documents, most of them JSON, as Spark evaluates them. */
class JsonFuzzSuite extends ThermiteSession {
  private val random = new Random(java.lang.Long.getLong("fuzz.seed", 11L))

  private def pick[A](all: A*): A = all(random.nextInt(all.size))

  private def space: String = if (random.nextInt(4) > 0) "" else pick(" ", "\n", "\t", " \r\n ")

  private def list(of: => String): String =
    Seq.fill(random.nextInt(4))(space + of + space).mkString(",")

  private def text: String = "\"" + Seq.fill(random.nextInt(6))(pick(
    "a", "b", "xyz", "é", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u001f", "\\u00e9", "\\ud83d\\ude00",
    "0123456789", " ", "\u007f", "日本", if (random.nextInt(8) == 0) pick("😀", "\\ud83d", "\\x", "\t", "'") else "")).mkString + "\""

  private def number: String = pick(
    random.nextInt(300).toString,
    (random.nextInt(600) - 300).toString,
    random.nextInt().toString,
    random.nextLong().toString,
    BigDecimal(random.nextInt(100000), random.nextInt(7)).bigDecimal.toPlainString,
    random.nextDouble().toString,
    (random.nextGaussian() * 1e9).toString,
    pick("0", "-0", "0.0", "-0.0", "1e3", "1E-7", "00", "1.", "123456789012345678901"))

  private def name: String = pick("\"a\"", "\"b\"", "\"c\"", "\"a\"", "\"\\u0061\"", text)

  private def value(depth: Int): String = random.nextInt(if (depth > 3) 6 else 10) match {
    case 0 => pick("true", "false", "null", "null")
    case 1 | 2 | 3 => number
    case 4 => text
    case 5 => pick("\"2024-02-29\"", "\"1970-01-01\"", "\"2024-13-01\"", "\"\"")
    case 6 | 7 => s"[${list(value(depth + 1))}]"
    case _ => s"{${list(s"$name$space:$space${value(depth + 1)}")}}"
  }

  /** Now and then with a character too few, too many or changed. */
  private def document: String = {
    val json = space + (if (random.nextInt(10) > 0) s"{${list(s"$name:${value(1)}")}}" else value(0)) + space
    if (json.isEmpty || random.nextInt(12) > 0) json
    else {
      val at = random.nextInt(json.length)
      pick(
        json.patch(at, "", 1),
        json.take(at),
        json.patch(at, pick(",", "}", "]", "\"", "x", "\\", "{", " "), random.nextInt(2)))
    }
  }

  private val queries = Seq(
    "get_json_object(j, '$.a'), get_json_object(j, '$.b[0]'), get_json_object(j, '$'), get_json_object(j, '$.a.b')",
    "json_array_length(j), json_object_keys(j), json_array_length(get_json_object(j, '$.a'))",
    "json_tuple(j, 'a', 'b', 'c', 'a')",
    "from_json(j, 'a BIGINT, b STRING'), from_json(j, 'a DOUBLE, b BOOLEAN'), from_json(j, 'c DATE, b TINYINT')",
    "from_json(j, 'a ARRAY<STRING>, b STRUCT<a: INT, b: ARRAY<DOUBLE>>'), from_json(j, 'MAP<STRING, STRING>')",
    "to_json(from_json(j, 'a ARRAY<STRING>, b STRUCT<a: DOUBLE, b: STRING>, c STRING')), to_json(map(j, n))")

  test("random documents") {
    val documents = Seq.tabulate(4000)(n => (n, document))
    vanilla(spark.createDataFrame(documents).toDF("n", "j").write.saveAsTable("json_fuzz"))
    try {
      queries.foreach { columns =>
        val sql = s"SELECT n, j, $columns FROM json_fuzz"
        val compared = compare(sql)
        assert(compared.difference.isEmpty, s"$sql\n${compared.difference.map(_.take(3000))}")
        if (ThermiteSession.isNative) {
          val plan = compared.frame.map(_.queryExecution.executedPlan)
          assert(plan.toSeq.flatMap(Explain.jvmCode(_)).isEmpty, sql)
        }
      }
      assertNothingLeaks()
    } finally spark.sql("DROP TABLE json_fuzz")
  }
}
