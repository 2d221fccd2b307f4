package org.apache.spark.sql.thermite.operator

import org.apache.spark.sql.catalyst.expressions._
import org.apache.spark.sql.execution.GenerateExec
import org.apache.spark.sql.thermite.convert.{Inputs, Types}
import org.apache.spark.sql.thermite.expr.{GeneratedRows, JvmFunctions}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.proto

/** Generators: elements of collections and values of JSON natively, all others by Spark's code. */
object Generators {

  def generate(
      plan: GenerateExec,
      children: Seq[proto.Operator],
      c: Conversion): Converted[proto.Operator] = {
    val inputs = new Inputs(plan.child.output)
    val kept = plan.requiredChildOutput.map { a =>
      inputs.ordinal(a).toRight(Fallback(s"$a is no column of the operator's input"))
    }
    for {
      kept <- Fallback.all(kept)
      schema <- Types.schema(plan.output)
      builder <- generator(plan, c)
    } yield {
      kept.foreach(builder.addKept(_))
      c.operator(children).setGenerate(builder.setSchema(schema)).build()
    }
  }

  private def generator(plan: GenerateExec, c: Conversion): Converted[proto.Generate.Builder] =
    plan.generator match {
      case Explode(collection) => explode(plan, c, collection)()
      case PosExplode(collection) => explode(plan, c, collection)(_.setPosition(true))
      case Inline(collection) => explode(plan, c, collection)(_.setInline(true))
      case tuple: JsonTuple =>
        val rows = () => explode(plan, c, GeneratedRows(tuple))(_.setInline(true))
        Fallback.first(Seq(rows, () => onJvm(plan, c)))
      case stack: Stack =>
        val rows = () => explode(plan, c, this.rows(stack))(_.setInline(true))
        Fallback.first(Seq(rows, () => onJvm(plan, c)))
      case _ => onJvm(plan, c)
    }

  /** The rows of a stack; what they have more than its values is NULL. */
  private def rows(stack: Stack): Expression = {
    val fields = stack.elementSchema.fields.toSeq
    val values = stack.children.tail
    CreateArray(Seq.tabulate(stack.children.head.eval().asInstanceOf[Int]) { row =>
      CreateNamedStruct(fields.zipWithIndex.flatMap { case (field, i) =>
        val value = values.applyOrElse(row * fields.length + i, (_: Int) => Literal(null, field.dataType))
        Seq(Literal(field.name), value)
      })
    })
  }

  private def onJvm(plan: GenerateExec, c: Conversion): Converted[proto.Generate.Builder] = {
    val exprs = c.exprs(plan.children)
    for {
      code <- JvmFunctions.generator(plan.generator, plan.outer, exprs.executing)
      args <- exprs.convertAll(code._2)
    } yield {
      val jvm = proto.Generate.JvmGenerator.newBuilder()
      args.foreach(jvm.addArgs(_))
      proto.Generate.newBuilder().setJvm(jvm.setIndex(exprs.functions.add(code._1)))
    }
  }

  private def explode(plan: GenerateExec, c: Conversion, collection: Expression)(
      set: proto.Generate.Explode.Builder => proto.Generate.Explode.Builder =
        identity): Converted[proto.Generate.Builder] =
    c.exprs(plan.children).convert(collection).map { collection =>
      val builder = proto.Generate.Explode.newBuilder().setCollection(collection)
      proto.Generate.newBuilder().setExplode(set(builder.setOuter(plan.outer)))
    }
}
