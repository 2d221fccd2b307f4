package org.apache.spark.sql.thermite.convert

import java.io._

import scala.collection.mutable

import com.google.protobuf.ByteString

import org.apache.spark.QueryContext
import org.apache.spark.sql.catalyst.expressions.{Expression, SupportQueryContext}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.util.Utils

/**
 * Collects where the expressions of a block stand in the query text, for native errors to name. An
 * index is a place in [[messages]] plus one; 0 is an expression that Spark reports no context of.
 */
sealed trait Origins {
  def index(context: QueryContext): Int

  /** Of Spark's expressions, only those with [[SupportQueryContext]] give errors a context. */
  final def of(expr: Expression): Int = expr match {
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

  /** The context that [[Origins.index]] was given. */
  def context(origin: proto.Origin): QueryContext = {
    val bytes = new ByteArrayInputStream(origin.getContext.toByteArray)
    val in = new ObjectInputStream(bytes) {
      override def resolveClass(description: ObjectStreamClass): Class[_] =
        Class.forName(description.getName, false, Utils.getContextOrSparkClassLoader)
    }
    try in.readObject().asInstanceOf[QueryContext]
    finally in.close()
  }

  private final class Collector extends Origins {
    private val indices = mutable.LinkedHashMap.empty[QueryContext, Int]

    override def index(context: QueryContext): Int =
      indices.getOrElseUpdate(context, indices.size + 1)

    override def messages: Seq[proto.Origin] = indices.keys.toSeq.map { context =>
      val bytes = new ByteArrayOutputStream()
      val out = new ObjectOutputStream(bytes)
      out.writeObject(context)
      out.close()
      proto.Origin.newBuilder().setContext(ByteString.copyFrom(bytes.toByteArray)).build()
    }
  }
}
