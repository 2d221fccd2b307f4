package org.apache.spark.sql.thermite.exec

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Generator, GenericInternalRow, JoinedRow, Nondeterministic}
import org.apache.spark.sql.thermite.arrow.{NativeColumnVector, NativeRow, RowsToArrow}
import org.apache.spark.sql.types.{DataType, StructType}

/**
 * A generator bound to columns of the types `inputs`; with `outer` a row for which it gives nothing
 * gives one of NULLs.
 */
final case class JvmGenerator(generator: Generator, inputs: Array[DataType], outer: Boolean)
    extends JvmCode {
  override def name: String = generator.prettyName
}

/** Runs a generator for one task (`GenerateExec`), a bounded batch of its rows at a time. */
final class JvmGeneratorRunner(function: JvmGenerator, partition: Int, batchSize: Int)
    extends AutoCloseable {
  private val generator = function.generator
  generator.foreach {
    case e: Nondeterministic => e.initialize(partition)
    case _ =>
  }
  private val schema = generator.elementSchema
  private val writer = new RowsToArrow(
    StructType(new StructType().add("row", "int").fields ++ schema.fields),
    batchSize,
    RowsToArrow.DefaultMaxBytes,
    Native.library.releaseAddress())
  private val nulls: InternalRow = new GenericInternalRow(schema.length)
  private val place = new GenericInternalRow(1)
  private val joined = new JoinedRow

  private var input: NativeRow = _
  private var rows = 0
  private var next = 0
  private var generated: Iterator[InternalRow] = Iterator.empty

  /** Begins with the rows of a struct-typed `ArrowArray`, which stays until they are used up. */
  def start(args: Long): Unit = {
    rows = NativeColumnVector.rows(args)
    input = new NativeRow(NativeColumnVector.columns(args, function.inputs), 0)
    next = 0
    generated = Iterator.empty
  }

  /** The next generated rows, each with the place of its input row; 0 at the end. */
  def run(): Long = {
    writer.reset()
    while (!writer.isFull && advance()) writer.write(joined(place, generated.next()))
    if (writer.rowCount == 0) 0L else writer.finish()
  }

  private def advance(): Boolean = {
    while (!generated.hasNext && next < rows) {
      input.rowId = next
      val own: Iterator[InternalRow] = Iterator.empty ++ generator.eval(input)
      generated = if (own.hasNext || !function.outer) own else Iterator.single(nulls)
      place.setInt(0, next)
      next += 1
    }
    generated.hasNext
  }

  override def close(): Unit = writer.close()
}
