//! Spark's GenerateExec: rows that are made for each input row, beside columns of it.

use std::fmt;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Int32Array, RecordBatch, RecordBatchOptions, UInt32Array,
};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Fields, Int32Type, SchemaRef};
use async_stream::try_stream;
use datafusion_common::tree_node::TreeNodeRecursion;
use datafusion_common::{Result, internal_err};
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;

use crate::host::{Host, arguments};

type Expr = Arc<dyn PhysicalExpr>;
/// Generated columns, and the input row of each of their rows.
type Generated = (UInt32Array, Vec<ArrayRef>);
type GeneratedRows = Box<dyn Iterator<Item = Result<Generated>> + Send>;

#[derive(Debug, Clone)]
pub enum Generator {
    /// A row for each element of a list, or for each entry of a map.
    Explode {
        collection: Expr,
        position: bool,
        inline: bool,
        outer: bool,
    },
    Jvm {
        index: u32,
        args: Vec<Expr>,
        host: Arc<dyn Host>,
    },
}

#[derive(Debug)]
pub struct GenerateExec {
    generator: Generator,
    kept: Arc<Vec<usize>>,
    schema: SchemaRef,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl GenerateExec {
    /// `kept` are the columns of `input` that go out, before those that are generated.
    pub fn new(
        generator: Generator,
        kept: Arc<Vec<usize>>,
        schema: SchemaRef,
        input: Arc<dyn ExecutionPlan>,
    ) -> Self {
        let properties = super::streaming(&schema);
        Self {
            generator,
            kept,
            schema,
            input,
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

impl DisplayAs for GenerateExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("GenerateExec")
    }
}

impl ExecutionPlan for GenerateExec {
    fn name(&self) -> &str {
        "GenerateExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Expr) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for expr in self.generator.exprs() {
            if f(expr)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(Self::new(
            self.generator.clone(),
            Arc::clone(&self.kept),
            Arc::clone(&self.schema),
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
        let generator = self.generator.clone();
        let kept = Arc::clone(&self.kept);
        let schema = Arc::clone(&self.schema);
        let fields: Fields = schema.fields()[kept.len()..].iter().cloned().collect();
        let mut input = self.input.execute(partition, context)?;
        let batches = try_stream! {
            while let Some(batch) = input.next().await.transpose()? {
                let mut generated = generator.generate(&batch, &fields, most)?;
                loop {
                    let timer = metrics.elapsed_compute().timer();
                    let Some((rows, columns)) = generated.next().transpose()? else { break };
                    let mut all = kept
                        .iter()
                        .map(|i| take(batch.column(*i), &rows, None))
                        .collect::<std::result::Result<Vec<_>, _>>()?;
                    all.extend(columns);
                    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
                    let schema = Arc::clone(&schema);
                    let output = RecordBatch::try_new_with_options(schema, all, &options)?;
                    timer.done();
                    metrics.record_output(output.num_rows());
                    yield output;
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

impl Generator {
    fn exprs(&self) -> Vec<&Expr> {
        match self {
            Self::Explode { collection, .. } => vec![collection],
            Self::Jvm { args, .. } => args.iter().collect(),
        }
    }

    /// What is generated for the rows of `batch`, about `most` rows at a time; `fields` are its columns.
    fn generate(&self, batch: &RecordBatch, fields: &Fields, most: usize) -> Result<GeneratedRows> {
        let rows = batch.num_rows();
        match self {
            Self::Explode {
                collection,
                position,
                inline,
                outer,
            } => {
                let collection = collection.evaluate(batch)?.into_array(rows)?;
                let elements = Elements::of(&collection, *inline)?;
                Ok(Box::new(Exploded {
                    elements,
                    position: *position,
                    outer: *outer,
                    most,
                    row: 0,
                    taken: 0,
                }))
            }
            Self::Jvm { index, args, host } => {
                let args = args.iter().map(|arg| arg.evaluate(batch)?.into_array(rows));
                let args = arguments(args.collect::<Result<_>>()?, rows)?;
                let place = Arc::new(Field::new("row", DataType::Int32, false));
                let fields = std::iter::once(place)
                    .chain(fields.iter().cloned())
                    .collect();
                let batches = host.generate(*index, args, &fields)?;
                Ok(Box::new(batches.map(|columns| {
                    let mut columns = columns?;
                    let rows = columns.remove(0);
                    let rows = rows.as_primitive::<Int32Type>().values();
                    Ok((
                        rows.iter()
                            .map(|row| *row as u32)
                            .collect::<Vec<_>>()
                            .into(),
                        columns,
                    ))
                })))
            }
        }
    }
}

/// The elements of all rows of a collection, one after the other.
struct Elements {
    collection: ArrayRef,
    offsets: Vec<i32>,
    columns: Vec<ArrayRef>,
    /// Of elements that are structs and NULL: their fields are.
    structs: Option<ArrayRef>,
}

impl Elements {
    fn of(collection: &ArrayRef, inline: bool) -> Result<Self> {
        let (offsets, columns, structs) = match collection.data_type() {
            DataType::List(_) => {
                let list = collection.as_list::<i32>();
                let values = list.values();
                if inline {
                    let fields = values.as_struct().columns().to_vec();
                    (list.value_offsets(), fields, Some(Arc::clone(values)))
                } else {
                    (list.value_offsets(), vec![Arc::clone(values)], None)
                }
            }
            DataType::Map(_, _) => {
                let map = collection.as_map();
                let columns = vec![Arc::clone(map.keys()), Arc::clone(map.values())];
                (map.value_offsets(), columns, None)
            }
            other => return internal_err!("{other} has no elements"),
        };
        Ok(Self {
            offsets: offsets.to_vec(),
            collection: Arc::clone(collection),
            columns,
            structs: structs.filter(|s| s.null_count() > 0),
        })
    }

    fn range(&self, row: usize) -> (usize, usize) {
        if self.collection.is_null(row) {
            return (0, 0);
        }
        let (start, end) = (self.offsets[row], self.offsets[row + 1]);
        (start as usize, end as usize)
    }
}

struct Exploded {
    elements: Elements,
    position: bool,
    outer: bool,
    most: usize,
    row: usize,
    /// Elements of the row that have gone out.
    taken: usize,
}

impl Iterator for Exploded {
    type Item = Result<Generated>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut rows: Vec<u32> = Vec::with_capacity(self.most);
        let mut chosen: Vec<Option<u32>> = Vec::with_capacity(self.most);
        let mut places: Vec<Option<i32>> = Vec::new();
        while self.row < self.elements.offsets.len() - 1 && rows.len() < self.most {
            let (start, end) = self.elements.range(self.row);
            let first = start + self.taken;
            let count = (end - first).min(self.most - rows.len());
            for element in first..first + count {
                rows.push(self.row as u32);
                chosen.push(Some(element as u32));
                if self.position {
                    places.push(Some((element - start) as i32));
                }
            }
            if start == end && self.outer {
                rows.push(self.row as u32);
                chosen.push(None);
                if self.position {
                    places.push(None);
                }
            }
            self.taken += count;
            if first + count == end {
                self.row += 1;
                self.taken = 0;
            }
        }
        if rows.is_empty() {
            return None;
        }
        Some(self.generated(rows, chosen, places))
    }
}

impl Exploded {
    fn generated(
        &self,
        rows: Vec<u32>,
        mut chosen: Vec<Option<u32>>,
        places: Vec<Option<i32>>,
    ) -> Result<Generated> {
        if let Some(structs) = &self.elements.structs {
            for element in &mut chosen {
                *element = element.filter(|e| structs.is_valid(*e as usize));
            }
        }
        let chosen = UInt32Array::from(chosen);
        let mut columns: Vec<ArrayRef> = Vec::new();
        if self.position {
            columns.push(Arc::new(Int32Array::from(places)));
        }
        for column in &self.elements.columns {
            columns.push(take(column, &chosen, None)?);
        }
        Ok((UInt32Array::from(rows), columns))
    }
}
