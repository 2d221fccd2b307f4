package org.apache.spark.sql.thermite.expr

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.expr.Rule.form
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types.DataType

/** Expressions that evaluate a branch only for the rows that reach it. */
object ConditionalExprs {
  val rules: Seq[Rule] = Seq(
    form[If]((e, c) =>
      caseWhen(Seq(e.predicate -> e.trueValue), Some(e.falseValue), e.dataType, c)),
    form[CaseWhen]((e, c) => caseWhen(e.branches, e.elseValue, e.dataType, c)),
    form[Coalesce]((e, c) =>
      caseWhen(e.children.init.map(x => IsNotNull(x) -> x), e.children.lastOption, e.dataType, c)))

  private def caseWhen(
      branches: Seq[(Expression, Expression)],
      otherwise: Option[Expression],
      dataType: DataType,
      c: ExprConverter): Converted[proto.Expr] = {
    val converted = Fallback.all(branches.map { case (condition, value) =>
      Fallback.both(c.convert(condition), c.convert(value))
    })
    for {
      both <- Fallback.both(converted, c.convertAll(otherwise.toSeq))
      t <- Types.convert(dataType)
    } yield both match {
      // COALESCE of one value; CASE needs a branch.
      case (Seq(), Seq(only)) => only
      case (branches, last) =>
        val builder = proto.Case.newBuilder().setType(t)
        branches.foreach { case (condition, value) =>
          builder.addBranches(
            proto.Case.Branch.newBuilder().setCondition(condition).setValue(value))
        }
        last.foreach(builder.setElseValue(_))
        c.expr(_.setCase(builder))
    }
  }
}
