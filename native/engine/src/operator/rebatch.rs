//! Batches of as many rows as Spark sends to Python at once, in the layout of Arrow's Java vectors:
//! without offsets, dictionaries and views.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayData, ArrayRef, MutableArrayData, RecordBatch, RecordBatchOptions, make_array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_common::{Result, internal_datafusion_err};
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_plan::metrics::{ExecutionPlanMetricsSet, MetricsSet};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::stream::{self, StreamExt};

/// Where a batch ends: after `rows`, or once the columns `sent` take `bytes` in Arrow's Java vectors.
#[derive(Debug)]
pub struct Limits {
    pub rows: usize,
    pub bytes: usize,
    pub sent: Vec<usize>,
    /// Whether they are the fields of one column, which has a validity of its own.
    pub in_struct: bool,
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
        let fields = input
            .schema()
            .fields()
            .iter()
            .map(plain_field)
            .collect::<Vec<_>>();
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
}

impl Rebatch {
    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        let mut rows: usize = self.pending.iter().map(RecordBatch::num_rows).sum();
        while rows < self.limits.rows && self.bytes(rows) < self.limits.bytes {
            let Some(batch) = self.input.next().await.transpose()? else {
                break;
            };
            rows += batch.num_rows();
            self.pending.push_back(plain(&batch, &self.schema)?);
        }
        if rows == 0 {
            return Ok(None);
        }
        let rows = self.fitting(rows.min(self.limits.rows));
        self.take(rows).map(Some)
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

fn fresh(parts: Vec<ArrayData>) -> Result<ArrayRef> {
    let rows = parts.iter().map(ArrayData::len).sum();
    let mut whole = MutableArrayData::new(parts.iter().collect(), false, rows);
    for (i, part) in parts.iter().enumerate() {
        whole.try_extend(i, 0, part.len())?;
    }
    Ok(make_array(whole.freeze()))
}

fn plain(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let columns = batch
        .columns()
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| {
            if column.data_type() == field.data_type() {
                Ok(Arc::clone(column))
            } else {
                Ok(cast(column, field.data_type())?)
            }
        });
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    Ok(RecordBatch::try_new_with_options(
        Arc::clone(schema),
        columns,
        &options,
    )?)
}

fn plain_field(field: &FieldRef) -> Field {
    Field::new(
        field.name(),
        plain_type(field.data_type()),
        field.is_nullable(),
    )
}

fn plain_type(data_type: &DataType) -> DataType {
    let nested = |field: &FieldRef| Arc::new(plain_field(field));
    match data_type {
        DataType::Dictionary(_, value) => plain_type(value),
        DataType::Utf8View => DataType::Utf8,
        DataType::BinaryView => DataType::Binary,
        DataType::List(element) => DataType::List(nested(element)),
        DataType::Map(entries, sorted) => DataType::Map(nested(entries), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(nested).collect()),
        other => other.clone(),
    }
}

/// Rows of an array.
struct Part {
    data: ArrayData,
    start: usize,
    rows: usize,
}

impl Part {
    /// Where the values of a variable length begin and end.
    fn ends(&self) -> (usize, usize) {
        let offsets = self.data.buffers()[0].typed_data::<i32>();
        let at = self.data.offset() + self.start;
        (offsets[at] as usize, offsets[at + self.rows] as usize)
    }

    fn elements(&self) -> Part {
        let (from, to) = self.ends();
        Part {
            data: self.data.child_data()[0].clone(),
            start: from,
            rows: to - from,
        }
    }

    fn field(&self, i: usize) -> Part {
        Part {
            data: self.data.child_data()[i].clone(),
            start: self.data.offset() + self.start,
            rows: self.rows,
        }
    }
}

/// What the rows of `parts` take as one of Arrow's Java vectors (`getBufferSizeFor`).
fn size(parts: &[Part]) -> usize {
    let rows: usize = parts.iter().map(|part| part.rows).sum();
    let Some(part) = parts.iter().find(|part| part.rows > 0) else {
        return 0;
    };
    let filled = || parts.iter().filter(|part| part.rows > 0);
    let validity = rows.div_ceil(8);
    let offsets = 4 * (rows + 1);
    match part.data.data_type() {
        DataType::Null => 0,
        DataType::Boolean => 2 * validity,
        DataType::Utf8 | DataType::Binary => {
            let lengths = filled().map(|part| {
                let (from, to) = part.ends();
                to - from
            });
            validity + offsets + lengths.sum::<usize>()
        }
        DataType::List(_) | DataType::Map(_, _) => {
            let elements: Vec<Part> = filled().map(Part::elements).collect();
            validity + offsets + size(&elements)
        }
        DataType::Struct(fields) => {
            let fields = (0..fields.len()).map(|i| {
                let field: Vec<Part> = filled().map(|part| part.field(i)).collect();
                size(&field)
            });
            validity + fields.sum::<usize>()
        }
        flat => validity + rows * flat.primitive_width().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{BooleanArray, DictionaryArray, Int64Array, ListArray, StringArray};
    use arrow::datatypes::{Int32Type, Int64Type};
    use datafusion_physical_plan::test::TestMemoryExec;
    use futures::executor::block_on;

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
            .unwrap()
    }

    fn run(batches: Vec<RecordBatch>, rows: usize, bytes: usize) -> Vec<RecordBatch> {
        let schema = batches[0].schema();
        let input = TestMemoryExec::try_new_exec(&[batches], schema, None).unwrap();
        let limits = Limits {
            rows,
            bytes,
            sent: vec![0],
            in_struct: false,
        };
        let stream = RebatchExec::new(input, limits)
            .execute(0, Arc::new(TaskContext::default()))
            .unwrap();
        block_on(stream.map(|batch| batch.unwrap()).collect())
    }

    fn longs(n: i64) -> ArrayRef {
        Arc::new(Int64Array::from_iter(0..n))
    }

    #[test]
    fn batches_have_the_rows_of_the_limit() {
        let input = [5, 1, 9].map(|n| batch(vec![("a", longs(n))]));
        let rows = run(input.to_vec(), 4, usize::MAX);
        let rows: Vec<usize> = rows.iter().map(RecordBatch::num_rows).collect();
        assert_eq!(rows, [4, 4, 4, 3]);
    }

    #[test]
    fn a_batch_ends_with_the_row_that_reaches_the_bytes() {
        // Each row takes 8 bytes, its validity a bit of whole bytes.
        let rows = run(vec![batch(vec![("a", longs(10))])], usize::MAX, 33);
        let rows: Vec<usize> = rows.iter().map(RecordBatch::num_rows).collect();
        assert_eq!(rows, [4, 4, 2]);
    }

    #[test]
    fn arrays_are_plain() {
        let words: DictionaryArray<Int32Type> = ["x", "y", "x"].into_iter().collect();
        let lists = ListArray::from_iter_primitive::<Int64Type, _, _>([
            Some(vec![Some(1)]),
            Some(vec![Some(2), None]),
            None,
        ]);
        let flags = BooleanArray::from(vec![Some(true), Some(false), None]);
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("w", Arc::new(words)),
            ("l", Arc::new(lists)),
            ("f", Arc::new(flags)),
        ];
        let whole = batch(columns).slice(1, 2);
        let plain = run(vec![whole], 10, usize::MAX).remove(0);
        let strings: StringArray = plain.column(0).to_data().into();
        assert_eq!(strings.iter().collect::<Vec<_>>(), [Some("y"), Some("x")]);
        for column in plain.columns() {
            assert_eq!(column.to_data().offset(), 0);
        }
        assert_eq!(
            plain.column(1).to_data().buffers()[0].typed_data::<i32>()[0],
            0
        );
        assert_eq!(plain.column(1).to_data().null_count(), 1);
    }
}
