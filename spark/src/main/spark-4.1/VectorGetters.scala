package org.apache.spark.sql.thermite.shim

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters
import org.apache.spark.sql.vectorized.ColumnVector
import org.apache.spark.unsafe.types.{GeographyVal, GeometryVal, VariantVal}

/** Values at places of vectors: what Spark 4.1 has beyond others. */
trait VectorGetters extends SpecializedGetters {
  protected def vector(i: Int): ColumnVector

  protected def place(i: Int): Int

  override def getVariant(i: Int): VariantVal = vector(i).getVariant(place(i))

  override def getGeography(i: Int): GeographyVal = vector(i).getGeography(place(i))

  override def getGeometry(i: Int): GeometryVal = vector(i).getGeometry(place(i))
}
