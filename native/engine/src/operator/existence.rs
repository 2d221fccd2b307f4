//! A nested loop that asks of each streamed row whether any row of the build side meets its condition
//! (`BroadcastNestedLoopJoinExec`: LeftSemi, LeftAnti and ExistenceJoin with BuildRight).

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions, UInt32Array,
};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{filter_record_batch, take};
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use async_stream::try_stream;
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_common::utils::memory::get_record_batch_memory_size;
use datafusion_common::{DataFusionError, JoinSide, Result, ScalarValue};
use datafusion_execution::memory_pool::MemoryConsumer;
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_plan::joins::utils::JoinFilter;
use datafusion_physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::{StreamExt, TryStreamExt};

use super::hash_join::concatenated;
use crate::plan::names;

/// What comes out of whether a streamed row has met another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existence {
    Semi,
    Anti,
    /// All rows, with a BOOLEAN column.
    Mark,
}

#[derive(Debug)]
pub struct ExistenceExec {
    existence: Existence,
    condition: Option<JoinFilter>,
    streamed: Arc<dyn ExecutionPlan>,
    build: Arc<dyn ExecutionPlan>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl ExistenceExec {
    /// The left side of `condition` is the streamed one.
    pub fn new(
        existence: Existence,
        condition: Option<JoinFilter>,
        streamed: Arc<dyn ExecutionPlan>,
        build: Arc<dyn ExecutionPlan>,
    ) -> Self {
        let schema = match existence {
            Existence::Mark => marked(&streamed.schema()),
            Existence::Semi | Existence::Anti => streamed.schema(),
        };
        let properties = super::streaming(&schema);
        Self {
            existence,
            condition,
            streamed,
            build,
            schema,
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

fn marked(streamed: &Schema) -> SchemaRef {
    let mut fields = streamed.fields().to_vec();
    fields.push(Arc::new(Field::new("exists", DataType::Boolean, false)));
    let all = names::distinct(fields.iter().map(|field| field.name().clone()));
    let fields = fields.iter().zip(all);
    let fields = fields.map(|(field, name)| field.as_ref().clone().with_name(name));
    Arc::new(Schema::new(fields.collect::<Fields>()))
}

impl DisplayAs for ExistenceExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "ExistenceExec: {:?}", self.existence)
    }
}

impl ExecutionPlan for ExistenceExec {
    fn name(&self) -> &str {
        "ExistenceExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.streamed, &self.build]
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        match &self.condition {
            Some(condition) => f(condition.expression()),
            None => Ok(TreeNodeRecursion::Continue),
        }
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let build = children.swap_remove(1);
        Ok(Arc::new(Self::new(
            self.existence,
            self.condition.clone(),
            children.swap_remove(0),
            build,
        )))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let memory = MemoryConsumer::new("a nested-loop join").register(context.memory_pool());
        let pairs = context.session_config().batch_size();
        let (existence, condition) = (self.existence, self.condition.clone());
        let (build_schema, schema) = (self.build.schema(), Arc::clone(&self.schema));
        let build = self.build.execute(partition, Arc::clone(&context))?;
        let mut streamed = self.streamed.execute(partition, context)?;
        let batches = try_stream! {
            let read = build_columns(condition.as_ref());
            let build_schema = Arc::new(build_schema.project(&read)?);
            let batches = build.map(|batch| Ok::<_, DataFusionError>(batch?.project(&read)?));
            let build = concatenated(&build_schema, batches.try_collect::<Vec<_>>().await?)?;
            memory.try_grow(get_record_batch_memory_size(&build))?;
            let search = Search { condition, build, pairs };
            while let Some(batch) = streamed.next().await.transpose()? {
                let timer = metrics.elapsed_compute().timer();
                let met = search.met(&batch)?;
                let output = existence.output(&batch, met, &schema)?;
                timer.done();
                metrics.record_output(output.num_rows());
                yield output;
            }
            memory.free();
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

impl Existence {
    fn output(
        self,
        batch: &RecordBatch,
        met: BooleanBuffer,
        schema: &SchemaRef,
    ) -> Result<RecordBatch> {
        Ok(match self {
            Self::Semi => filter_record_batch(batch, &BooleanArray::new(met, None))?,
            Self::Anti => filter_record_batch(batch, &BooleanArray::new(!&met, None))?,
            Self::Mark => {
                let mut columns = batch.columns().to_vec();
                columns.push(Arc::new(BooleanArray::new(met, None)));
                RecordBatch::try_new(Arc::clone(schema), columns)?
            }
        })
    }
}

/// The columns of the build side that the condition reads, in its order.
fn build_columns(condition: Option<&JoinFilter>) -> Vec<usize> {
    let columns = condition.iter().flat_map(|c| c.column_indices());
    let build = columns.filter(|column| column.side == JoinSide::Right);
    build.map(|column| column.index).collect()
}

struct Search {
    condition: Option<JoinFilter>,
    /// The columns of [`build_columns`].
    build: RecordBatch,
    /// How many pairs of rows are looked at together.
    pairs: usize,
}

impl Search {
    /// For each row of `batch` whether it meets one of the build side. As in Spark, a row that has met one
    /// is not looked at again: a condition may raise for other pairs.
    fn met(&self, batch: &RecordBatch) -> Result<BooleanBuffer> {
        let (rows, others) = (batch.num_rows(), self.build.num_rows());
        let Some(condition) = &self.condition else {
            return Ok(BooleanBuffer::collect_bool(rows, |_| others > 0));
        };
        let mut met = vec![false; rows];
        let mut open: Vec<u32> = (0..rows as u32).collect();
        let mut columns = streamed_columns(condition, batch, None)?;
        let (mut next, mut one_by_one) = (0, false);
        while !open.is_empty() && next < others {
            let together = if one_by_one {
                1
            } else {
                self.pairs / open.len()
            };
            let count = together.clamp(1, others - next);
            let found = match self.pairs_met(condition, &columns, open.len(), next..next + count) {
                // Perhaps of a pair that comes after the one that decides.
                Err(_) if count > 1 => {
                    one_by_one = true;
                    continue;
                }
                found => found?,
            };
            next += count;
            if found.count_set_bits() > 0 {
                for pair in found.set_indices() {
                    met[open[pair % open.len()] as usize] = true;
                }
                open.retain(|row| !met[*row as usize]);
                columns = streamed_columns(condition, batch, Some(&open))?;
            }
        }
        Ok(met.into_iter().collect())
    }

    /// By pair, whether the condition is true: all streamed rows for each of the `others`.
    fn pairs_met(
        &self,
        condition: &JoinFilter,
        streamed: &[ArrayRef],
        rows: usize,
        others: Range<usize>,
    ) -> Result<BooleanBuffer> {
        let (first, count) = (others.start, others.len());
        let mut build_rows = Vec::with_capacity(rows * count);
        others.for_each(|other| build_rows.resize(build_rows.len() + rows, other as u32));
        let build_rows = UInt32Array::from(build_rows);
        let build_column = |column: &ArrayRef| {
            if count == 1 && column.data_type().is_primitive() {
                ScalarValue::try_from_array(column, first)?.to_array_of_size(rows)
            } else {
                Ok(take(column, &build_rows, None)?)
            }
        };
        let again = (count > 1).then(|| {
            let mut again = Vec::with_capacity(rows * count);
            (0..count).for_each(|_| again.extend(0..rows as u32));
            UInt32Array::from(again)
        });
        let (mut streamed, mut build) = (streamed.iter(), self.build.columns().iter());
        let columns = condition
            .column_indices()
            .iter()
            .filter_map(|c| match c.side {
                JoinSide::Right => build.next().map(build_column),
                _ => streamed.next().map(|column| match &again {
                    Some(rows) => Ok(take(column, rows, None)?),
                    None => Ok(Arc::clone(column)),
                }),
            });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows * count));
        let schema = Arc::clone(condition.schema());
        let batch = RecordBatch::try_new_with_options(schema, columns, &options)?;
        let passed = condition
            .expression()
            .evaluate(&batch)?
            .into_array(rows * count)?;
        let passed = passed.as_boolean();
        Ok(match passed.nulls() {
            Some(nulls) => passed.values() & nulls.inner(),
            None => passed.values().clone(),
        })
    }
}

/// What the condition reads of these rows of `batch`, or of all, in its order.
fn streamed_columns(
    condition: &JoinFilter,
    batch: &RecordBatch,
    rows: Option<&[u32]>,
) -> Result<Vec<ArrayRef>> {
    let rows = rows.map(|rows| UInt32Array::from_iter_values(rows.iter().copied()));
    let columns = condition.column_indices().iter();
    let columns = columns
        .filter(|column| column.side == JoinSide::Left)
        .map(|c| {
            let column = batch.column(c.index);
            match &rows {
                Some(rows) => Ok(take(column, rows, None)?),
                None => Ok(Arc::clone(column)),
            }
        });
    columns.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use arrow::array::Int32Array;
    use datafusion_expr::Operator;
    use datafusion_physical_expr::expressions::{BinaryExpr, Column};
    use datafusion_physical_plan::joins::utils::ColumnIndex;

    use super::*;

    fn batch(values: Vec<Option<i32>>) -> RecordBatch {
        let column = Arc::new(Int32Array::from(values)) as ArrayRef;
        RecordBatch::try_from_iter_with_nullable([("n", column, true)]).unwrap()
    }

    /// `a <inner> b <outer> a`, where a is streamed.
    fn condition(inner: Operator, outer: Operator) -> JoinFilter {
        let fields = ["a", "b"].map(|name| Field::new(name, DataType::Int32, true));
        let column = |i: usize| Arc::new(Column::new(["a", "b"][i], i)) as Arc<dyn PhysicalExpr>;
        let value = Arc::new(BinaryExpr::new(column(0), inner, column(1)));
        let sides = [JoinSide::Left, JoinSide::Right];
        JoinFilter::new(
            Arc::new(BinaryExpr::new(value, outer, column(0))),
            sides.map(|side| ColumnIndex { index: 0, side }).to_vec(),
            Arc::new(Schema::new(fields.to_vec())),
        )
    }

    fn search(condition: Option<JoinFilter>, build: Vec<Option<i32>>, pairs: usize) -> Search {
        let build = batch(build);
        let read = build_columns(condition.as_ref());
        let build = build.project(&read).unwrap();
        Search {
            condition,
            build,
            pairs,
        }
    }

    fn met(search: &Search, streamed: Vec<Option<i32>>) -> Result<Vec<bool>> {
        Ok(search.met(&batch(streamed))?.iter().collect())
    }

    #[test]
    fn rows_that_meet_one() {
        let numbers = |n: i32, factor: i32| -> Vec<Option<i32>> {
            (0..n)
                .map(|i| (i % 7 != 3).then_some(i * factor % 101 - 50))
                .collect()
        };
        let (streamed, build) = (numbers(90, 37), numbers(60, 53));
        let expected = |a: &Option<i32>| {
            let mut pairs = build
                .iter()
                .filter_map(|b| Some((a.as_ref()?, b.as_ref()?)));
            pairs.any(|(a, b)| a * b > *a)
        };
        let expected: Vec<bool> = streamed.iter().map(expected).collect();
        assert!(expected.contains(&true) && expected.contains(&false));
        for pairs in [1, 10, 100, 8192] {
            let search = search(
                Some(condition(Operator::Multiply, Operator::Gt)),
                build.clone(),
                pairs,
            );
            assert_eq!(met(&search, streamed.clone()).unwrap(), expected);
            assert!(met(&search, vec![]).unwrap().is_empty());
        }
    }

    #[test]
    fn a_condition_raises_only_for_rows_that_are_not_decided() {
        for pairs in [1, 8192] {
            let raises = || Some(condition(Operator::Divide, Operator::LtEq));
            let one = search(raises(), vec![Some(1), Some(0)], pairs);
            assert_eq!(met(&one, vec![Some(4), Some(0)]).unwrap(), [true, true]);
            // -4 / 2 is more than -4.
            let two = search(raises(), vec![Some(2), Some(0)], pairs);
            assert_eq!(met(&two, vec![Some(4)]).unwrap(), [true]);
            assert!(met(&two, vec![Some(4), Some(-4)]).is_err());
        }
    }

    #[test]
    fn without_a_condition_any_row_will_do() {
        assert_eq!(
            met(&search(None, vec![], 10), vec![Some(1)]).unwrap(),
            [false]
        );
        assert_eq!(
            met(&search(None, vec![None], 10), vec![Some(1)]).unwrap(),
            [true]
        );
    }
}
