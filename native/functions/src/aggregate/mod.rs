//! Aggregate functions with Spark's buffers. The door is [`lookup`].
//!
//! An aggregate takes rows or, where Spark merges (`PartialMerge`, `Final`), the columns of its own
//! buffer: then `update` is a merge. So one operator can mix both.

mod accumulator;
mod average;
mod count;
mod decimal_sum;
mod extreme;
mod sum;

use std::sync::Arc;

use arrow::datatypes::{DataType, FieldRef};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::{AggregateUDF, GroupsAccumulator};

use crate::EvalMode;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateInput {
    Rows,
    Buffer,
}

/// One use of an aggregate function in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AggregateCall {
    /// Spark's SQL name, lower case.
    pub name: String,
    /// Types of the function's arguments, whatever the input is.
    pub arg_types: Vec<DataType>,
    pub return_field: FieldRef,
    /// Spark's aggregate buffer.
    pub buffer: Vec<FieldRef>,
    pub mode: EvalMode,
    pub ignore_nulls: bool,
    pub parameters: Vec<ScalarValue>,
    pub input: AggregateInput,
}

/// A row of the table.
pub struct AggregateFunction {
    pub name: &'static str,
    /// A fresh accumulator for the call, over rows; an internal error if its types have none.
    pub create: fn(&AggregateCall) -> Result<Box<dyn GroupsAccumulator>>,
}

pub const FUNCTIONS: &[AggregateFunction] = &[
    AggregateFunction {
        name: "count",
        create: count::create,
    },
    AggregateFunction {
        name: "sum",
        create: sum::create,
    },
    AggregateFunction {
        name: "avg",
        create: average::create,
    },
    AggregateFunction {
        name: "min",
        create: extreme::min,
    },
    AggregateFunction {
        name: "max",
        create: extreme::max,
    },
];

pub fn lookup(call: AggregateCall) -> Result<Arc<AggregateUDF>> {
    let Some(function) = FUNCTIONS.iter().find(|f| f.name == call.name) else {
        return internal_err!("no native aggregate {}", call.name);
    };
    // Fails here, when the plan is built, if the types have no accumulator.
    (function.create)(&call)?;
    Ok(accumulator::udaf(call, function.create))
}
