package org.apache.spark.sql.thermite.python

import java.util.ArrayList

import scala.collection.JavaConverters._

import org.apache.arrow.memory.{ArrowBuf, ReferenceManager}
import org.apache.arrow.vector.{BufferLayout, TypeLayout, VectorLoader, VectorSchemaRoot}
import org.apache.arrow.vector.ipc.message.{ArrowFieldNode, ArrowRecordBatch}
import org.apache.arrow.vector.types.pojo.Field

import org.apache.spark.sql.thermite.arrow.CArray
import org.apache.spark.unsafe.Platform

/**
 * Native arrays as the contents of Arrow's Java vectors, which read them in place until others are
 * loaded. The arrays have no offsets: they are those of `Rebatch`.
 */
final class NativeVectors {
  private val nodes = new ArrayList[ArrowFieldNode]
  private val buffers = new ArrayList[ArrowBuf]

  private def buffer(address: Long, bytes: Long): ArrowBuf = {
    val size = if (address == 0) 0L else bytes
    val buffer = new ArrowBuf(ReferenceManager.NO_OP, null, size, address)
    buffer.writerIndex(size)
    buffer
  }

  private def add(field: Field, array: Long): Unit = {
    val rows = CArray.length(array)
    val layouts = TypeLayout.getTypeLayout(field.getType).getBufferLayouts.asScala
    // A void vector counts its rows as nulls, and has no validity.
    val nulls = if (layouts.isEmpty) rows else CArray.nullCount(array)
    nodes.add(new ArrowFieldNode(rows, nulls))
    var last = 0L
    layouts.zipWithIndex.foreach { case (layout, i) =>
      val address = CArray.buffer(array, i)
      val bits = layout.getTypeBitWidth.toLong
      val bytes = layout.getType match {
        case BufferLayout.BufferType.OFFSET =>
          last = if (address == 0) 0L else Platform.getInt(null, address + 4L * rows).toLong
          4L * (rows + 1L)
        case BufferLayout.BufferType.DATA if layouts.length == 3 => last
        case _ => (rows * bits + 7) / 8
      }
      buffers.add(buffer(address, bytes))
    }
    field.getChildren.asScala.zipWithIndex.foreach { case (child, i) =>
      add(child, CArray.child(array, i))
    }
  }
}

object NativeVectors {

  /** Puts `columns` of the struct-typed `ArrowArray` at `batch` into `root`. */
  def load(root: VectorSchemaRoot, batch: Long, columns: SentColumns): Unit = {
    val vectors = new NativeVectors
    val rows = CArray.length(batch)
    val fields = root.getSchema.getFields.asScala
    val sent =
      if (columns.inStruct) {
        vectors.nodes.add(new ArrowFieldNode(rows, 0))
        vectors.buffers.add(vectors.buffer(0L, 0L))
        fields.head.getChildren.asScala
      } else fields
    sent.zip(columns.places).foreach { case (field, i) => vectors.add(field, CArray.child(batch, i)) }
    val message = new ArrowRecordBatch(rows, vectors.nodes, vectors.buffers)
    try new VectorLoader(root).load(message)
    finally message.close()
  }
}

/** The columns of a batch that Python gets, as the fields of one column if `inStruct`. */
final case class SentColumns(places: Array[Int], inStruct: Boolean)
