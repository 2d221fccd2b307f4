package org.apache.spark.sql.thermite.expr

import java.util.Locale

import scala.util.{Failure, Random, Success, Try}

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.sql.{Answer, Failed}

/**
 * Random expressions by Spark's own code, and in queries of Thermite. `-Dfuzz.seed=` and `-Dfuzz.count=`
 * say which and how many; a difference is shown as the statement of the smallest expression that has
 * it. Rows for which Spark raises are kept from an expression, by a condition that must be respected; a
 * part of such expressions is run on all rows as well, on plain Spark and on Thermite.
 */
class ExpressionFuzzSuite extends ThermiteSession with BeforeAndAfterAll {
  import ExpressionFuzzSuite._

  private val seed = sys.props("fuzz.seed").toLong
  private val count = sys.props("fuzz.count").toInt

  private val plain = Seq(
    "spark.sql.ansi.enabled" -> "false",
    "spark.sql.codegen.wholeStage" -> "false",
    "spark.sql.codegen.factoryMode" -> "NO_CODEGEN",
    "spark.sql.session.timeZone" -> "America/Los_Angeles",
    "spark.sql.optimizer.excludedRules" -> "org.apache.spark.sql.catalyst.optimizer.ConstantFolding")

  override def beforeAll(): Unit = vanilla(withConf(plain: _*)(FuzzTrees.createTable(spark)))

  override def afterAll(): Unit = vanilla(FuzzTrees.dropTable(spark))

  private lazy val table: FuzzTable = vanilla(new FuzzTable(spark))

  /**
   * Expressions that gave rows, those of them beside an operator that is not native, and failures.
   * Strings that are no UTF-8 are a failure of native code's own.
   */
  private var ran = 0
  private var onJvm = 0
  private var failed = 0

  /** Those of `all` that differ; among several of which some fail they are found by halves. */
  private def differing(all: Seq[Evaluated]): Seq[Evaluated] = {
    val query = table.query(all)
    Try(query.executedPlan.executeCollect()) match {
      case Success(rows) =>
        ran += all.length
        if (left(query.executedPlan).nonEmpty) onJvm += all.length
        if (rows.length == table.rows.length) all.zipWithIndex.filter { case (e, i) => table.differs(e, i, rows) }.map(_._1)
        else all
      case Failure(error) if all.length == 1 =>
        failed += 1
        if (isNoUtf8(error)) Nil else all
      case _ =>
        val (some, others) = all.splitAt(all.length / 2)
        differing(some) ++ differing(others)
    }
  }

  private def isNoUtf8(error: Throwable): Boolean = {
    val trace = Answer.trace(error).toLowerCase(Locale.ROOT)
    trace.contains("utf-8 sequence") || trace.contains("invalid utf8 sequence")
  }

  /** A defect of native code, whatever Spark gives. */
  private def isInternal(error: Throwable): Boolean = Answer.trace(error).contains("native INTERNAL")

  private def smallest(found: Evaluated): Evaluated =
    found.tree.args.flatMap(table.evaluated(_)).find(e => differing(Seq(e)).nonEmpty).map(smallest).getOrElse(found)

  /**
   * What differs, unless Spark's generated code, from which its interpreted expressions differ here and
   * there, gives what Thermite does.
   */
  private def shown(sql: String): Option[String] =
    withConf("spark.sql.codegen.wholeStage" -> "true", "spark.sql.codegen.factoryMode" -> "FALLBACK") {
      difference(sql).map(d => s"$sql\n${shortened(d)}")
    }

  /** Whose row comes first is not said: Spark evaluates rows, native code columns. */
  private def difference(sql: String): Option[String] = {
    val compared = compare(sql, ordered = true, exactErrors = false)
    compared.actual match {
      case f: Failed if isNoUtf8(f.cause) => None
      case f: Failed if isInternal(f.cause) => Some(f.toString)
      case _: Failed => compared.difference.filterNot(_.startsWith("other errors"))
      case _ => compared.difference
    }
  }

  private def shortened(difference: String): String =
    if (difference.length < 1200) difference else s"${difference.take(200)} ... ${difference.takeRight(900)}"

  private def wrong(batch: Seq[FuzzTree], random: Random): Seq[String] = {
    val evaluated = batch.flatMap(table.evaluated(_))
    val giving = evaluated.filter(_.raising.length < table.rows.length)
    val whole = evaluated.filter(e => e.raising.nonEmpty && !e.isBroken && random.nextInt(Failures) == 0)
    differing(giving).map(smallest).flatMap(e => shown(table.sql(e))) ++
      whole.map(e => table.sql(e.tree)).filter(difference(_).nonEmpty).flatMap(shown)
  }

  for (ansi <- Seq(false, true)) test(s"random expressions, ansi=$ansi") {
    withConf(plain :+ ("spark.sql.ansi.enabled" -> ansi.toString): _*) {
      val random = new Random(seed)
      val trees = new FuzzTrees(spark, seed)
      info(trees.summary)
      val found = Seq.fill(count / Batch) {
        wrong(Seq.fill(Batch)(trees.next(random)), random)
      }.flatten
      info(s"$ran expressions gave rows, $onJvm of them beside operators of the JVM; $failed failed")
      assert(found.isEmpty, found.distinct.mkString(s"${found.length} differ; seed $seed\n", "\n\n", ""))
      if (ThermiteSession.isNative) assert(ran > count / 2 && onJvm < ran / 5, "too few prove anything")
      ran = 0
      onJvm = 0
      failed = 0
      assertNothingLeaks()
    }
  }
}

object ExpressionFuzzSuite {
  /** Expressions of a query. */
  private val Batch = 40

  /** Of so many expressions that raise for some row one is run on all rows. */
  private val Failures = 20
}
