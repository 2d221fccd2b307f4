package org.apache.spark.sql.thermite.convert

import scala.collection.mutable

import com.google.protobuf.ByteString

import org.apache.spark.QueryContext
import org.apache.spark.sql.catalyst.expressions.{DivideDTInterval, DivideYMInterval, Expression, SupportQueryContext}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.util.Utils

/**
 * Collects where the expressions of a block stand in the query text, for native errors to name. An
 * index is a place in [[messages]] plus one; 0 is an expression that Spark reports no context of.
 */
sealed trait Origins {
  def index(context: QueryContext): Int

  /** Of Spark's expressions, only those with [[SupportQueryContext]] and these give errors a context. */
  final def of(expr: Expression): Int = expr match {
    case e @ (_: DivideYMInterval | _: DivideDTInterval) => index(e.origin.context)
    case e: SupportQueryContext => Option[QueryContext](e.getContextOrNull()).fold(0)(index)
    case _ => 0
  }

  /** To be sent as `Block.origins`. */
  def messages: Seq[proto.Origin]
}

object Origins {

  /** Collects nothing: for checks, and where no block carries the origins. */
  val none: Origins = new Origins {
    override def index(context: QueryContext): Int = 0

    override def messages: Seq[proto.Origin] = Nil
  }

  /** A fresh collector, for one block. */
  def collector(): Origins = new Collector

  def encode(context: QueryContext): proto.Origin =
    proto.Origin.newBuilder().setContext(ByteString.copyFrom(Utils.serialize(context))).build()

  def decode(origin: proto.Origin): QueryContext =
    Utils.deserialize[QueryContext](
      origin.getContext.toByteArray,
      Utils.getContextOrSparkClassLoader)

  /** The context of `index` in an encoded block, which is decoded again: few tasks fail. */
  def find(block: Array[Byte], index: Int): Option[QueryContext] =
    if (index <= 0) None
    else {
      val origins = proto.Block.parseFrom(block).getOriginsList
      if (index > origins.size) None else Some(decode(origins.get(index - 1)))
    }

  private final class Collector extends Origins {
    private val indices = mutable.LinkedHashMap.empty[QueryContext, Int]

    override def index(context: QueryContext): Int =
      indices.getOrElseUpdate(context, indices.size + 1)

    override def messages: Seq[proto.Origin] = indices.keys.toSeq.map(encode)
  }
}
