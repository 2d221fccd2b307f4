package org.apache.spark.sql.thermite.python

import org.apache.arrow.vector.FieldVector

import org.apache.spark.TaskContext
import org.apache.spark.sql.thermite.arrow.{CArray, NativeBatch}
import org.apache.spark.sql.thermite.exec.Native
import org.apache.spark.sql.types.DataType
import org.apache.spark.sql.vectorized.ColumnarBatch

/** Columns that Python gave, until the next are read. */
sealed trait Answer {
  def rows: Int

  def columns(arrays: VectorArrays): Array[Long]
}

final case class Vectors(vectors: Array[FieldVector], rows: Int) extends Answer {
  override def columns(arrays: VectorArrays): Array[Long] = vectors.map(arrays.of)
}

/** The struct-typed `ArrowArray` at an address. */
final case class Written(address: Long, count: Int) extends Answer {
  override def rows: Int = CArray.length(address)

  override def columns(arrays: VectorArrays): Array[Long] =
    Array.tabulate(count)(CArray.child(address, _))
}

/**
 * The results of Python as native batches. Results for rows that wait stand after the first `passed`
 * columns of those.
 */
final class PythonResults(answers: Iterator[Answer], waiting: Option[WaitingRows], passed: Int) {
  private var answer: Answer = Vectors(Array.empty, 0)
  private var used = 0
  private var arrays: VectorArrays = _

  /** The address of the next batch; 0 at the end. */
  private def fetch(): Long = {
    while (used == answer.rows && answers.hasNext) {
      answer = answers.next()
      used = 0
    }
    if (used == answer.rows) 0L
    else {
      arrays = new VectorArrays(Native.library.releaseAddress())
      waiting match {
        case Some(waiting) =>
          val (batch, start, rows) = waiting.claim(answer.rows - used)
          val before = (0 until passed).map(CArray.child(batch.address, _))
          // Native code takes over the columns of a whole batch.
          val isWhole = start == 0 && rows == batch.numRows()
          batchOf(rows, if (isWhole) before else before.map(arrays.slice(_, start, rows)))
        case None => batchOf(answer.rows, Nil)
      }
    }
  }

  private def batchOf(rows: Int, before: Seq[Long]): Long = {
    val results = answer.columns(arrays).map(arrays.slice(_, used, rows))
    used += rows
    arrays.struct((before ++ results).toArray, rows)
  }

  /** Each batch is valid until the next is asked for. */
  def batches(types: Array[DataType], context: TaskContext): Iterator[ColumnarBatch] = {
    val batches = new NativeBatch.Batches(types, () => fetch(), _ => arrays.free())
    context.addTaskCompletionListener[Unit](_ => batches.close())
    batches
  }
}
