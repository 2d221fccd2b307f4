//! Aggregates of many groups in memory that does not suffice: buffers go to disk and are merged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use arrow::array::{Array, AsArray, Int64Array, RecordBatch, StringArray};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use arrow::util::display::array_value_to_string;
use datafusion_common::ScalarValue;
use datafusion_execution::TaskContext;
use datafusion_execution::config::SessionConfig;
use datafusion_execution::memory_pool::GreedyMemoryPool;
use datafusion_execution::runtime_env::RuntimeEnvBuilder;
use datafusion_physical_expr::aggregate::AggregateExprBuilder;
use datafusion_physical_expr::expressions::Column;
use datafusion_physical_plan::ExecutionPlan;
use datafusion_physical_plan::aggregates::{AggregateExec, AggregateMode, PhysicalGroupBy};
use futures::{StreamExt, TryStreamExt, stream};
use thermite_functions::EvalMode;
use thermite_functions::aggregate::{self, AggregateCall, AggregateInput};

use crate::operator::source::SourceExec;

const ROWS: i64 = 100_000;
const GROUPS: i64 = 10_000;

fn input() -> RecordBatch {
    let keys = Int64Array::from_iter_values((0..ROWS).map(|i| i * 7919 % GROUPS));
    let numbers = Int64Array::from_iter((0..ROWS).map(|i| (i % 5 != 0).then_some(i * 31 % 17)));
    let texts = (0..ROWS).map(|i| format!("text {}", i * 31 % 23));
    let texts = StringArray::from_iter_values(texts);
    let schema = Schema::new(vec![
        Field::new("k", DataType::Int64, true),
        Field::new("n", DataType::Int64, true),
        Field::new("s", DataType::Utf8, true),
    ]);
    let columns: [Arc<dyn Array>; 3] = [Arc::new(keys), Arc::new(numbers), Arc::new(texts)];
    RecordBatch::try_new(Arc::new(schema), columns.to_vec()).unwrap()
}

/// A result for each group, in the order of the groups, and how many rows were spilled.
fn run(call: &AggregateCall, column: usize, memory: usize) -> (Vec<String>, usize) {
    let batch = input();
    let schema = batch.schema();
    let slices = (0..ROWS as usize).step_by(500);
    let slices: Vec<RecordBatch> = slices.map(|at| batch.slice(at, 500)).collect();
    let open = move || Ok(stream::iter(slices.clone().into_iter().map(Ok)).boxed());
    let source = Arc::new(SourceExec::new("Source", Arc::clone(&schema), open));
    let name = schema.field(column).name().clone();
    let function = aggregate::lookup(call.clone()).unwrap();
    let function = AggregateExprBuilder::new(function, vec![Arc::new(Column::new(&name, column))])
        .schema(Arc::clone(&schema))
        .alias("value")
        .build()
        .unwrap();
    let key = (Arc::new(Column::new("k", 0)) as _, "k".to_string());
    let exec = AggregateExec::try_new(
        AggregateMode::Single,
        PhysicalGroupBy::new_single(vec![key]),
        vec![Arc::new(function)],
        vec![None],
        source,
        schema,
    );
    let exec = exec.unwrap();
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(memory)))
        .build_arc()
        .unwrap();
    let context = TaskContext::default()
        .with_session_config(SessionConfig::new().with_batch_size(256))
        .with_runtime(runtime);
    let stream = exec.execute(0, Arc::new(context)).unwrap();
    let schema = exec.schema();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let batches: Vec<RecordBatch> = runtime.block_on(stream.try_collect()).unwrap();
    let result = concat_batches(&schema, &batches).unwrap();
    let keys = result.column(0).as_primitive::<Int64Type>();
    let mut rows: Vec<(i64, String)> = (0..result.num_rows())
        .map(|i| {
            (
                keys.value(i),
                array_value_to_string(result.column(1), i).unwrap(),
            )
        })
        .collect();
    rows.sort();
    let spilled = exec.metrics().unwrap().spilled_rows().unwrap_or(0);
    (rows.into_iter().map(|row| row.1).collect(), spilled)
}

fn call(name: &str, argument: DataType, result: DataType) -> AggregateCall {
    AggregateCall {
        name: name.to_string(),
        arg_types: vec![argument],
        return_field: Arc::new(Field::new("value", result, true)),
        buffer: vec![Arc::new(Field::new("buffer", DataType::Binary, true))],
        mode: EvalMode::Legacy,
        ignore_nulls: false,
        parameters: Vec::new(),
        input: AggregateInput::Rows,
        grouped: true,
        origin: 0,
        update_origin: 0,
    }
}

#[test]
fn buffers_on_disk() {
    let (long, text) = (DataType::Int64, DataType::Utf8);
    let list = |t: &DataType| DataType::List(Arc::new(Field::new("element", t.clone(), false)));
    let half = ScalarValue::from(0.5);
    let mut percentile = call("percentile", long.clone(), DataType::Float64);
    let (no, rule) = (ScalarValue::from(false), ScalarValue::from(0));
    percentile.parameters = vec![half.clone(), no, rule, ScalarValue::from("")];
    let mut approximate = call("percentile_approx", long.clone(), long.clone());
    approximate.parameters = vec![half, ScalarValue::from(0.0001)];
    let mut mode = call("mode", text.clone(), text.clone());
    mode.parameters = vec![ScalarValue::from(1)];
    let mut joined = call("listagg", text.clone(), text.clone());
    let (no, yes) = (ScalarValue::from(false), ScalarValue::from(true));
    joined.parameters = vec![ScalarValue::from(","), no, yes];
    for (call, column) in [
        (call("collect_list", long.clone(), list(&long)), 1),
        (call("collect_list", text.clone(), list(&text)), 2),
        (call("collect_set", text.clone(), list(&text)), 2),
        (percentile, 1),
        (approximate, 1),
        (mode, 2),
        (joined, 2),
    ] {
        let (expected, none) = run(&call, column, usize::MAX);
        let (got, spilled) = run(&call, column, 1 << 20);
        assert_eq!(
            (expected.len(), none),
            (GROUPS as usize, 0),
            "{}",
            call.name
        );
        assert!(spilled > 0, "{}", call.name);
        assert_eq!(got, expected, "{}", call.name);
    }
}
