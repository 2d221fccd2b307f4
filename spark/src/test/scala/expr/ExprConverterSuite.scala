package org.apache.spark.sql.thermite.expr

import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.expressions.{Attribute, Expression}
import org.apache.spark.sql.catalyst.optimizer.ReplaceExpressions
import org.apache.spark.sql.catalyst.plans.logical.Project
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.convert.{Inputs, Origins}
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.thermite.proto.Expr.KindCase

/** SQL text becomes the expected proto expressions, or the expected reasons. */
class ExprConverterSuite extends AnyFunSuite with BeforeAndAfterAll {
  private var spark: SparkSession = _

  override def beforeAll(): Unit = {
    // A session of its own in the context that all suites share.
    spark = ThermiteSession.spark.newSession()
    SparkSession.setActiveSession(spark)
    spark.conf.set("spark.sql.session.timeZone", "America/Los_Angeles")
    spark.conf.set("spark.thermite.jvmFunctions.enabled", "false")
    spark.sql("""SELECT 1 AS i, 2L AS l, 1.5D AS d, CAST(1.25 AS DECIMAL(12, 2)) AS m, 'a' AS s,
      DATE'2024-01-31' AS day, TIMESTAMP'2024-01-31 10:00:00' AS ts, true AS b,
      array(1) AS a, array(array(1)) AS aa, 1S AS h""").createOrReplaceTempView("t")
  }

  override def afterAll(): Unit = SparkSession.setActiveSession(ThermiteSession.spark)

  private def analyzed(sql: String): (Expression, Seq[Attribute]) =
    ReplaceExpressions(spark.sql(s"SELECT $sql FROM t").queryExecution.analyzed) match {
      case Project(Seq(expr), child) => (expr, child.output)
      case other => fail(s"no projection: $other")
    }

  private def convert(
      sql: String,
      origins: Origins,
      enabled: String => Boolean = _ => true): Converted[proto.Expr] = {
    val (expr, inputs) = analyzed(sql)
    new ExprConverter(new Inputs(inputs), origins, new JvmFunctions, executing = false, enabled).convert(expr)
  }

  private def native(sql: String, origins: Origins = Origins.none): proto.Expr =
    convert(sql, origins).fold(f => fail(s"$sql: ${f.reasons.mkString("; ")}"), identity)

  private def reasons(sql: String, enabled: String => Boolean = _ => true): Seq[String] =
    convert(sql, Origins.none, enabled).fold(_.reasons, e => fail(s"$sql is native: $e"))

  private def withAnsi[A](ansi: Boolean)(body: => A): A = {
    val before = spark.conf.get("spark.sql.ansi.enabled")
    spark.conf.set("spark.sql.ansi.enabled", ansi.toString)
    try body
    finally spark.conf.set("spark.sql.ansi.enabled", before)
  }

  test("columns are ordinals of the input") {
    assert(native("i").getColumn.getIndex == 0)
    assert(native("b").getColumn.getIndex == 7)
  }

  test("arithmetic is a call under the operator's name, in the expression's mode") {
    withAnsi(false)(assert(native("i + i").getCall.getMode == proto.EvalMode.LEGACY))
    withAnsi(true) {
      val call = native("i + i").getCall
      assert(call.getName == "+" && call.getArgsCount == 2)
      assert(call.getMode == proto.EvalMode.ANSI)
      assert(call.getType.getPrimitive == proto.Primitive.INT)
    }
  }

  test("lambda variables are counted back from the innermost one") {
    val outer = native("transform(aa, x -> transform(x, (y, i) -> x IS NULL OR y > i))").getHigherOrder
    assert(outer.getName == "transform" && outer.getLambdas(0).getVariables == 1)
    val inner = outer.getLambdas(0).getBody.getHigherOrder
    assert(inner.getArgs(0).getLambdaVariable.getBack == 0)
    val or = inner.getLambdas(0).getBody.getBinary
    assert(inner.getLambdas(0).getVariables == 2)
    assert(or.getLeft.getIsNull.getChild.getLambdaVariable.getBack == 2)
    assert(or.getRight.getBinary.getLeft.getLambdaVariable.getBack == 1)
    assert(or.getRight.getBinary.getRight.getLambdaVariable.getBack == 0)
  }

  test("a lambda with a part that is not native is not native, nor is a part of it") {
    assert(reasons("transform(a, x -> x > 0 AND shuffle(array(x)) = a)").nonEmpty)
    spark.conf.set("spark.thermite.jvmFunctions.enabled", "true")
    try {
      assert(native("transform(a, x -> shuffle(array(x)))").hasJvmFunction)
      assert(native("transform(shuffle(a), x -> x > 1)").getHigherOrder.getArgs(0).hasJvmFunction)
    } finally spark.conf.set("spark.thermite.jvmFunctions.enabled", "false")
  }

  test("decimals keep their precisions; the result's is Spark's") {
    val call = native("m * m").getCall
    assert(call.getType.getDecimal.getPrecision == 25 && call.getType.getDecimal.getScale == 4)
    assert(call.getArgs(0).hasColumn)
  }

  test("what raises errors says where it stands, once for equal places") {
    withAnsi(true) {
      val origins = Origins.collector()
      assert(native("d / d", origins).getOrigin == 1)
      assert(native("d / d", origins).getOrigin == 1)
      assert(native("s LIKE 'a%'", origins).getOrigin == 0)
      assert(origins.messages.size == 1)
      assert(Origins.decode(origins.messages.head).fragment == "d / d")
    }
    withAnsi(false)(assert(native("d / d", Origins.collector()).getOrigin == 0))
  }

  test("logic and comparisons") {
    val and = native("i < 3 AND NOT (s = 'x') OR d IS NULL")
    assert(and.getBinary.getOp == proto.Binary.Op.OR)
    assert(and.getBinary.getLeft.getBinary.getOp == proto.Binary.Op.AND)
    assert(and.getBinary.getRight.getKindCase == KindCase.IS_NULL)
  }

  test("CASE, IF and COALESCE are branches") {
    assert(native("CASE WHEN i = 1 THEN 'x' END").getCase.getBranchesCount == 1)
    assert(!native("CASE WHEN i = 1 THEN 'x' END").getCase.hasElseValue)
    assert(native("if(b, i, 2)").getCase.hasElseValue)
    val coalesce = native("coalesce(i, 2, 3)").getCase
    assert(coalesce.getBranchesCount == 2)
    assert(coalesce.getBranches(0).getCondition.hasIsNotNull)
    assert(native("coalesce(i)").hasColumn)
  }

  test("IN is a list of constants, or else a disjunction") {
    val list = native("d IN (-0.0D, 1.0D)").getInList
    assert(list.getListCount == 2)
    assert(list.getList(0).getDouble.equals(0.0d))
    assert(native("i IN (1, i)").getBinary.getOp == proto.Binary.Op.OR)
  }

  test("functions of strings and dates") {
    assert(native("s LIKE '%a!%' ESCAPE '!'").getCall.getArgs(2).getLiteral.getString == "!")
    assert(native("substring(s, 2, 3)").getCall.getName == "substring")
    assert(native("extract(YEAR FROM day)").getCall.getName == "year")
    assert(native("date_add(day, 3)").getCall.getName == "date_add")
    assert(native("array_max(a)").getCall.getName == "array_max")
    assert(native("a = array(i)").getBinary.getRight.getCall.getName == "array")
  }

  test("reasons accumulate over an expression") {
    assert(reasons("mask(s) = mask(concat(mask(s), s))").exists(_.contains("mask")))
    assert(reasons("sin(i) + length(mask(s))").size == 2)
    assert(reasons("sin(i) > 0.5").head.contains("SIN"))
  }

  test("a switch keeps an expression on the JVM") {
    val reason = reasons("i + i", name => name != "Add").head
    assert(reason.contains("spark.thermite.expr.Add.enabled"))
  }

  test("short integers are native in every mode") {
    withAnsi(false)(assert(native("h + h").getCall.getName == "+"))
    withAnsi(true)(assert(native("h + h").getCall.getMode == proto.EvalMode.ANSI))
  }

  test("a constant that has no native version is computed by Spark") {
    assert(native("mask('Robert')").getLiteral.getString == "Xxxxxx")
  }

  test("an unsupported cast names both types") {
    val reason = "cast from ARRAY<INT> to STRING has no native version"
    assert(reasons("CAST(a AS STRING)").head == reason)
  }

  test("each rule is in the list of functions") {
    assert(ExprRegistry.entries.map(_.rule.name).distinct == ExprRegistry.names)
    val add = ExprRegistry.entries.find(_.rule.name == "Add").get
    assert(add.sqlNames.contains("+") && add.rule.function == "+")
  }
}
