//! Spark's WindowGroupLimitExec: of each partition only the rows whose rank is within a limit.

use std::fmt;
use std::sync::Arc;

use arrow::array::{BooleanArray, BooleanBufferBuilder, RecordBatch};
use arrow::compute::filter_record_batch;
use datafusion_common::Result;
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr_common::sort_expr::PhysicalSortExpr;
use datafusion_physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

use super::keys;
use super::rows::Changes;

/// What is counted of a partition's rows.
#[derive(Debug, Clone, Copy)]
pub enum Rank {
    RowNumber,
    Rank,
    DenseRank,
}

/// Rows of which rank stay, over which keys.
#[derive(Debug)]
pub struct GroupLimit {
    pub partition_by: Vec<Arc<dyn PhysicalExpr>>,
    pub order_by: Vec<PhysicalSortExpr>,
    pub rank: Rank,
    pub limit: u64,
}

#[derive(Debug)]
pub struct GroupLimitExec {
    limit: Arc<GroupLimit>,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl GroupLimitExec {
    /// The rows of `input` come sorted by partition and order.
    pub fn new(limit: Arc<GroupLimit>, input: Arc<dyn ExecutionPlan>) -> Self {
        let properties = crate::operator::streaming(&input.schema());
        Self {
            limit,
            input,
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

impl DisplayAs for GroupLimitExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(
            f,
            "GroupLimitExec: {:?} {}",
            self.limit.rank, self.limit.limit
        )
    }
}

impl ExecutionPlan for GroupLimitExec {
    fn name(&self) -> &str {
        "GroupLimitExec"
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
        Ok(Arc::new(Self::new(
            Arc::clone(&self.limit),
            children.swap_remove(0),
        )))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let input = self.input.execute(partition, context)?;
        let mut counted = Counted::new(Arc::clone(&self.limit));
        let batches = input.map(move |batch| {
            let timer = metrics.elapsed_compute().timer();
            let kept = counted.kept(&batch?)?;
            timer.done();
            metrics.record_output(kept.num_rows());
            Ok(kept)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(
            self.input.schema(),
            batches,
        )))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

/// Counts the rows of the partition that is being read.
struct Counted {
    limit: Arc<GroupLimit>,
    partitions: Changes,
    order: Changes,
    rows: u64,
    rank: u64,
}

impl Counted {
    fn new(limit: Arc<GroupLimit>) -> Self {
        Self {
            limit,
            partitions: Changes::default(),
            order: Changes::default(),
            rows: 0,
            rank: 0,
        }
    }

    fn kept(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let rows = batch.num_rows();
        let limit = Arc::clone(&self.limit);
        let starts = self
            .partitions
            .of(&keys(&limit.partition_by, batch)?, rows)?;
        let order: Vec<_> = limit
            .order_by
            .iter()
            .map(|order| Arc::clone(&order.expr))
            .collect();
        let changes = self.order.of(&keys(&order, batch)?, rows)?;
        let mut kept = BooleanBufferBuilder::new(rows);
        for row in 0..rows {
            let starts = starts.value(row);
            if starts {
                (self.rows, self.rank) = (0, 0);
            }
            self.rows += 1;
            let differs = starts || changes.value(row);
            self.rank = match limit.rank {
                Rank::RowNumber => self.rows,
                Rank::Rank if differs => self.rows,
                Rank::DenseRank if differs => self.rank + 1,
                Rank::Rank | Rank::DenseRank => self.rank,
            };
            kept.append(self.rank <= limit.limit);
        }
        Ok(filter_record_batch(
            batch,
            &BooleanArray::new(kept.finish(), None),
        )?)
    }
}
