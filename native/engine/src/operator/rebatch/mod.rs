//! Batches of as many rows as Spark sends to Python at once, in the layout of Arrow's Java vectors:
//! without offsets, dictionaries and views.

mod layout;
mod size;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_common::{Result, internal_datafusion_err};
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_plan::metrics::{ExecutionPlanMetricsSet, MetricsSet};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::stream::{self, StreamExt};

use super::window::rows::Changes;
use layout::{fresh, plain_field};
use size::{Part, size};

/// Where a batch ends: after `rows`, or once the columns `sent` take `bytes` in Arrow's Java vectors.
#[derive(Debug)]
pub struct Limits {
    pub rows: usize,
    pub bytes: usize,
    pub sent: Vec<usize>,
    /// Whether they are the fields of one column, which has a validity of its own.
    pub in_struct: bool,
    /// The keys of groups, if a batch has rows of one group alone. A column after the others then says
    /// of each row whether it begins a group.
    pub groups: Option<Vec<Arc<dyn PhysicalExpr>>>,
}

#[derive(Debug)]
pub struct RebatchExec {
    input: Arc<dyn ExecutionPlan>,
    limits: Arc<Limits>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl RebatchExec {
    pub fn new(input: Arc<dyn ExecutionPlan>, limits: Limits) -> Self {
        Self::over(input, Arc::new(limits))
    }

    fn over(input: Arc<dyn ExecutionPlan>, limits: Arc<Limits>) -> Self {
        let schema = input.schema();
        let mut fields: Vec<_> = schema.fields().iter().map(plain_field).collect();
        if limits.groups.is_some() {
            fields.push(Field::new("starts", DataType::Boolean, false));
        }
        let schema = Arc::new(Schema::new(fields));
        let properties = super::streaming(&schema);
        Self {
            input,
            limits,
            schema,
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

impl DisplayAs for RebatchExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "RebatchExec: {} rows", self.limits.rows)
    }
}

impl ExecutionPlan for RebatchExec {
    fn name(&self) -> &str {
        "RebatchExec"
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
        let limits = Arc::clone(&self.limits);
        Ok(Arc::new(Self::over(children.swap_remove(0), limits)))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let rebatch = Rebatch {
            input: self.input.execute(partition, context)?,
            limits: Arc::clone(&self.limits),
            schema: Arc::clone(&self.schema),
            pending: VecDeque::new(),
            changes: Changes::default(),
        };
        let batches = stream::try_unfold(rebatch, |mut rebatch| async move {
            Ok(rebatch.next().await?.map(|batch| (batch, rebatch)))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(
            Arc::clone(&self.schema),
            batches,
        )))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

struct Rebatch {
    input: SendableRecordBatchStream,
    limits: Arc<Limits>,
    schema: SchemaRef,
    /// Rows that no batch has had yet.
    pending: VecDeque<RecordBatch>,
    changes: Changes,
}

impl Rebatch {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        let (mut rows, mut ended) = self.group();
        while !ended && rows < self.limits.rows && self.bytes(rows) < self.limits.bytes {
            let Some(batch) = self.input.next().await.transpose()? else {
                break;
            };
            let batch = self.plain(&batch)?;
            self.pending.push_back(batch);
            (rows, ended) = self.group();
        }
        if rows == 0 {
            return Ok(None);
        }
        let rows = self.fitting(rows.min(self.limits.rows));
        self.take(rows).map(Some)
    }

    /// The rows that wait for the next batches of one group, and whether that ends with them.
    fn group(&self) -> (usize, bool) {
        let mut rows = 0;
        for batch in &self.pending {
            if self.limits.groups.is_some()
                && let Some(starts) = batch.columns().last()
            {
                let mut starts = starts.as_boolean().values().set_indices();
                if let Some(next) = starts.find(|row| rows + row > 0) {
                    return (rows + next, true);
                }
            }
            rows += batch.num_rows();
        }
        (rows, false)
    }

    /// `batch` in the layout of the output, with where groups begin.
    fn plain(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let fields = self.schema.fields().iter();
        let columns = batch.columns().iter().zip(fields).map(|(column, field)| {
            if column.data_type() == field.data_type() {
                Ok(Arc::clone(column))
            } else {
                Ok(cast(column, field.data_type())?)
            }
        });
        let mut columns = columns.collect::<Result<Vec<_>>>()?;
        let rows = batch.num_rows();
        if let Some(groups) = &self.limits.groups {
            let keys = groups
                .iter()
                .map(|key| key.evaluate(batch)?.into_array(rows));
            let keys = keys.collect::<Result<Vec<_>>>()?;
            let starts = self.changes.of(&keys, rows)?;
            columns.push(Arc::new(BooleanArray::new(starts, None)));
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let schema = Arc::clone(&self.schema);
        Ok(RecordBatch::try_new_with_options(
            schema, columns, &options,
        )?)
    }

    /// The fewest of the first `rows` that take as many bytes as the limit says; all, if none do.
    fn fitting(&self, rows: usize) -> usize {
        if self.bytes(rows) < self.limits.bytes {
            return rows;
        }
        let (mut below, mut enough) = (0, rows);
        while enough - below > 1 {
            let middle = below + (enough - below) / 2;
            if self.bytes(middle) < self.limits.bytes {
                below = middle;
            } else {
                enough = middle;
            }
        }
        enough
    }

    /// The bytes of the first `rows` as `ArrowWriter.sizeInBytes` counts them.
    fn bytes(&self, rows: usize) -> usize {
        if self.limits.bytes == usize::MAX {
            return 0;
        }
        let own = if self.limits.in_struct {
            rows.div_ceil(8)
        } else {
            0
        };
        let columns = self.limits.sent.iter().map(|i| {
            let mut left = rows;
            let parts = self.pending.iter().map(|batch| {
                let rows = left.min(batch.num_rows());
                left -= rows;
                let data = batch.column(*i).to_data();
                Part {
                    data,
                    start: 0,
                    rows,
                }
            });
            size(&parts.collect::<Vec<_>>())
        });
        own + columns.sum::<usize>()
    }

    /// The first `rows` as one batch of fresh memory.
    fn take(&mut self, rows: usize) -> Result<RecordBatch> {
        let mut parts = Vec::new();
        let mut left = rows;
        while left > 0 {
            let batch = self
                .pending
                .pop_front()
                .ok_or_else(|| internal_datafusion_err!("a batch of more rows than there are"))?;
            let count = left.min(batch.num_rows());
            if count < batch.num_rows() {
                self.pending
                    .push_front(batch.slice(count, batch.num_rows() - count));
            }
            parts.push(batch.slice(0, count));
            left -= count;
        }
        let columns = (0..self.schema.fields().len())
            .map(|i| fresh(parts.iter().map(|p| p.column(i).to_data()).collect()))
            .collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let schema = Arc::clone(&self.schema);
        Ok(RecordBatch::try_new_with_options(
            schema, columns, &options,
        )?)
    }
}

#[cfg(test)]
mod tests;
