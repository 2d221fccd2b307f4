package org.apache.spark.sql.thermite.exec

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.catalyst.expressions.codegen._

/** One expression over rows, as Spark evaluates it. */
abstract class RowFunction {
  def initialize(partition: Int): Unit

  /** Sets the only column of `result`, to a value that lives as long as `input`. */
  def eval(input: InternalRow, result: InternalRow): Unit
}

/** Compiled by Spark's code generation; interpreted where that fails (`MutableProjection`). */
object RowFunction extends CodeGeneratorWithInterpretedFallback[Expression, RowFunction] {

  override protected def createInterpretedObject(expr: Expression): RowFunction =
    new InterpretedRowFunction(expr)

  override protected def createCodeGeneratedObject(expr: Expression): RowFunction = {
    val ctx = new CodegenContext
    // What occurs twice is not computed first: it may raise where the expression does not evaluate it.
    val value = expr.genCode(ctx)
    // Not CodeGenerator.setColumn, which copies strings.
    val primitive = CodeGenerator.isPrimitiveType(expr.dataType)
    val set = if (primitive) CodeGenerator.primitiveTypeName(expr.dataType) else "Value"
    val method = if (primitive) s"set$set" else "update"
    val code = s"""
      public java.lang.Object generate(Object[] references) {
        return new GeneratedRowFunction(references);
      }

      class GeneratedRowFunction extends ${classOf[RowFunction].getName} {
        private Object[] references;
        ${ctx.declareMutableStates()}

        public GeneratedRowFunction(Object[] references) {
          this.references = references;
          ${ctx.initMutableStates()}
        }

        public void initialize(int partitionIndex) {
          ${ctx.initPartition()}
        }

        public void eval(InternalRow ${ctx.INPUT_ROW}, InternalRow result) {
          ${value.code}
          if (${value.isNull}) {
            result.setNullAt(0);
          } else {
            result.$method(0, ${value.value});
          }
        }

        ${ctx.declareAddedFunctions()}
      }
      """
    val comments = ctx.getPlaceHolderToComments()
    val formatted = CodeFormatter.stripOverlappingComments(new CodeAndComment(code, comments))
    val (compiled, _) = CodeGenerator.compile(formatted)
    compiled.generate(ctx.references.toArray).asInstanceOf[RowFunction]
  }
}

private final class InterpretedRowFunction(expr: Expression) extends RowFunction {
  private val own = expr.freshCopyIfContainsStatefulExpression()

  override def initialize(partition: Int): Unit = own.foreach {
    case e: Nondeterministic => e.initialize(partition)
    case _ =>
  }

  override def eval(input: InternalRow, result: InternalRow): Unit = {
    val value = own.eval(input)
    if (value == null) result.setNullAt(0) else result.update(0, value)
  }
}
