//! The last rows of a partition, of what CollectTailExec takes its rows.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use async_stream::try_stream;
use datafusion_common::Result;
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_common::utils::memory::get_record_batch_memory_size;
use datafusion_execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

#[derive(Debug)]
pub struct TailExec {
    rows: usize,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl TailExec {
    pub fn new(rows: usize, input: Arc<dyn ExecutionPlan>) -> Self {
        let properties = super::streaming(&input.schema());
        Self {
            rows,
            input,
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

impl DisplayAs for TailExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "TailExec: {} rows", self.rows)
    }
}

impl ExecutionPlan for TailExec {
    fn name(&self) -> &str {
        "TailExec"
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
        Ok(Arc::new(Self::new(self.rows, children.swap_remove(0))))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let memory = MemoryConsumer::new("the last rows").register(context.memory_pool());
        let mut last = Last::new(self.rows, memory);
        let mut input = self.input.execute(partition, context)?;
        let batches = try_stream! {
            while let Some(batch) = input.next().await.transpose()? {
                last.push(batch)?;
            }
            while let Some(batch) = last.pop() {
                metrics.record_output(batch.num_rows());
                yield batch;
            }
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(
            self.input.schema(),
            batches,
        )))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

/// The batches that the last rows are in.
struct Last {
    wanted: usize,
    rows: usize,
    batches: VecDeque<RecordBatch>,
    memory: MemoryReservation,
}

impl Last {
    fn new(wanted: usize, memory: MemoryReservation) -> Self {
        Self {
            wanted,
            rows: 0,
            batches: VecDeque::new(),
            memory,
        }
    }

    fn push(&mut self, batch: RecordBatch) -> Result<()> {
        self.memory.try_grow(get_record_batch_memory_size(&batch))?;
        self.rows += batch.num_rows();
        self.batches.push_back(batch);
        while let Some(first) = self.batches.front()
            && self.rows - first.num_rows() >= self.wanted
        {
            self.drop_first();
        }
        Ok(())
    }

    fn drop_first(&mut self) -> Option<RecordBatch> {
        let first = self.batches.pop_front()?;
        self.rows -= first.num_rows();
        self.memory.shrink(get_record_batch_memory_size(&first));
        Some(first)
    }

    /// The next of the last rows.
    fn pop(&mut self) -> Option<RecordBatch> {
        let more = self.rows.saturating_sub(self.wanted);
        let first = self.drop_first()?;
        Some(first.slice(more, first.num_rows() - more))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use arrow::array::{AsArray, Int64Array, RecordBatch};
    use arrow::datatypes::Int64Type;
    use datafusion_execution::memory_pool::{GreedyMemoryPool, MemoryConsumer, MemoryPool};
    use std::sync::Arc;

    use super::Last;

    fn last(wanted: usize, batches: &[usize]) -> (Vec<i64>, usize) {
        let pool: Arc<dyn MemoryPool> = Arc::new(GreedyMemoryPool::new(1 << 20));
        let mut last = Last::new(wanted, MemoryConsumer::new("test").register(&pool));
        let mut next = 0i64;
        for rows in batches {
            let column = Int64Array::from_iter_values(next..next + *rows as i64);
            next += *rows as i64;
            let batch = RecordBatch::try_from_iter([("n", Arc::new(column) as _)]).unwrap();
            last.push(batch).unwrap();
        }
        let held = last.batches.len();
        let mut values = Vec::new();
        while let Some(batch) = last.pop() {
            values.extend_from_slice(batch.column(0).as_primitive::<Int64Type>().values());
        }
        assert_eq!(pool.reserved(), 0);
        (values, held)
    }

    #[test]
    fn the_last_rows_of_all_batches() {
        assert_eq!(last(3, &[2, 4, 0, 1, 1]), (vec![5, 6, 7], 4));
        assert_eq!(last(2, &[5, 1, 1]), (vec![5, 6], 2));
        assert_eq!(last(9, &[2, 3]), (vec![0, 1, 2, 3, 4], 2));
        assert_eq!(last(5, &[2, 3]), (vec![0, 1, 2, 3, 4], 2));
        assert_eq!(last(0, &[2, 3]), (vec![], 0));
        assert_eq!(last(4, &[]), (vec![], 0));
        assert_eq!(last(1, &[100, 100, 0]), (vec![199], 2));
    }
}
