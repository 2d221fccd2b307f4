package org.apache.spark.sql.thermite.exec

import org.apache.spark.QueryContext
import org.apache.spark.sql.thermite.proto
import org.apache.spark.util.Utils

/** Where expressions stand in the query, as a block carries it (`Origin.context`). */
object QueryContexts {

  def encode(context: QueryContext): Array[Byte] = Utils.serialize(context)

  /**
   * The context that `Error.origin` names in an encoded block: an index plus one. A block is
   * decoded again for it, because few tasks fail.
   */
  def find(block: Array[Byte], origin: Int): Option[QueryContext] =
    if (origin <= 0) None
    else {
      val origins = proto.Block.parseFrom(block).getOriginsList
      if (origin > origins.size) None
      else Some(origins.get(origin - 1).getContext.toByteArray).filter(_.nonEmpty).map(decode)
    }

  private def decode(bytes: Array[Byte]): QueryContext =
    Utils.deserialize[QueryContext](bytes, Utils.getContextOrSparkClassLoader)
}
