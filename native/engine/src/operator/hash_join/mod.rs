//! Spark's hash joins: all types, any keys, a residual condition. The table of a broadcast is shared
//! by the tasks of the process; another build side may be larger than the memory.

mod bound;
mod keys;
mod prober;
mod pruning;
mod run;
mod spec;
mod spill;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use datafusion_common::Result;
use datafusion_common::config::ConfigOptions;
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_execution::memory_pool::MemoryConsumer;
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::DynamicFilterPhysicalExpr;
use datafusion_physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterDescription, FilterPushdownPhase, FilterPushdownPropagation,
};
use datafusion_physical_plan::metrics::{
    BaselineMetrics, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet, SpillMetrics,
};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};

pub use run::SharedTable;
pub use spec::{JoinSpec, Keys, Shape, Sides};
pub use table::{JoinTable, concatenated};

use run::Run;
use spill::SpillSpace;

type PlanRef = Arc<dyn ExecutionPlan>;

pub struct HashJoinExec {
    spec: Arc<JoinSpec>,
    build: PlanRef,
    probe: PlanRef,
    /// The build side's table, if the process has it already; then `build` does not run.
    shared: Option<SharedTable>,
    filter: Option<Arc<DynamicFilterPhysicalExpr>>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl HashJoinExec {
    pub fn new(
        spec: Arc<JoinSpec>,
        build: PlanRef,
        probe: PlanRef,
        shared: Option<SharedTable>,
    ) -> Self {
        let properties = super::streaming(&spec.schema);
        Self {
            spec,
            build,
            probe,
            shared,
            filter: None,
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    fn copy(&self, build: PlanRef, probe: PlanRef) -> Self {
        let copy = Self::new(Arc::clone(&self.spec), build, probe, self.shared.clone());
        Self {
            filter: self.filter.clone(),
            ..copy
        }
    }
}

impl fmt::Debug for HashJoinExec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HashJoinExec {:?}", self.spec)
    }
}

impl DisplayAs for HashJoinExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "HashJoinExec: {:?}", self.spec.shape)
    }
}

impl ExecutionPlan for HashJoinExec {
    fn name(&self) -> &str {
        "HashJoinExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&PlanRef> {
        vec![&self.build, &self.probe]
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for expr in self.spec.build_keys.iter().chain(&self.spec.probe_keys) {
            if f(expr)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<PlanRef>) -> Result<PlanRef> {
        let probe = children.swap_remove(1);
        Ok(Arc::new(self.copy(children.swap_remove(0), probe)))
    }

    fn gather_filters_for_pushdown(
        &self,
        phase: FilterPushdownPhase,
        parent_filters: Vec<Arc<dyn PhysicalExpr>>,
        _config: &ConfigOptions,
    ) -> Result<FilterDescription> {
        pruning::describe(&self.spec, phase, parent_filters, &self.build, &self.probe)
    }

    fn handle_child_pushdown_result(
        &self,
        phase: FilterPushdownPhase,
        result: ChildPushdownResult,
        _config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<PlanRef>> {
        let own = match pruning::promised(&self.spec, phase) {
            true => pruning::own(&result),
            false => None,
        };
        let propagation = FilterPushdownPropagation::if_any(result);
        Ok(match own {
            Some(filter) => {
                let mut updated = self.copy(Arc::clone(&self.build), Arc::clone(&self.probe));
                updated.filter = Some(filter);
                propagation.with_updated_node(Arc::new(updated))
            }
            None => propagation,
        })
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let batch_size = context.session_config().batch_size();
        let run = Run {
            spec: Arc::clone(&self.spec),
            batch_size,
            build_schema: self.build.schema(),
            memory: MemoryConsumer::new("a hash join")
                .with_can_spill(true)
                .register(context.memory_pool()),
            probe_schema: self.probe.schema(),
            space: SpillSpace::new(&context, SpillMetrics::new(&self.metrics, partition)),
            filter: self.filter.clone(),
            build_time: MetricBuilder::new(&self.metrics).subset_time("build_time", partition),
            build_rows: MetricBuilder::new(&self.metrics).counter("build_input_rows", partition),
            probe_time: metrics.elapsed_compute().clone(),
        };
        let probe = self.probe.execute(partition, Arc::clone(&context))?;
        let batches = match &self.shared {
            Some(table) => run.shared(Arc::clone(table), probe),
            None => run.owned(self.build.execute(partition, context)?, probe),
        };
        let schema = Arc::clone(&self.spec.schema);
        let batches = run::coalesced(batches, Arc::clone(&schema), batch_size, metrics);
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batches)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}
