package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{Expression, Generator, UnaryExpression}
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback
import org.apache.spark.sql.catalyst.util.GenericArrayData
import org.apache.spark.sql.types.{ArrayType, DataType}

/** All rows that a generator gives for one, as an array. */
final case class GeneratedRows(generator: Generator) extends UnaryExpression with CodegenFallback {
  override def child: Expression = generator
  override def dataType: DataType = ArrayType(generator.elementSchema, containsNull = false)
  override def nullable: Boolean = false
  override def prettyName: String = generator.prettyName

  override def eval(input: InternalRow): Any = {
    val rows: Iterator[InternalRow] = Iterator.empty ++ generator.eval(input)
    new GenericArrayData(rows.map(_.copy()).toArray[Any])
  }

  override protected def withNewChildInternal(newChild: Expression): GeneratedRows =
    copy(generator = newChild.asInstanceOf[Generator])
}
