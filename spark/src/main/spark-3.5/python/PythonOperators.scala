package org.apache.spark.sql.thermite.python

import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.thermite.operator.{NativeOperatorExec, OperatorConverter}

/** Spark 3.5 writes to Python from a thread of its own, so that its operators are left to it. */
object PythonOperators {
  val converters: Seq[OperatorConverter] = Nil

  def native(original: SparkPlan): Option[NativeOperatorExec] = None
}
