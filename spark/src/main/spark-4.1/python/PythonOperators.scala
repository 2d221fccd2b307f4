package org.apache.spark.sql.thermite.python

import org.apache.spark.sql.catalyst.expressions.Attribute
import org.apache.spark.sql.execution.{SparkPlan, UnaryExecNode}
import org.apache.spark.sql.execution.python._
import org.apache.spark.sql.internal.SQLConf
import org.apache.spark.sql.thermite.convert.{Carriers, CollatedStrings, Types}
import org.apache.spark.sql.thermite.fallback.Fallback
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator.{Conversion, NativeOperatorExec, OperatorConverter, OperatorRegistry}
import org.apache.spark.sql.thermite.proto
import org.apache.spark.sql.types.DataType

/** Operators whose Python functions get native batches, and whose results a native block reads. */
object PythonOperators {
  private type Operators = Seq[proto.Operator]

  lazy val converters: Seq[OperatorConverter] = Seq(
    OperatorRegistry.row[ArrowEvalPythonExec](evaluate),
    OperatorRegistry.row[MapInPandasExec]((map, _, c) => rows(map, Nil, c)),
    OperatorRegistry.row[MapInArrowExec]((map, _, c) => rows(map, Nil, c)),
    OperatorRegistry.row[FlatMapGroupsInPandasExec]((map, _, c) => rows(map, map.groupingAttributes, c)),
    OperatorRegistry.row[FlatMapGroupsInArrowExec]((map, _, c) => rows(map, map.groupingAttributes, c)))

  def native(original: SparkPlan): Option[NativeOperatorExec] = original match {
    case eval: ArrowEvalPythonExec => Some(new NativeArrowEvalPythonExec(eval))
    case map: MapInBatchExec => Some(new NativeMapInBatchExec(map))
    case groups: FlatMapGroupsInBatchExec => Some(new NativeFlatMapGroupsExec(groups))
    case _ => None
  }

  private def evaluate(
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
  private def rows(plan: UnaryExecNode, keys: Seq[Attribute], c: Conversion): Converted[proto.Operator] =
    for {
      _ <- transferable((plan.child.output ++ plan.output).map(_.dataType))
      _ <- SentRows.keys(keys, c.exprs(plan.children))
      leaf <- input(plan, c)
    } yield leaf

  /** The results as the block above reads them. */
  private def input(plan: SparkPlan, c: Conversion): Converted[proto.Operator] =
    Types.schema(plan.output).map { schema =>
      c.operator(Nil).setInput(proto.Input.newBuilder().setSchema(schema)).build()
    }

  /**
   * Whether native arrays of `types` are what Spark would write (`ArrowUtils.toArrowSchema`), and what
   * comes back are batches of Python: Spark cuts rows out of them twice (`SliceRecordsArrowOutputProcessorImpl`).
   */
  private def transferable(types: Seq[DataType]): Converted[Unit] = {
    val conf = SQLConf.get
    val carried =
      types.find(t => t.existsRecursively(Carriers.asRow(_).isDefined) || !CollatedStrings.isBinary(t))
    val settings = Seq(
      SQLConf.ARROW_EXECUTION_USE_LARGE_VAR_TYPES -> conf.arrowUseLargeVarTypes,
      SQLConf.ARROW_EXECUTION_MAX_RECORDS_PER_OUTPUT_BATCH -> (conf.arrowMaxRecordsPerOutputBatch > 0),
      SQLConf.ARROW_EXECUTION_MAX_BYTES_PER_OUTPUT_BATCH -> (conf.arrowMaxBytesPerOutputBatch > 0))
    val reasons = carried.map(t => s"type ${t.sql} is given to Python by Spark").toSeq ++
      settings.collect { case (entry, true) => s"${entry.key} is set" }
    if (reasons.isEmpty) Right(()) else Left(Fallback(reasons))
  }
}
