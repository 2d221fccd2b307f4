package org.apache.spark.sql.thermite.expr

import scala.util.{Failure, Try}

import org.apache.spark.sql.{Row, SparkSession}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.plans.logical.{LogicalPlan, Project, SubqueryAlias}
import org.apache.spark.sql.catalyst.util.{ArrayData, MapData}
import org.apache.spark.sql.execution.QueryExecution
import org.apache.spark.sql.thermite.sql.Answer
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** An expression over the table of [[FuzzTrees]], and what Spark's own code gives for each of its rows. */
final case class Evaluated(tree: FuzzTree, value: Expression, answers: IndexedSeq[Try[String]]) {
  def raising: Seq[Int] = answers.indices.filter(answers(_).isFailure)

  /** Spark reads what is not there, as `element_at` at the least integer does. */
  def isBroken: Boolean = answers.exists {
    case Failure(_: IndexOutOfBoundsException) => true
    case _ => false
  }
}

/** The table of [[FuzzTrees]] in memory: expressions are evaluated on it by themselves, without a plan. */
final class FuzzTable(spark: SparkSession) {
  private val table: LogicalPlan = spark.table(FuzzTrees.Table).queryExecution.analyzed
  private val columns: Map[String, Attribute] = table.output.map(a => a.name -> a).toMap
  private val id = columns("id")

  /** Of objects: what is read beyond the end of a value in raw memory stops the JVM. */
  val rows: Array[InternalRow] = {
    val unsafe = spark.table(FuzzTrees.Table).queryExecution.toRdd.map(_.copy()).collect()
    val fields = table.output.zipWithIndex.map { case (a, i) => BoundReference(i, a.dataType, a.nullable) }
    val safe = InterpretedSafeProjection.createProjection(fields)
    unsafe.map(safe(_).copy())
  }

  /** Nothing where types of arguments that a function takes meet others by a rule of their own. */
  def analyzed(tree: FuzzTree): Option[Expression] =
    Try(spark.sql(sql(tree)).queryExecution.analyzed).toOption
      .collect { case Project(Seq(Alias(value, _)), _: SubqueryAlias) =>
        value.transform { case a: Attribute => columns(a.name) }
      }

  /** Nothing for what Spark evaluates in a plan only. */
  def evaluated(tree: FuzzTree): Option[Evaluated] =
    for {
      value <- analyzed(tree)
      replaced = value.transform { case r: RuntimeReplaceable => r.replacement }
      bound <- Try(BindReferences.bindReference(replaced: Expression, table.output)).toOption
      if !bound.exists(_.isInstanceOf[Unevaluable])
    } yield Evaluated(tree, value, rows.toIndexedSeq.map(row => Try(FuzzTable.text(bound.eval(row), value.dataType))))

  /** The query of the columns `all` on the rows for which Spark gives a value. */
  def query(all: Seq[Evaluated]): QueryExecution = {
    val values = all.zipWithIndex.map { case (e, i) =>
      val ids = e.raising.map(id => Literal(id.toLong))
      val given = if (ids.isEmpty) e.value else CaseWhen(Seq(Not(In(id, ids)) -> e.value))
      Alias(given, s"v$i")()
    }
    spark.table(FuzzTrees.Table).queryExecution.sparkSession.sessionState.executePlan(Project(values, table))
  }

  /** Whether `rows` of a query, whose column `i` is `e`, are not what Spark gives. */
  def differs(e: Evaluated, i: Int, rows: Array[InternalRow]): Boolean = rows.indices.exists { number =>
    val expected = e.answers(number).getOrElse(FuzzTable.text(null, e.value.dataType))
    FuzzTable.text(rows(number).get(i, e.value.dataType), e.value.dataType) != expected
  }

  /** The statement of all rows. */
  def sql(tree: FuzzTree): String = select(FuzzTable.comparable(tree))

  /** The statement of the rows for which Spark gives a value. */
  def sql(e: Evaluated): String =
    if (e.raising.isEmpty) sql(e.tree)
    else select(s"CASE WHEN id NOT IN (${e.raising.mkString(", ")}) THEN ${FuzzTable.comparable(e.tree)} END")

  private def select(column: String): String = s"SELECT $column AS v FROM ${FuzzTrees.Table}"
}

object FuzzTable {
  /** As a column of rows that leave the engine. */
  private def comparable(tree: FuzzTree): String =
    if (tree.dataType.sql.contains("VARIANT") || tree.dataType == CalendarIntervalType) s"CAST(${tree.sql} AS STRING)"
    else tree.sql

  /** A value of Spark's inner form, exact to the bit. */
  private def text(value: Any, dataType: DataType): String = Answer.text(plain(value, dataType))

  private def plain(value: Any, dataType: DataType): Any = (value, dataType) match {
    case (null, _) => null
    case (array: ArrayData, ArrayType(element, _)) => array.toSeq[Any](element).map(plain(_, element))
    case (map: MapData, MapType(key, value, _)) => Seq(plain(map.keyArray(), ArrayType(key)), plain(map.valueArray(), ArrayType(value)))
    case (row: InternalRow, StructType(fields)) =>
      Row.fromSeq(fields.toSeq.zipWithIndex.map { case (f, i) => plain(row.get(i, f.dataType), f.dataType) })
    case (string: UTF8String, _) => string.toString
    case (other, _) => other
  }
}
