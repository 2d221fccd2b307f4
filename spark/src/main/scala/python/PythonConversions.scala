package org.apache.spark.sql.thermite.python

import org.apache.spark.sql.catalyst.expressions.{Attribute, SessionWindow}
import org.apache.spark.sql.execution.{BinaryExecNode, SparkPlan, UnaryExecNode}
import org.apache.spark.sql.execution.python.ArrowEvalPythonExec
import org.apache.spark.sql.execution.window.{WindowExec, WindowExecBase}
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.convert.{Carriers, CollatedStrings, Types}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator.{Conversion, OperatorRegistry}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types.DataType

/** Whether the Python functions of an operator can get native batches, and a native block their results. */
object PythonConversions {
  private type Operators = Seq[proto.Operator]

  def evaluate(
      plan: ArrowEvalPythonExec,
      children: Operators,
      c: Conversion): Converted[proto.Operator] = {
    val calls = PythonCalls(plan.udfs)
    for {
      _ <- transferable(calls.arguments.map(_.dataType) ++ plan.resultAttrs.map(_.dataType))
      _ <- c.exprs(plan.children).convertAll(calls.arguments)
      leaf <- input(plan, c)
    } yield leaf
  }

  /** Whole rows go to Python, those of one group of `keys` after those of another. */
  def rows(plan: UnaryExecNode, keys: Seq[Attribute], c: Conversion): Converted[proto.Operator] =
    for {
      _ <- transferable((plan.child.output ++ plan.output).map(_.dataType))
      _ <- SentRows.keys(keys, c.exprs(plan.children))
      leaf <- input(plan, c)
    } yield leaf

  def aggregate(plan: UnaryExecNode, call: AggregateCall, c: Conversion): Converted[proto.Operator] = {
    val arguments = call.calls.arguments
    val exprs = c.exprs(plan.children)
    for {
      _ <- if (call.keys.exists(_.metadata.contains(SessionWindow.marker))) {
        Fallback.because("session windows are Spark's")
      } else Right(())
      _ <- transferable(arguments.map(_.dataType) ++ call.aggregates.map(_.dataType))
      _ <- exprs.convertAll(arguments)
      _ <- SentRows.keys(call.keys, exprs)
      leaf <- input(plan, c)
    } yield leaf
  }

  def cogroups(plan: BinaryExecNode, call: CoGroupsCall, c: Conversion): Converted[proto.Operator] =
    for {
      _ <- transferable((plan.left.output ++ plan.right.output ++ plan.output).map(_.dataType))
      _ <- SentRows.keys(call.left, c.exprs(Seq(plan.left)))
      _ <- SentRows.keys(call.right, c.exprs(Seq(plan.right)))
      leaf <- input(plan, c)
    } yield leaf

  /** Rows of a partition are a group; equal are those of the same bytes, so that no key may have a collation. */
  def window(plan: WindowExecBase, c: Conversion): Converted[proto.Operator] =
    for {
      windows <- PythonWindows.of(plan).toRight(Fallback("an expression around a Python function's window"))
      sent = windows.arguments ++ plan.windowExpression ++ plan.partitionSpec
      _ <- transferable(sent.map(_.dataType))
      _ <- windows.input match {
        case counting: WindowExec =>
          OperatorRegistry.converters(classOf[WindowExec])
            .convert(counting, Seq(proto.Operator.getDefaultInstance), c)
        case _ => Right(())
      }
      _ <- c.exprs(Seq(windows.input)).convertAll(windows.arguments)
      _ <- SentRows.keys(plan.partitionSpec, c.exprs(plan.children))
      leaf <- input(plan, c)
    } yield leaf

  /** The results as the block above reads them. */
  private def input(plan: SparkPlan, c: Conversion): Converted[proto.Operator] =
    Types.schema(plan.output).map { schema =>
      c.operator(Nil).setInput(proto.Input.newBuilder().setSchema(schema)).build()
    }

  /** Whether native arrays of `types` are what Spark would write (`ArrowUtils.toArrowSchema`). */
  private def transferable(types: Seq[DataType]): Converted[Unit] = {
    val conf = SQLConf.get
    val carried =
      types.find(t => t.existsRecursively(Carriers.asRow(_).isDefined) || !CollatedStrings.isBinary(t))
    val reasons = carried.map(t => s"type ${t.sql} is given to Python by Spark").toSeq ++
      PythonRules.obstacles(conf).map(entry => s"${entry.key} is ${conf.getConf(entry)}")
    if (reasons.isEmpty) Right(()) else Left(Fallback(reasons))
  }
}
