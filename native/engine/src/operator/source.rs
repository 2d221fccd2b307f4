//! A leaf plan over a stream that a closure opens.

use std::any::type_name;
use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion_common::Result;
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_plan::coop::cooperative;
use datafusion_physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::stream::{BoxStream, StreamExt};

pub type BatchIterator = Box<dyn Iterator<Item = Result<RecordBatch>> + Send>;
type Open = dyn Fn() -> Result<BoxStream<'static, Result<RecordBatch>>> + Send + Sync;

pub struct SourceExec {
    name: &'static str,
    schema: SchemaRef,
    open: Arc<Open>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl SourceExec {
    pub fn new(
        name: &'static str,
        schema: SchemaRef,
        open: impl Fn() -> Result<BoxStream<'static, Result<RecordBatch>>> + Send + Sync + 'static,
    ) -> Self {
        let properties = super::streaming(&schema);
        Self {
            name,
            schema,
            open: Arc::new(open),
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

impl fmt::Debug for SourceExec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", type_name::<Self>(), self.name)
    }
}

impl DisplayAs for SourceExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl ExecutionPlan for SourceExec {
    fn name(&self) -> &str {
        self.name
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![]
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(
        &self,
        partition: usize,
        _context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let mut stream = (self.open)()?;
        let counted = futures::stream::poll_fn(move |cx| {
            let timer = metrics.elapsed_compute().clone();
            let _time = timer.timer();
            metrics.record_poll(stream.poll_next_unpin(cx))
        });
        let stream = RecordBatchStreamAdapter::new(Arc::clone(&self.schema), counted);
        // Lets a task that never waits see that it has been killed.
        Ok(Box::pin(cooperative(stream)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}
