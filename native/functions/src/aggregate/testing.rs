//! Calls and batches for the tests of aggregates.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{DataType, Field};
use datafusion_common::Result;
use datafusion_expr::{Accumulator, EmitTo, GroupsAccumulator};

use super::{AggregateCall, AggregateInput, FUNCTIONS, accumulator};
use crate::EvalMode;

pub fn call(name: &str, args: &[DataType], result: DataType, buffer: &[DataType]) -> AggregateCall {
    let buffer = buffer.iter().enumerate();
    AggregateCall {
        name: name.to_string(),
        arg_types: args.to_vec(),
        return_field: Arc::new(Field::new(name, result, true)),
        buffer: buffer
            .map(|(i, t)| Arc::new(Field::new(format!("b{i}"), t.clone(), true)))
            .collect(),
        mode: EvalMode::Legacy,
        ignore_nulls: false,
        parameters: Vec::new(),
        input: AggregateInput::Rows,
        grouped: true,
        origin: 0,
        update_origin: 0,
    }
}

pub fn groups(call: &AggregateCall) -> Box<dyn GroupsAccumulator> {
    let function = FUNCTIONS.iter().find(|f| f.name == call.name).unwrap();
    (function.create)(call).unwrap()
}

/// The accumulator of a query without grouping.
pub fn one_group(call: AggregateCall) -> Box<dyn Accumulator> {
    let function = FUNCTIONS.iter().find(|f| f.name == call.name).unwrap();
    accumulator::one_group(&call, &(Arc::new(function.create) as accumulator::Create)).unwrap()
}

/// All rows into group 0.
pub fn update(acc: &mut dyn GroupsAccumulator, values: &[ArrayRef]) {
    let zeros = vec![0; values[0].len()];
    acc.update_batch(values, &zeros, None, 1).unwrap();
}

/// The result over two partitions, each a half of the rows: how the examples of Spark's
/// documentation were run.
pub fn by_halves(call: &AggregateCall, columns: &[ArrayRef]) -> Result<ArrayRef> {
    let (rows, half) = (columns[0].len(), columns[0].len() / 2);
    let mut merged = groups(call);
    for (from, len) in [(0, half), (half, rows - half)] {
        let slices: Vec<ArrayRef> = columns.iter().map(|c| c.slice(from, len)).collect();
        let mut partial = groups(call);
        update(partial.as_mut(), &slices);
        merged.merge_batch(&partial.state(EmitTo::All)?, &[0], 1)?;
    }
    merged.evaluate(EmitTo::All)
}
