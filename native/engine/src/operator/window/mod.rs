//! Spark's WindowExec: columns computed of the rows around each row, over rows that come sorted by
//! partition and order. Whole partitions are held at a time, on disk where memory is refused.

mod aggregate;
mod chunk;
mod counted;
pub mod frame;
mod growing;
mod held;
pub mod limit;
pub mod pick;
pub mod ranking;
pub(super) mod rows;
mod spilled;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::SchemaRef;
use async_stream::try_stream;
use datafusion_common::Result;
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_execution::memory_pool::MemoryConsumer;
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::aggregate::AggregateFunctionExpr;
use datafusion_physical_expr_common::sort_expr::PhysicalSortExpr;
use datafusion_physical_plan::metrics::{
    BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet, SpillMetrics,
};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

use aggregate::Framed;
use chunk::Chunk;
use frame::Frame;
use held::{Ended, Held};
use pick::{Nth, Shift};
use ranking::Ranking;
use spilled::Space;

/// The numbers are those of frames.
#[derive(Debug)]
pub enum Function {
    Ranking(Ranking),
    Shift(Shift),
    Nth(Nth, usize),
    Aggregate(Arc<AggregateFunctionExpr>, usize),
}

/// What is computed, over which keys.
#[derive(Debug)]
pub struct Windows {
    pub partition_by: Vec<Arc<dyn PhysicalExpr>>,
    pub order_by: Vec<PhysicalSortExpr>,
    pub frames: Vec<Frame>,
    pub functions: Vec<Function>,
}

type Outputs = Box<dyn Iterator<Item = Result<RecordBatch>> + Send>;

impl Windows {
    /// The rows of partitions with the columns of all functions, `most` at a time.
    fn outputs(self: &Arc<Self>, ended: Ended, schema: &SchemaRef, most: usize) -> Result<Outputs> {
        let chunk = match ended {
            Ended::Chunk(chunk) => chunk,
            Ended::Spilled(partition) => {
                let rows = partition.evaluate(Arc::clone(self), Arc::clone(schema))?;
                return Ok(Box::new(rows));
            }
        };
        let mut columns = chunk.batch.columns().to_vec();
        columns.extend(self.evaluate(&chunk)?);
        let output = RecordBatch::try_new(Arc::clone(schema), columns)?;
        let starts = (0..output.num_rows()).step_by(most);
        Ok(Box::new(starts.map(move |start| {
            // Until then the rows' memory is taken.
            let _ = &chunk;
            Ok(output.slice(start, most.min(output.num_rows() - start)))
        })))
    }

    /// The columns of all functions.
    fn evaluate(&self, chunk: &Chunk) -> Result<Vec<ArrayRef>> {
        let frames = self.frames.iter();
        let frames = frames.map(|frame| Framed::new(frame, chunk, &self.order_by));
        let frames: Vec<Framed> = frames.collect();
        let evaluate = |function: &Function| match function {
            Function::Ranking(ranking) => Ok(ranking.evaluate(chunk)),
            Function::Shift(shift) => shift.evaluate(chunk),
            Function::Nth(nth, frame) => nth.evaluate(chunk, frames[*frame].frames()?),
            Function::Aggregate(function, frame) => frames[*frame].evaluate(function),
        };
        self.functions.iter().map(evaluate).collect()
    }
}

#[derive(Debug)]
pub struct WindowExec {
    windows: Arc<Windows>,
    schema: SchemaRef,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl WindowExec {
    /// `schema` is that of the input, then a column for each function.
    pub fn new(windows: Arc<Windows>, schema: SchemaRef, input: Arc<dyn ExecutionPlan>) -> Self {
        let properties = super::streaming(&schema);
        Self {
            windows,
            schema,
            input,
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

impl DisplayAs for WindowExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "WindowExec: {} functions", self.windows.functions.len())
    }
}

impl ExecutionPlan for WindowExec {
    fn name(&self) -> &str {
        "WindowExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (windows, schema) = (Arc::clone(&self.windows), Arc::clone(&self.schema));
        Ok(Arc::new(Self::new(
            windows,
            schema,
            children.swap_remove(0),
        )))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let most = context.session_config().batch_size();
        let windows = Arc::clone(&self.windows);
        let schema = Arc::clone(&self.schema);
        let memory = MemoryConsumer::new("a window")
            .with_can_spill(true)
            .register(context.memory_pool());
        let space = Space::new(&context, SpillMetrics::new(&self.metrics, partition));
        let mut held = Held::new(self.input.schema(), Arc::clone(&windows), space, memory);
        let mut input = self.input.execute(partition, context)?;
        let batches = try_stream! {
            loop {
                let batch = input.next().await.transpose()?;
                let is_last = batch.is_none();
                let ended = timed(&metrics, || match batch {
                    Some(batch) => held.push(batch),
                    None => Ok(held.rest()?.into_iter().collect()),
                })?;
                for ended in ended {
                    let mut outputs = timed(&metrics, || windows.outputs(ended, &schema, most))?;
                    while let Some(output) = timed(&metrics, || outputs.next()).transpose()? {
                        metrics.record_output(output.num_rows());
                        yield output;
                    }
                }
                if is_last {
                    break;
                }
            }
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(
            Arc::clone(&self.schema),
            batches,
        )))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

fn timed<T>(metrics: &BaselineMetrics, work: impl FnOnce() -> T) -> T {
    let timer = metrics.elapsed_compute().timer();
    let done = work();
    timer.done();
    done
}

fn keys(exprs: &[Arc<dyn PhysicalExpr>], batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
    let rows = batch.num_rows();
    exprs
        .iter()
        .map(|expr| expr.evaluate(batch)?.into_array(rows))
        .collect()
}
