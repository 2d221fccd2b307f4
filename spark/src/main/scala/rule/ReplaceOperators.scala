package org.apache.spark.sql.thermite.rule

import scala.util.control.NonFatal

import org.apache.spark.sql.catalyst.expressions.SortOrder
import org.apache.spark.sql.catalyst.plans.physical.SinglePartition
import org.apache.spark.sql.catalyst.rules.Rule
import org.apache.spark.sql.execution._
import org.apache.spark.sql.execution.adaptive.{AdaptiveSparkPlanExec, AQEShuffleReadExec, QueryStageExec}
import org.apache.spark.sql.execution.aggregate.{BaseAggregateExec, HashAggregateExec}
import org.apache.spark.sql.execution.columnar.InMemoryTableScanExec
import org.apache.spark.sql.execution.command.ExecutedCommandExec
import org.apache.spark.sql.execution.datasources.v2.{BatchScanExec, V2CommandExec}
import org.apache.spark.sql.execution.exchange._
import org.apache.spark.sql.execution.joins.{BroadcastHashJoinExec, BroadcastNestedLoopJoinExec, SortMergeJoinExec}
import org.apache.spark.sql.thermite.broadcast.NativeBroadcastExchangeExec
import org.apache.spark.sql.thermite.cache.NativeCacheScanExec
import org.apache.spark.sql.thermite.config.ThermiteConf
import org.apache.spark.sql.thermite.convert.Types
import org.apache.spark.sql.thermite.exec.JvmCode
import org.apache.spark.sql.thermite.fallback.{Explain, Fallback, PlanTags}
import org.apache.spark.sql.thermite.fallback.Fallback.Converted
import org.apache.spark.sql.thermite.operator._
import org.apache.spark.sql.thermite.shuffle.{NativeShuffleExchangeExec, Partitionings}

/**
 * Makes operators native from the scans up. An operator becomes native if its expressions are and
 * its children are; else it keeps the reasons and stays as it is.
 */
object ReplaceOperators extends Rule[SparkPlan] {

  override def apply(plan: SparkPlan): SparkPlan = {
    if (!ThermiteConf.Enabled.get(conf)) return plan
    Switches.warn(conf)
    KeepOnJvm.mark(plan)
    val native = replace(plan, withAggregates = true)
    val paired = if (PairAggregates.isBroken(native)) replace(plan, withAggregates = false) else native
    val ordered = EnsureOrdering(giveBack(ShareBroadcasts(paired)))
    val pruned = DynamicPruning(ordered)
    Explain.log(pruned, ThermiteConf.Explain.get(conf))
    pruned
  }

  private def replace(plan: SparkPlan, withAggregates: Boolean): SparkPlan = plan.transformUp {
    case native: NativeExec => native
    case kept if KeepOnJvm.reason(kept).isDefined => left(kept, KeepOnJvm.reason(kept).get)
    case agg: BaseAggregateExec if !withAggregates =>
      left(agg, Fallback("another aggregate of its chain has no native version"))
    case scan: FileSourceScanExec => or(scan, NativeScanExec.convert(scan))
    case scan: BatchScanExec => or(scan, NativeBatchScanExec.convert(scan))
    case range: RangeExec => or(range, NativeRangeExec.convert(range))
    case scan: InMemoryTableScanExec => or(scan, NativeCacheScanExec.convert(scan))
    case coalesce: CoalesceExec =>
      or(coalesce, PassedBatches.convert(coalesce, NativeCoalesceExec(coalesce.numPartitions, coalesce.child)))
    case observed: CollectMetricsExec =>
      def native = new NativeCollectMetricsExec(observed.name, observed.metricExpressions, observed.child)
      or(observed, PassedBatches.convert(observed, native))
    case exchange: ShuffleExchangeExec => or(exchange, this.exchange(exchange))
    case limit: CollectLimitExec => collectLimit(limit)
    case tail: CollectTailExec => collectTail(tail)
    case top: TakeOrderedAndProjectExec => takeOrdered(top)
    case agg: BaseAggregateExec => aggregate(agg)
    case join: SortMergeJoinExec => sortMerge(join)
    case join: BroadcastHashJoinExec => operator(broadcast(join), join)
    case join: BroadcastNestedLoopJoinExec => nestedLoop(join)
    case other if OperatorRegistry.converters.contains(other.getClass) => operator(other, other)
    case other if isOperator(other) && PlanTags.get(other).isEmpty =>
      left(other, Fallback(s"operator ${other.nodeName} has no native version"))
  }

  /** Whether the node works on rows of its own, and not natively. */
  private def isOperator(plan: SparkPlan): Boolean = plan match {
    case _: NativeExec | _: QueryStageExec | _: AQEShuffleReadExec | _: ReusedExchangeExec |
        _: BroadcastExchangeExec | _: AdaptiveSparkPlanExec | _: ColumnarToRowTransition |
        _: WholeStageCodegenExec | _: InputAdapter | _: ExecutedCommandExec | _: V2CommandExec |
        _: CommandResultExec =>
      false
    case scan: RDDScanExec => scan.name != "OneRowRelation"
    case _ => true
  }

  /** Blocks that do not pay, where they end in the JVM. */
  private def giveBack(plan: SparkPlan): SparkPlan = {
    def below(parent: SparkPlan): SparkPlan = {
      val children = parent.children.map { child =>
        val kept = if (parent.isInstanceOf[NativeExec]) None else RowInputs.giveBack(child)
        below(kept.getOrElse(child))
      }
      if (children == parent.children) parent else parent.withNewChildren(children)
    }
    below(RowInputs.giveBack(plan).getOrElse(plan))
  }

  private def left(plan: SparkPlan, fallback: Fallback): SparkPlan = {
    PlanTags.set(plan, fallback)
    plan
  }

  private def or(plan: SparkPlan, native: Converted[SparkPlan]): SparkPlan =
    native.fold(left(plan, _), identity)

  /** `plan` as a native operator, or else `otherwise` with the reasons. */
  private def operator(plan: SparkPlan, otherwise: SparkPlan): SparkPlan =
    or(otherwise, convert(plan))

  private def convert(plan: SparkPlan): Converted[SparkPlan] = {
    val switch = Switches.operator(plan)
    if (!switch.get(conf)) return Fallback.because(s"${switch.key} is false")
    val inputs = plan.children.map(RowInputs.input)
    val onJvm = inputs.filterNot(Leaves.isNative).map(_.nodeName)
    if (onJvm.nonEmpty) Fallback.because(s"its input ${onJvm.mkString(", ")} runs on the JVM")
    else {
      val native = if (inputs == plan.children) plan else plan.withNewChildren(inputs)
      checked(native, OperatorRegistry.check(native)).map { code =>
        PlanTags.withJvmCode(NativeOperatorExec(native), plan, JvmCode.names(code))
      }
    }
  }

  /** A defect in a conversion must not cost the query. */
  private def checked[A](plan: SparkPlan, conversion: => Converted[A]): Converted[A] =
    try conversion
    catch {
      case NonFatal(e) =>
        logWarning(s"${plan.nodeName} could not be converted and runs on the JVM", e)
        Fallback.because(s"its conversion failed: $e")
    }

  private def exchange(plan: ShuffleExchangeExec): Converted[SparkPlan] =
    if (!Leaves.isNative(RowInputs.input(plan.child))) {
      Fallback.because(s"its input ${plan.child.nodeName} runs on the JVM")
    } else {
      for {
        _ <- Shuffles.check(plan.session.sparkContext.conf, conf)
        code <- checked(plan, Partitionings.check(plan.outputPartitioning, plan.child))
        _ <- Types.schema(plan.output)
      } yield {
        val native = NativeShuffleExchangeExec(
          plan.outputPartitioning,
          RowInputs.input(plan.child),
          plan.shuffleOrigin,
          plan.advisoryPartitionSize)
        PlanTags.withJvmCode(native, plan, JvmCode.names(code))
      }
    }

  private def broadcast(join: SparkPlan): SparkPlan = join.withNewChildren(join.children.map {
    case BroadcastExchangeExec(mode, child) if Leaves.isNative(RowInputs.input(child)) =>
      NativeBroadcastExchangeExec(mode, RowInputs.input(child))
    case other => other
  })

  private def nestedLoop(join: BroadcastNestedLoopJoinExec): SparkPlan = {
    val context = join.session.sparkContext
    val shuffles = if (BroadcastSide.isKept(join)) Shuffles.check(context.conf, conf) else Right(())
    or(join, shuffles.flatMap(_ => convert(broadcast(join))))
  }

  private def sortMerge(join: SortMergeJoinExec): SparkPlan =
    ChooseJoins.hash(join).flatMap(convert(_).toOption).getOrElse(operator(join, join))

  /** An aggregate; where only its results are not native, they are computed on the JVM above it. */
  private def aggregate(agg: BaseAggregateExec): SparkPlan = {
    val input = agg.children.map(EnsureOrdering.unsorted)
    val native = beforeExpand(agg).fold(convert(agg.withNewChildren(input)))(Right(_))
    native match {
      case Right(native) => native
      case Left(fallback) =>
        Aggregates.withoutResults(agg).map(_.withNewChildren(input)).flatMap(convert(_).toOption) match {
          case Some(native) =>
            val results = ProjectExec(agg.resultExpressions, native)
            // Adaptive execution finds an operator's logical plan by its tags.
            results.copyTagsFrom(agg)
            left(results, fallback)
          case None => left(agg, fallback)
        }
    }
  }

  private def beforeExpand(agg: BaseAggregateExec): Option[SparkPlan] = agg match {
    case hash: HashAggregateExec =>
      AggregateBeforeExpand(hash).map(replace(_, withAggregates = true)).collect {
        case native: NativeExec =>
          native.copyTagsFrom(agg)
          native
      }
    case _ => None
  }

  private def single(child: SparkPlan): ShuffleExchangeExec = ShuffleExchangeExec(SinglePartition, child)

  /** A limit of the rows that the driver collects: local limits, one partition, a global limit. */
  private def collectLimit(plan: CollectLimitExec): SparkPlan =
    if (!Leaves.isNative(plan.child)) {
      left(plan, Fallback(s"its input ${plan.child.nodeName} runs on the JVM"))
    } else {
      val local = if (plan.limit >= 0) LocalLimitExec(plan.limit, plan.child) else plan.child
      all(plan, GlobalLimitExec(plan.limit, single(local), plan.offset))
    }

  /** What the driver does to collect last rows is no work of its own: the native tail leaves it those. */
  private def collectTail(plan: CollectTailExec): SparkPlan = plan.child match {
    case _: NativeTailExec => plan
    case native if Leaves.isNative(native) => plan.withNewChildren(Seq(NativeTailExec(plan.limit, native)))
    case other => left(plan, Fallback(s"its input ${other.nodeName} runs on the JVM"))
  }

  /** The first rows of an order; what is computed of them may stay on the JVM. */
  private def takeOrdered(plan: TakeOrderedAndProjectExec): SparkPlan =
    if (!Leaves.isNative(plan.child)) {
      left(plan, Fallback(s"its input ${plan.child.nodeName} runs on the JVM"))
    } else {
      def top(child: SparkPlan): SparkPlan = SortExec(plan.sortOrder, global = false, child)
      val local = LocalLimitExec(plan.limit, top(plan.child))
      all(plan, GlobalLimitExec(plan.limit, top(single(local)), plan.offset)) match {
        case rows if rows.ne(plan) && plan.projectList != plan.child.output =>
          val project = ProjectExec(plan.projectList, rows)
          // Adaptive execution finds an operator's logical plan by its tags.
          project.copyTagsFrom(plan)
          operator(project, project)
        case rows => rows
      }
    }

  /** `replacement` if all of its new operators are native, else `plan` with the reasons. */
  private def all(plan: SparkPlan, replacement: SparkPlan): SparkPlan = {
    val native = replace(replacement, withAggregates = true)
    if (Leaves.isNative(native)) native
    else {
      val reasons = native.collect { case p if PlanTags.get(p).isDefined => PlanTags.get(p) }.flatten
      left(plan, reasons.reduceOption(_ ++ _).getOrElse(Fallback("its limit has no native version")))
    }
  }
}

/** Puts a sort where an operator needs an order that its input no longer has. */
object EnsureOrdering {
  def apply(plan: SparkPlan): SparkPlan = plan.transformUp { case operator =>
    val required = operator.requiredChildOrdering
    val children = operator.children.zip(required).map { case (child, order) =>
      if (SortOrder.orderingSatisfies(child.outputOrdering, order)) child
      else {
        val sort = SortExec(order, global = false, child)
        if (Leaves.isNative(child) && OperatorRegistry.check(sort).isRight) NativeOperatorExec(sort)
        else sort
      }
    }
    if (children == operator.children) operator else operator.withNewChildren(children)
  }

  /** The input of a sort that only its parent needed. */
  def unsorted(plan: SparkPlan): SparkPlan = plan match {
    case SortExec(_, false, child, _) => child
    case native: NativeOperatorExec =>
      native.original match {
        case SortExec(_, false, child, _) => child
        case _ => native
      }
    case other => other
  }
}
