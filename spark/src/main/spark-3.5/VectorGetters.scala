package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters
import org.apache.spark.sql.vectorized.ColumnVector

/** Values at places of vectors: what Spark 3.5 has beyond others, which is nothing. */
trait VectorGetters extends SpecializedGetters {
  protected def vector(i: Int): ColumnVector

  protected def place(i: Int): Int
}
