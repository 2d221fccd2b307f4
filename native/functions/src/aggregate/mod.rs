//! Aggregate functions with Spark's buffers. The door is [`lookup`].
//!
//! An aggregate takes rows or, where Spark merges (`PartialMerge`, `Final`), the columns of its own
//! buffer: then `update` is a merge. So one operator can mix both.

pub mod accumulator;
mod approx_count_distinct;
mod average;
mod average_interval;
mod bitmap;
mod bitwise;
mod bloom_filter;
mod bool_extreme;
mod cells;
mod collect_list;
mod collect_set;
mod count;
mod count_min_sketch;
mod covariance;
mod decimal_sum;
mod distinct;
mod extreme;
mod extreme_by;
mod first;
mod grouped;
mod histogram_numeric;
mod jvm_hash;
mod listagg;
mod mode;
mod moments;
mod open_hash;
mod order_key;
mod percentile;
mod percentile_approx;
mod percentile_number;
mod picked;
mod quantiles;
mod reduce;
pub mod running;
mod statistic;
mod sum;
#[cfg(test)]
mod testing;
mod try_sum;
mod weighted;

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
    /// Whether there are groups; else Spark keeps the buffer in variables, not in a row.
    pub grouped: bool,
    /// `Expr.origin` of the result, 0 if there is none.
    pub origin: u32,
    pub update_origin: u32,
}

/// A row of the table.
pub struct AggregateFunction {
    pub name: &'static str,
    /// A fresh accumulator for the call, over rows; an internal error if its types have none.
    pub create: fn(&AggregateCall) -> Result<Box<dyn GroupsAccumulator>>,
}

const fn row(
    name: &'static str,
    create: fn(&AggregateCall) -> Result<Box<dyn GroupsAccumulator>>,
) -> AggregateFunction {
    AggregateFunction { name, create }
}

pub const FUNCTIONS: &[AggregateFunction] = &[
    row("count", count::create),
    row("sum", sum::create),
    row("avg", average::create),
    row("min", extreme::min),
    row("max", extreme::max),
    row("first", first::first),
    row("last", first::last),
    row("max_by", extreme_by::max_by),
    row("min_by", extreme_by::min_by),
    row("bit_and", bitwise::create),
    row("bit_or", bitwise::create),
    row("bit_xor", bitwise::create),
    row("stddev_samp", moments::stddev_samp),
    row("stddev_pop", moments::stddev_pop),
    row("var_samp", moments::var_samp),
    row("var_pop", moments::var_pop),
    row("skewness", moments::skewness),
    row("kurtosis", moments::kurtosis),
    row("regr_replacement", moments::regr_replacement),
    row("covar_pop", covariance::covar_pop),
    row("covar_samp", covariance::covar_samp),
    row("corr", covariance::corr),
    row("regr_r2", covariance::regr_r2),
    row("regr_sxy", covariance::regr_sxy),
    row("regr_slope", covariance::regr_slope),
    row("regr_intercept", covariance::regr_intercept),
    row("approx_count_distinct", approx_count_distinct::create),
    row("bloom_filter_agg", bloom_filter::create),
    row("bitmap_and_agg", bitmap::and),
    row("bitmap_construct_agg", bitmap::construct),
    row("bitmap_or_agg", bitmap::or),
    row("collect_list", collect_list::create),
    row("collect_set", collect_set::create),
    row("count_min_sketch", count_min_sketch::create),
    row("histogram_numeric", histogram_numeric::create),
    row("listagg", listagg::create),
    row("mode", mode::create),
    row("percentile", percentile::create),
    row("percentile_approx", percentile_approx::create),
];

pub fn lookup(call: AggregateCall) -> Result<Arc<AggregateUDF>> {
    let Some(function) = FUNCTIONS.iter().find(|f| f.name == call.name) else {
        return internal_err!("no native aggregate {}", call.name);
    };
    // Fails here, when the plan is built, if the types have no accumulator.
    (function.create)(&call)?;
    Ok(accumulator::udaf(call, Arc::new(function.create)))
}
