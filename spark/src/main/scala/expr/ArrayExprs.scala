package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.expr.Rule.{call, raising}
import org.apache.spark.sql.types._

/** Arrays and structs: made, read and changed. */
object ArrayExprs {
  private val arrays = "only arrays"

  private def isArray(e: Expression): Boolean = e.dataType.isInstanceOf[ArrayType]

  private def both[E <: BinaryExpression: scala.reflect.ClassTag](function: String): Rule =
    call[E](function) { case e => Seq(e.left, e.right) }

  /** `ArraySort.defaultComparator`, also as the optimizer leaves it if no element is NULL. */
  private def isDefault(comparator: Expression): Boolean = comparator match {
    case LambdaFunction(body, Seq(l: NamedLambdaVariable, r: NamedLambdaVariable), _) =>
      val ofValues =
        If(LessThan(l, r), Literal(-1), If(GreaterThan(l, r), Literal(1), Literal(0)))
      Seq(ArraySort.comparator(l, r), ofValues).exists(body.semanticEquals)
    case _ => false
  }

  val rules: Seq[Rule] = Seq(
    call[CreateArray]("array") { case e => e.children },
    call[CreateNamedStruct]("named_struct") { case e => e.valExprs },
    call[GetStructField]("get_struct_field") { case e => Seq(e.child, Literal(e.ordinal)) },
    call[GetArrayStructFields]("array_struct_fields") {
      case e => Seq(e.child, Literal(e.ordinal))
    },
    call[GetArrayItem]("get_array_item", mode = e => raising(e.failOnError)) {
      case e => Seq(e.child, e.ordinal)
    },
    call[ElementAt]("element_at", arrays, e => raising(e.failOnError)) {
      case e if isArray(e.left) => Seq(e.left, e.right) ++ e.defaultValueOutOfBound
    },
    call[Size]("size") { case e => Seq(e.child, Literal(e.legacySizeOfNull)) },
    both[ArrayContains]("array_contains"),
    both[ArrayPosition]("array_position"),
    both[ArrayRemove]("array_remove"),
    both[ArraysOverlap]("arrays_overlap"),
    call[ArrayMin]("array_min") { case e => Seq(e.child) },
    call[ArrayMax]("array_max") { case e => Seq(e.child) },
    both[SortArray]("sort_array"),
    call[ArraySort]("array_sort", "only without a comparator") {
      case e if isDefault(e.function) => Seq(e.argument)
    },
    call[ArrayDistinct]("array_distinct") { case e => Seq(e.child) },
    both[ArrayUnion]("array_union"),
    both[ArrayExcept]("array_except"),
    both[ArrayIntersect]("array_intersect"),
    both[ArrayRepeat]("array_repeat"),
    // It always says where it stands in the query.
    call[ArrayInsert]("array_insert", mode = _ => EvalMode.ANSI) {
      case e => e.children :+ Literal(e.legacyNegativeIndex)
    },
    call[ArrayJoin]("array_join") {
      case e => e.nullReplacement.toSeq ++ Seq(e.array, e.delimiter)
    },
    call[ArraysZip]("arrays_zip", "only with arguments") {
      case e if e.children.nonEmpty => e.children
    },
    call[Flatten]("flatten") { case e => Seq(e.child) },
    call[Slice]("slice") { case e => Seq(e.x, e.start, e.length) })
}
