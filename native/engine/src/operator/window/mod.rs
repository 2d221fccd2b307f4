//! Spark's WindowExec: columns computed of the rows around each row, over rows that come sorted by
//! partition and order. Whole partitions are held at a time.

mod aggregate;
mod chunk;
pub mod frame;
pub mod limit;
pub mod pick;
pub mod ranking;
mod rows;

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBufferBuilder, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use async_stream::try_stream;
use datafusion_common::Result;
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::aggregate::AggregateFunctionExpr;
use datafusion_physical_expr_common::sort_expr::PhysicalSortExpr;
use datafusion_physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

use chunk::Chunk;
use frame::Frame;
use pick::{Nth, Shift};
use ranking::Ranking;
use rows::Changes;

#[derive(Debug)]
pub enum Function {
    Ranking(Ranking),
    Shift(Shift),
    Nth(Nth, Frame),
    Aggregate(Arc<AggregateFunctionExpr>, Frame),
}

/// What is computed, over which keys.
#[derive(Debug)]
pub struct Windows {
    pub partition_by: Vec<Arc<dyn PhysicalExpr>>,
    pub order_by: Vec<PhysicalSortExpr>,
    pub functions: Vec<Function>,
}

impl Windows {
    /// The columns of all functions.
    fn evaluate(&self, chunk: &Chunk) -> Result<Vec<ArrayRef>> {
        let evaluate = |function: &Function| match function {
            Function::Ranking(ranking) => Ok(ranking.evaluate(chunk)),
            Function::Shift(shift) => shift.evaluate(chunk),
            Function::Nth(nth, frame) => nth.evaluate(chunk, &frame.of(chunk, &self.order_by)?),
            Function::Aggregate(function, frame) => {
                aggregate::evaluate(function, frame, chunk, || frame.of(chunk, &self.order_by))
            }
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
        let memory = MemoryConsumer::new("window").register(context.memory_pool());
        let mut held = Held::new(self.input.schema(), memory);
        let mut input = self.input.execute(partition, context)?;
        let batches = try_stream! {
            loop {
                let batch = input.next().await.transpose()?;
                let timer = metrics.elapsed_compute().timer();
                let ended = batch.is_none();
                let chunk = match batch {
                    Some(batch) => held.push(batch, &windows)?,
                    None => held.rest()?,
                };
                if let Some(chunk) = chunk {
                    let mut columns = chunk.batch.columns().to_vec();
                    columns.extend(windows.evaluate(&chunk)?);
                    let output = RecordBatch::try_new(Arc::clone(&schema), columns)?;
                    timer.done();
                    for start in (0..output.num_rows()).step_by(most) {
                        let rows = most.min(output.num_rows() - start);
                        metrics.record_output(rows);
                        yield output.slice(start, rows);
                    }
                }
                if ended {
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

/// Rows whose partition has not ended yet.
struct Held {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    partition_starts: BooleanBufferBuilder,
    order_changes: BooleanBufferBuilder,
    partitions: Changes,
    order: Changes,
    memory: MemoryReservation,
}

impl Held {
    fn new(schema: SchemaRef, memory: MemoryReservation) -> Self {
        Self {
            schema,
            batches: Vec::new(),
            partition_starts: BooleanBufferBuilder::new(0),
            order_changes: BooleanBufferBuilder::new(0),
            partitions: Changes::default(),
            order: Changes::default(),
            memory,
        }
    }

    /// Takes `batch`, and gives the partitions that have ended in it.
    fn push(&mut self, batch: RecordBatch, windows: &Windows) -> Result<Option<Chunk>> {
        let rows = batch.num_rows();
        let starts = self
            .partitions
            .of(&keys(&windows.partition_by, &batch)?, rows)?;
        let order = windows.order_by.iter().map(|order| Arc::clone(&order.expr));
        let changes = self
            .order
            .of(&keys(&order.collect::<Vec<_>>(), &batch)?, rows)?;
        let end = starts.set_indices().last().unwrap_or(0);
        if end == 0 && (self.batches.is_empty() || !starts.iter().next().unwrap_or(false)) {
            self.hold(batch, &starts, &changes)?;
            return Ok(None);
        }
        self.hold(
            batch.slice(0, end),
            &starts.slice(0, end),
            &changes.slice(0, end),
        )?;
        let ended = self.rest()?;
        let (rest, rows) = (batch.slice(end, rows - end), rows - end);
        self.hold(rest, &starts.slice(end, rows), &changes.slice(end, rows))?;
        Ok(ended)
    }

    fn hold(
        &mut self,
        batch: RecordBatch,
        starts: &BooleanBuffer,
        changes: &BooleanBuffer,
    ) -> Result<()> {
        if batch.num_rows() > 0 {
            self.memory.try_grow(batch.get_array_memory_size())?;
            self.batches.push(batch);
            self.partition_starts.append_buffer(starts);
            self.order_changes.append_buffer(changes);
        }
        Ok(())
    }

    /// All rows that are held.
    fn rest(&mut self) -> Result<Option<Chunk>> {
        let batches = std::mem::take(&mut self.batches);
        if batches.is_empty() {
            return Ok(None);
        }
        let batch = concat_batches(&self.schema, &batches)?;
        let memory = self.memory.take();
        let (starts, changes) = (self.partition_starts.finish(), self.order_changes.finish());
        Ok(Some(Chunk::new(batch, &starts, &changes, memory)))
    }
}

fn keys(exprs: &[Arc<dyn PhysicalExpr>], batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
    let rows = batch.num_rows();
    exprs
        .iter()
        .map(|expr| expr.evaluate(batch)?.into_array(rows))
        .collect()
}
