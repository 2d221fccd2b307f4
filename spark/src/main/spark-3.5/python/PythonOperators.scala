package org.apache.spark.sql.thermite.python

import org.apache.spark.api.python.PythonEvalType
import org.apache.spark.sql.catalyst.expressions.PythonUDF
import org.apache.spark.sql.execution.SparkPlan
import org.apache.spark.sql.execution.python._
import org.apache.spark.sql.thermite.operator.{NativeOperatorExec, OperatorConverter, OperatorRegistry}

/** Operators whose Python functions get native batches, and whose results a native block reads. */
object PythonOperators {
  import PythonConversions._

  lazy val converters: Seq[OperatorConverter] = Seq(
    OperatorRegistry.row[ArrowEvalPythonExec](evaluate),
    OperatorRegistry.row[MapInPandasExec]((map, _, c) => rows(map, Nil, c)),
    OperatorRegistry.row[PythonMapInArrowExec]((map, _, c) => rows(map, Nil, c)),
    OperatorRegistry.row[FlatMapGroupsInPandasExec]((map, _, c) => rows(map, map.groupingAttributes, c)),
    OperatorRegistry.row[FlatMapCoGroupsInPandasExec]((map, _, c) => cogroups(map, call(map), c)),
    OperatorRegistry.row[AggregateInPandasExec]((agg, _, c) => aggregate(agg, call(agg), c)),
    OperatorRegistry.row[WindowInPandasExec]((plan, _, c) => window(plan, c)))

  def native(original: SparkPlan): Option[NativeOperatorExec] = original match {
    case eval: ArrowEvalPythonExec => Some(new NativeArrowEvalPythonExec(eval))
    case map @ MapInPandasExec(f: PythonUDF, _, _, isBarrier) =>
      val call = MapCall(f, PythonEvalType.SQL_MAP_PANDAS_ITER_UDF, isBarrier, None)
      Some(new NativeMapInBatchExec(map, call))
    case map @ PythonMapInArrowExec(f: PythonUDF, _, _, isBarrier) =>
      val call = MapCall(f, PythonEvalType.SQL_MAP_ARROW_ITER_UDF, isBarrier, None)
      Some(new NativeMapInBatchExec(map, call))
    case groups @ FlatMapGroupsInPandasExec(keys, f: PythonUDF, _, _) =>
      val evalType = PythonEvalType.SQL_GROUPED_MAP_PANDAS_UDF
      Some(new NativeFlatMapGroupsExec(groups, GroupsCall(f, evalType, keys, inStruct = false)))
    case groups: FlatMapCoGroupsInPandasExec => Some(new NativeFlatMapCoGroupsExec(groups, call(groups)))
    case agg: AggregateInPandasExec => Some(new NativeAggregatePythonExec(agg, call(agg)))
    case window: WindowInPandasExec =>
      val evalType = PythonEvalType.SQL_WINDOW_AGG_PANDAS_UDF
      PythonWindows.of(window).map(new NativeWindowPythonExec(window, evalType, _))
    case _ => None
  }

  private def call(groups: FlatMapCoGroupsInPandasExec): CoGroupsCall = {
    val evalType = PythonEvalType.SQL_COGROUPED_MAP_PANDAS_UDF
    CoGroupsCall(groups.func.asInstanceOf[PythonUDF], evalType, groups.leftGroup, groups.rightGroup)
  }

  private def call(agg: AggregateInPandasExec): AggregateCall = {
    val evalType = PythonEvalType.SQL_GROUPED_AGG_PANDAS_UDF
    AggregateCall(agg.groupingExpressions, agg.aggExpressions, agg.resultExpressions, evalType)
  }
}
