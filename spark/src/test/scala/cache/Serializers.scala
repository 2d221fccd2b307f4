package org.apache.spark.sql.execution.columnar

/** The cache's serializer, which a process else keeps for good. */
object Serializers {
  def forget(): Unit = InMemoryRelation.clearSerializer()
}
