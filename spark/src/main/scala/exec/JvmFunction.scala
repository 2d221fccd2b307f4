package org.apache.spark.sql.thermite.exec

import org.apache.spark.sql.catalyst.expressions.{Expression, SpecificInternalRow}
import org.apache.spark.sql.thermite.arrow.{NativeColumnVector, NativeRow, RowsToArrow}
import org.apache.spark.sql.types.{DataType, StructType}

/** An expression bound to columns of the types `inputs`. */
final case class JvmFunction(expr: Expression, inputs: Array[DataType], override val isRest: Boolean = false)
    extends JvmCode {
  override def name: String = expr.prettyName
}

/** Evaluates a function for one task; the values of a call are valid until the next. */
final class JvmFunctionRunner(function: JvmFunction, partition: Int) extends AutoCloseable {
  private val code = RowFunction.createObject(function.expr)
  code.initialize(partition)
  private val value = new SpecificInternalRow(Seq(function.expr.dataType))
  private val writer = new RowsToArrow(
    new StructType().add("value", function.expr.dataType),
    Int.MaxValue,
    Long.MaxValue,
    Native.library.releaseAddress())

  /** The values over the columns of a struct-typed `ArrowArray`, as the column of another. */
  def run(args: Long): Long = {
    val rows = NativeColumnVector.rows(args)
    val row = new NativeRow(NativeColumnVector.columns(args, function.inputs), 0)
    writer.reset()
    var i = 0
    while (i < rows) {
      row.rowId = i
      code.eval(row, value)
      writer.write(value)
      i += 1
    }
    writer.finish()
  }

  override def close(): Unit = writer.close()
}
