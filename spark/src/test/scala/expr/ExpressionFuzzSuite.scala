package org.apache.spark.sql.thermite.expr

import java.util.Locale

import scala.util.{Random, Try}

import org.scalatest.BeforeAndAfterAll

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{BindReferences, Expression, RuntimeReplaceable, Unevaluable}
import org.apache.spark.sql.catalyst.plans.logical.{LogicalPlan, Project}
import org.apache.spark.sql.thermite.ThermiteSession
import org.apache.spark.sql.thermite.sql.{Answer, Failed}
import org.apache.spark.sql.types.CalendarIntervalType

/**
 * Random expressions on plain Spark and on Thermite. `-Dfuzz.seed=` and `-Dfuzz.count=` say which and
 * how many; a difference is shown as the statement of the smallest expression that has it. Rows for
 * which Spark raises are kept from an expression, by a condition that both sides must respect; a part
 * of such expressions is run on all rows as well.
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

  private lazy val rows: Array[InternalRow] =
    vanilla(spark.table(FuzzTrees.Table).queryExecution.toRdd.map(_.copy()).collect())

  /** Nothing where types of arguments that a function takes meet others by a rule of their own. */
  private def analyzed(tree: FuzzTree): Option[LogicalPlan] =
    Try(spark.sql(select(tree.sql)).queryExecution.analyzed).toOption

  /** What the column of `plan` is evaluated as, if it stands for itself. */
  private def bound(plan: LogicalPlan): Option[Expression] = plan match {
    case Project(Seq(value), table) =>
      val replaced = value.transform { case r: RuntimeReplaceable => r.replacement }
      Try(BindReferences.bindReference(replaced: Expression, table.output)).toOption
        .filterNot(_.exists(_.isInstanceOf[Unevaluable]))
    case _ => None
  }

  /** The ids of the rows for which Spark raises; none if it cannot be said. */
  private def raising(plan: LogicalPlan): Seq[Int] = bound(plan) match {
    case Some(expr) => rows.indices.filter(i => Try(expr.eval(rows(i))).isFailure)
    case None => Nil
  }

  private def select(column: String): String = select(Seq(column))

  private def select(columns: Seq[String]): String =
    s"SELECT ${columns.zipWithIndex.map { case (c, i) => s"$c AS v$i" }.mkString(", ")} FROM ${FuzzTrees.Table}"

  /**
   * Expressions that gave rows, those of them beside an operator that is not native, and failures.
   * Strings that are no UTF-8 are a failure of native code's own.
   */
  private var ran = 0
  private var onJvm = 0
  private var failed = 0

  /** The difference of a query of `columns`, if there is one. */
  private def difference(columns: Seq[String]): Option[String] = {
    val compared = compare(select(columns), ordered = true, exactErrors = false)
    compared.actual match {
      case _: Failed if columns.length > 1 => Some("one of several fails")
      case f: Failed =>
        failed += 1
        // Whose row comes first is not said: Spark evaluates rows, native code columns.
        compared.difference.filterNot(_.startsWith("other errors") || isNoUtf8(f))
      case _ =>
        ran += columns.length
        if (compared.frame.exists(left(_).nonEmpty)) onJvm += columns.length
        compared.difference
    }
  }

  private def isNoUtf8(failure: Failed): Boolean = {
    val trace = Answer.trace(failure.cause).toLowerCase(Locale.ROOT)
    trace.contains("utf-8 sequence") || trace.contains("invalid utf8 sequence")
  }

  /** A column that gives rows, as far as Spark's expressions by themselves can say. */
  private def column(tree: FuzzTree): String =
    masked(tree, analyzed(tree).map(raising).getOrElse(Nil))

  private def masked(tree: FuzzTree, raising: Seq[Int]): String =
    if (raising.isEmpty) comparable(tree)
    else s"CASE WHEN id NOT IN (${raising.mkString(", ")}) THEN ${comparable(tree)} END"

  private def comparable(tree: FuzzTree): String =
    if (tree.dataType.sql.contains("VARIANT") || tree.dataType == CalendarIntervalType) s"CAST(${tree.sql} AS STRING)"
    else tree.sql

  private def smallest(tree: FuzzTree): FuzzTree =
    tree.args.find(a => difference(Seq(column(a))).isDefined).map(smallest).getOrElse(tree)

  /** Those of `trees` that differ, found by halves. */
  private def differing(trees: Seq[(FuzzTree, Seq[Int])]): Seq[FuzzTree] =
    if (trees.isEmpty || difference(trees.map { case (t, ids) => masked(t, ids) }).isEmpty) Nil
    else if (trees.length == 1) trees.map(_._1)
    else {
      val (some, others) = trees.splitAt(trees.length / 2)
      differing(some) ++ differing(others)
    }

  private def wrong(batch: Seq[FuzzTree], random: Random): Seq[String] = {
    val raised = for (tree <- batch; plan <- analyzed(tree)) yield tree -> raising(plan)
    val found = differing(raised.filter(_._2.length < rows.length)).map(t => column(smallest(t)))
    val whole = raised.filter(r => r._2.nonEmpty && random.nextInt(Failures) == 0)
      .map(r => comparable(r._1)).filter(c => difference(Seq(c)).isDefined)
    (found ++ whole).flatMap { column =>
      generated(difference(Seq(column))).map(d => s"${select(column)}\n${shortened(d)}")
    }
  }

  /** By Spark's generated code, from which its interpreted expressions differ here and there. */
  private def generated[A](body: => A): A =
    withConf("spark.sql.codegen.wholeStage" -> "true", "spark.sql.codegen.factoryMode" -> "FALLBACK")(body)

  private def shortened(difference: String): String =
    if (difference.length < 1200) difference else s"${difference.take(200)} ... ${difference.takeRight(900)}"

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
