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
    OperatorRegistry.row[MapInArrowExec]((map, _, c) => rows(map, Nil, c)),
    OperatorRegistry.row[FlatMapGroupsInPandasExec]((map, _, c) => rows(map, map.groupingAttributes, c)),
    OperatorRegistry.row[FlatMapGroupsInArrowExec]((map, _, c) => rows(map, map.groupingAttributes, c)),
    OperatorRegistry.row[FlatMapCoGroupsInPandasExec]((map, _, c) => cogroups(map, pandas(map), c)),
    OperatorRegistry.row[FlatMapCoGroupsInArrowExec]((map, _, c) => cogroups(map, arrow(map), c)),
    OperatorRegistry.row[ArrowAggregatePythonExec]((agg, _, c) => aggregate(agg, call(agg), c)),
    OperatorRegistry.row[ArrowWindowPythonExec]((plan, _, c) => window(plan, c)))

  def native(original: SparkPlan): Option[NativeOperatorExec] = original match {
    case eval: ArrowEvalPythonExec => Some(new NativeArrowEvalPythonExec(eval))
    case map @ MapInPandasExec(f: PythonUDF, _, _, isBarrier, profile) =>
      val call = MapCall(f, PythonEvalType.SQL_MAP_PANDAS_ITER_UDF, isBarrier, profile)
      Some(new NativeMapInBatchExec(map, call))
    case map @ MapInArrowExec(f: PythonUDF, _, _, isBarrier, profile) =>
      val call = MapCall(f, PythonEvalType.SQL_MAP_ARROW_ITER_UDF, isBarrier, profile)
      Some(new NativeMapInBatchExec(map, call))
    case groups @ FlatMapGroupsInPandasExec(keys, f: PythonUDF, _, _) =>
      Some(new NativeFlatMapGroupsExec(groups, GroupsCall(f, f.evalType, keys, inStruct = false)))
    case groups @ FlatMapGroupsInArrowExec(keys, f: PythonUDF, _, _) =>
      Some(new NativeFlatMapGroupsExec(groups, GroupsCall(f, f.evalType, keys, inStruct = true)))
    case groups: FlatMapCoGroupsInPandasExec => Some(new NativeFlatMapCoGroupsExec(groups, pandas(groups)))
    case groups: FlatMapCoGroupsInArrowExec => Some(new NativeFlatMapCoGroupsExec(groups, arrow(groups)))
    case agg: ArrowAggregatePythonExec => Some(new NativeAggregatePythonExec(agg, call(agg)))
    case window: ArrowWindowPythonExec =>
      PythonWindows.of(window).map(new NativeWindowPythonExec(window, window.evalType, _))
    case _ => None
  }

  private def pandas(groups: FlatMapCoGroupsInPandasExec): CoGroupsCall = {
    val evalType = PythonEvalType.SQL_COGROUPED_MAP_PANDAS_UDF
    CoGroupsCall(groups.func.asInstanceOf[PythonUDF], evalType, groups.leftGroup, groups.rightGroup)
  }

  private def arrow(groups: FlatMapCoGroupsInArrowExec): CoGroupsCall = {
    val evalType = PythonEvalType.SQL_COGROUPED_MAP_ARROW_UDF
    CoGroupsCall(groups.func.asInstanceOf[PythonUDF], evalType, groups.leftGroup, groups.rightGroup)
  }

  private def call(agg: ArrowAggregatePythonExec): AggregateCall =
    AggregateCall(agg.groupingExpressions, agg.aggExpressions, agg.resultExpressions, agg.evalType)
}
