//! Partitions that memory does not hold give the same rows as those that it does, for each kind of
//! function and frame.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Schema};
use datafusion_common::ScalarValue;
use datafusion_execution::TaskContext;
use datafusion_execution::config::SessionConfig;
use datafusion_execution::memory_pool::GreedyMemoryPool;
use datafusion_execution::runtime_env::RuntimeEnvBuilder;
use datafusion_expr::Operator;
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::aggregate::AggregateExprBuilder;
use datafusion_physical_expr::expressions::{BinaryExpr, Column, Literal};
use datafusion_physical_expr_common::sort_expr::PhysicalSortExpr;
use datafusion_physical_plan::ExecutionPlan;
use futures::{StreamExt, TryStreamExt, stream};
use thermite_functions::EvalMode;
use thermite_functions::aggregate::{self, AggregateCall, AggregateInput};

use super::frame::{Bound, Frame};
use super::pick::{Nth, Shift};
use super::ranking::Ranking;
use super::{Function, WindowExec, Windows};
use crate::operator::source::SourceExec;

/// Rows of each partition, in the order of the keys.
const PARTITIONS: [usize; 5] = [3, 4000, 1, 7, 2500];
const ALL: usize = 1 << 30;
/// A fifth of what the largest partition takes.
const LITTLE: usize = 50 << 10;

/// Key of the partition, key of the order with peers, number with NULLs, text with NULLs.
fn input() -> RecordBatch {
    let (mut keys, mut orders) = (Vec::new(), Vec::new());
    for (key, rows) in PARTITIONS.into_iter().enumerate() {
        keys.resize(keys.len() + rows, key as i64);
        orders.extend((0..rows as i64).map(|i| i / 5 * 2));
    }
    let rows = keys.len() as i64;
    let numbers = (0..rows).map(|i| (i % 5 != 0).then_some(i * 7919 % 1009));
    let texts = (0..rows).map(|i| (i % 3 != 0).then(|| format!("a text of {}", i * 31 % 977)));
    let columns: [ArrayRef; 4] = [
        Arc::new(Int64Array::from(keys)),
        Arc::new(Int64Array::from(orders)),
        Arc::new(Int64Array::from_iter(numbers)),
        Arc::new(texts.collect::<StringArray>()),
    ];
    let fields = ["k", "o", "n", "s"].iter().zip(&columns);
    let fields = fields.map(|(name, c)| Field::new(*name, c.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    RecordBatch::try_new(schema, columns.to_vec()).unwrap()
}

fn column(index: usize) -> Arc<dyn PhysicalExpr> {
    Arc::new(Column::new(["k", "o", "n", "s"][index], index))
}

fn order() -> Vec<PhysicalSortExpr> {
    vec![PhysicalSortExpr::new_default(column(1))]
}

fn value_bound(offset: i64) -> Bound {
    let offset = Arc::new(Literal::new(ScalarValue::Int64(Some(offset))));
    Bound::Value(Arc::new(BinaryExpr::new(column(1), Operator::Plus, offset)))
}

fn aggregate(name: &str, index: usize, result: DataType, buffer: &[DataType]) -> Function {
    let schema = input().schema();
    let buffer = buffer.iter().enumerate();
    let buffer = buffer.map(|(i, t)| Arc::new(Field::new(format!("b{i}"), t.clone(), true)));
    let call = AggregateCall {
        name: name.to_string(),
        arg_types: vec![schema.field(index).data_type().clone()],
        return_field: Arc::new(Field::new("value", result, true)),
        buffer: buffer.collect(),
        mode: EvalMode::Legacy,
        ignore_nulls: false,
        parameters: Vec::new(),
        input: AggregateInput::Rows,
        grouped: true,
        origin: 0,
        update_origin: 0,
    };
    let udaf = aggregate::lookup(call).unwrap();
    let function = AggregateExprBuilder::new(udaf, vec![column(index)])
        .schema(schema)
        .alias("value")
        .build()
        .unwrap();
    Function::Aggregate(Arc::new(function), 0)
}

/// All rows of a window of one function, and how many rows were spilled.
fn run(function: Function, frame: &Frame, result: DataType, memory: usize) -> (RecordBatch, usize) {
    let batch = input();
    let slices = (0..batch.num_rows()).step_by(200);
    let slices = slices.map(|at| batch.slice(at, 200.min(batch.num_rows() - at)));
    let slices: Vec<RecordBatch> = slices.collect();
    let open = move || Ok(stream::iter(slices.clone().into_iter().map(Ok)).boxed());
    let source = Arc::new(SourceExec::new("Source", batch.schema(), open));
    let windows = Windows {
        partition_by: vec![column(0)],
        order_by: order(),
        frames: vec![frame.clone()],
        functions: vec![function],
    };
    let mut fields: Vec<_> = batch.schema().fields().iter().cloned().collect();
    fields.push(Arc::new(Field::new("w", result, true)));
    let schema = Arc::new(Schema::new(fields));
    let exec = WindowExec::new(Arc::new(windows), Arc::clone(&schema), source);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(memory)))
        .build_arc()
        .unwrap();
    let context = TaskContext::default()
        .with_session_config(SessionConfig::new().with_batch_size(128))
        .with_runtime(runtime);
    let stream = exec.execute(0, Arc::new(context)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let batches: Vec<RecordBatch> = runtime.block_on(stream.try_collect()).unwrap();
    let spilled = exec.metrics().unwrap().spilled_rows().unwrap_or(0);
    (concat_batches(&schema, &batches).unwrap(), spilled)
}

fn same(what: &str, frame: &Frame, result: DataType, function: impl Fn() -> Function) {
    let (expected, spilled) = run(function(), frame, result.clone(), ALL);
    assert_eq!((expected.num_rows(), spilled), (6511, 0), "{what}");
    let (rows, spilled) = run(function(), frame, result, LITTLE);
    assert_eq!(spilled, 6500, "{what}");
    assert_eq!(rows, expected, "{what}");
}

fn whole() -> Frame {
    Frame {
        lower: Bound::Unbounded,
        upper: Bound::Unbounded,
    }
}

fn frames() -> Vec<(&'static str, Frame)> {
    use Bound::{Peers, Rows, Unbounded};
    let frames = [
        ("whole", Unbounded, Unbounded),
        ("to the row", Unbounded, Rows(0)),
        ("before the row", Unbounded, Rows(-1)),
        ("to rows after", Unbounded, Rows(700)),
        ("to the peers", Unbounded, Peers),
        ("to a value", Unbounded, value_bound(3)),
        ("around the row", Rows(-2), Rows(1)),
        ("long before", Rows(-600), Rows(-590)),
        ("rows after", Rows(5), Rows(6)),
        ("from the peers", Peers, Rows(3)),
        ("of values", value_bound(-3), value_bound(4)),
        ("from the row", Rows(0), Unbounded),
    ];
    let frames = frames.into_iter();
    frames
        .map(|(what, lower, upper)| (what, Frame { lower, upper }))
        .collect()
}

#[test]
fn ranks() {
    use Ranking::{CumeDist, DenseRank, Ntile, PercentRank, Rank, RowNumber};
    for ranking in [RowNumber, Rank, DenseRank, Ntile(3), Ntile(900)] {
        same("ranks", &whole(), DataType::Int32, || {
            Function::Ranking(ranking)
        });
    }
    for ranking in [PercentRank, CumeDist] {
        same("shares", &whole(), DataType::Float64, || {
            Function::Ranking(ranking)
        });
    }
}

#[test]
fn values_of_other_rows() {
    for offset in [-900, -1, 0, 2, 700] {
        for ignore_nulls in [false, true] {
            let shift = || {
                Function::Shift(Shift {
                    value: column(2),
                    offset,
                    default: column(1),
                    ignore_nulls,
                })
            };
            same(&format!("shift {offset}"), &whole(), DataType::Int64, shift);
        }
    }
    for (what, frame) in frames() {
        for (n, from_end, ignore_nulls) in [(0, false, false), (0, true, true), (2, false, true)] {
            let nth = || {
                let nth = Nth {
                    value: column(3),
                    n,
                    from_end,
                    ignore_nulls,
                };
                Function::Nth(nth, 0)
            };
            same(&format!("nth {what}"), &frame, DataType::Utf8, nth);
        }
    }
}

#[test]
fn aggregates() {
    use DataType::{Float64, Int64, Utf8};
    let moments = [Float64, Float64, Float64];
    let functions: [(&str, usize, DataType, &[DataType]); 4] = [
        ("sum", 2, Int64, &[Int64]),
        ("count", 3, Int64, &[Int64]),
        ("stddev_samp", 2, Float64, &moments),
        // Whose state is merged.
        ("max", 3, Utf8, &[Utf8]),
    ];
    for (name, index, result, buffer) in functions {
        for (what, frame) in frames() {
            let function = || aggregate(name, index, result.clone(), buffer);
            same(&format!("{name} {what}"), &frame, result.clone(), function);
        }
    }
}
