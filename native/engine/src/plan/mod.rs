//! Builds DataFusion's physical plan from a block and one task of it.

pub mod expr;
pub mod names;
pub mod operator;
pub mod types;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use datafusion_common::config::ConfigOptions;
use datafusion_common::{Result, internal_datafusion_err};
use datafusion_execution::cache::cache_manager::FileMetadataCache;
use datafusion_physical_optimizer::PhysicalOptimizerRule;
use datafusion_physical_optimizer::filter_pushdown::FilterPushdown;
use datafusion_physical_plan::ExecutionPlan;
use object_store::ObjectStore;
use thermite_proto::{LeafInput, Operator, Task};

use crate::host::Host;
use crate::parquet::reader::CurrentFile;
use crate::session::ProcessContext;

use expr::SharedExprs;

/// All that the building of a plan needs to know.
#[derive(Clone)]
pub struct PlanContext<'a> {
    pub time_zone: Arc<str>,
    pub options: &'a ConfigOptions,
    pub host: Arc<dyn Host>,
    pub partition: u32,
    pub store: Arc<dyn ObjectStore>,
    pub footers: Arc<FileMetadataCache>,
    pub current_file: Arc<CurrentFile>,
    pub shared: SharedExprs,
    inputs: Arc<HashMap<u32, &'a LeafInput>>,
    unions: Arc<HashMap<u32, u32>>,
    places: Arc<HashMap<u32, u32>>,
}

impl<'a> PlanContext<'a> {
    pub fn new(
        time_zone: &str,
        options: &'a ConfigOptions,
        host: Arc<dyn Host>,
        process: &ProcessContext,
        task: &'a Task,
    ) -> Self {
        Self {
            time_zone: time_zone.into(),
            options,
            host,
            partition: task.partition,
            store: Arc::clone(&process.store),
            footers: Arc::clone(&process.footers),
            current_file: Arc::default(),
            shared: SharedExprs::default(),
            inputs: Arc::new(task.inputs.iter().map(|i| (i.operator_id, i)).collect()),
            unions: Arc::new(
                task.unions
                    .iter()
                    .map(|u| (u.operator_id, u.child))
                    .collect(),
            ),
            places: Arc::new(
                task.places
                    .iter()
                    .map(|p| (p.operator_id, p.partition))
                    .collect(),
            ),
        }
    }

    /// For the plan of `operator_id`, whose partition may be another than the task's.
    fn at(&self, operator_id: u32) -> Cow<'_, Self> {
        match self.places.get(&operator_id) {
            Some(&partition) => Cow::Owned(Self {
                partition,
                ..self.clone()
            }),
            None => Cow::Borrowed(self),
        }
    }

    fn input(&self, operator_id: u32) -> Result<&'a LeafInput> {
        self.inputs
            .get(&operator_id)
            .copied()
            .ok_or_else(|| internal_datafusion_err!("no input for leaf operator {operator_id}"))
    }
}

/// A DataFusion plan that knows which proto operator each of its nodes came from.
pub struct Built {
    pub plan: Arc<dyn ExecutionPlan>,
    pub ids: Vec<(u32, Arc<dyn ExecutionPlan>)>,
}

/// Builds the plan of `root` and runs the physical optimizer rules that pay.
pub fn build(root: &Operator, ctx: &PlanContext) -> Result<Built> {
    let mut ids = Vec::new();
    let plan = operator::build(root, ctx, &mut ids)?;
    let filtered = FilterPushdown::new().optimize(Arc::clone(&plan), ctx.options)?;
    let optimized = FilterPushdown::new_post_optimization().optimize(filtered, ctx.options)?;
    let mut current = Vec::new();
    follow(&plan, &optimized, &ids, &mut current);
    Ok(Built {
        plan: optimized,
        ids: current,
    })
}

/// Maps the ids of the nodes of `before` to those of `after`, where filter pushdown may have replaced
/// any node by a copy of itself and dropped filters that the scan took over.
fn follow(
    before: &Arc<dyn ExecutionPlan>,
    after: &Arc<dyn ExecutionPlan>,
    ids: &[(u32, Arc<dyn ExecutionPlan>)],
    current: &mut Vec<(u32, Arc<dyn ExecutionPlan>)>,
) {
    if before.name() != after.name() {
        if let [child] = before.children()[..] {
            follow(child, after, ids, current);
        }
        return;
    }
    if let Some((id, _)) = ids.iter().find(|(_, plan)| Arc::ptr_eq(plan, before)) {
        current.push((*id, Arc::clone(after)));
    }
    for (b, a) in before.children().into_iter().zip(after.children()) {
        follow(b, a, ids, current);
    }
}
