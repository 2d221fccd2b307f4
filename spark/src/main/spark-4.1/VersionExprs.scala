package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions.{BinaryArithmetic, EvalMode, Expression}
import org.apache.spark.sql.catalyst.expressions.aggregate.{Average, Sum}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.expr.Rule

/** Expression classes as they are in Spark 4.1. */
object VersionExprs {
  val rules: Seq[Rule] = Nil

  /** The mode of binary arithmetic and of the aggregates that add. */
  def evalMode(expr: Expression): EvalMode.Value = expr match {
    case e: BinaryArithmetic => e.evalMode
    case e: Sum => e.evalContext.evalMode
    case e: Average => e.evalMode
    case _ => EvalMode.LEGACY
  }

  /** Whether NULL IN () is NULL. */
  def nullInEmptyList: Boolean = SQLConf.get.legacyNullInEmptyBehavior
}
