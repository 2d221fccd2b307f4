//! Aggregates whose buffer is a few doubles, updated row by row: what central moments, covariances,
//! correlation and regression have in common.

use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::running::{self, Running, Steps};
use crate::{EvalMode, SparkError};

/// A statistic's buffer of N doubles, all zero to begin with. Every formula is Spark's, operation by
/// operation: another order would round differently.
pub trait Statistic<const N: usize>: Send + 'static {
    /// How many arguments `update` takes.
    const ARGS: usize;
    /// Adds a row; y is 0 if there is one argument.
    fn update(buffer: &mut [f64; N], x: f64, y: f64);
    fn merge(buffer: &mut [f64; N], other: &[f64; N]);
}

pub type Evaluate<const N: usize> = fn(&[f64; N], &Evaluation) -> Result<Option<f64>>;

/// What the result depends on besides the buffer.
pub struct Evaluation {
    ansi: bool,
    /// The result of a sample statistic of one row: NULL, or NaN by
    /// `spark.sql.legacy.statisticalAggregate`.
    pub of_one: Option<f64>,
}

impl Evaluation {
    /// `Divide` of doubles.
    pub fn divide(&self, a: f64, b: f64) -> Result<Option<f64>> {
        match b {
            0.0 if self.ansi => Err(SparkError::divide_by_zero().into()),
            0.0 => Ok(None),
            _ => Ok(Some(a / b)),
        }
    }
}

/// The first parameter of the call is `nullOnDivideByZero`, true if absent.
pub fn create<S: Statistic<N>, const N: usize>(
    call: &AggregateCall,
    evaluate: Evaluate<N>,
) -> Result<Box<dyn GroupsAccumulator>> {
    if call.buffer.len() != N || call.arg_types.len() != S::ARGS {
        return internal_err!(
            "{} of {} arguments with {} buffer columns",
            call.name,
            call.arg_types.len(),
            call.buffer.len()
        );
    }
    let null = match call.parameters.first() {
        None => true,
        Some(ScalarValue::Boolean(Some(null))) => *null,
        Some(other) => return internal_err!("parameter {other} of {}", call.name),
    };
    Ok(running::boxed(Statistics::<S, N> {
        buffers: Vec::new(),
        evaluate,
        evaluation: Evaluation {
            ansi: call.mode == EvalMode::Ansi,
            of_one: (!null).then_some(f64::NAN),
        },
        statistic: PhantomData,
    }))
}

struct Statistics<S, const N: usize> {
    buffers: Vec<[f64; N]>,
    evaluate: Evaluate<N>,
    evaluation: Evaluation,
    statistic: PhantomData<S>,
}

/// Calls `row(i, x, y)` for the rows without NULL that the filter lets through.
fn rows<const N: usize, S: Statistic<N>>(
    values: &[ArrayRef],
    filter: Option<&BooleanArray>,
    mut row: impl FnMut(usize, f64, f64),
) -> Result<()> {
    let x = cast(&values[0], &DataType::Float64)?;
    let y = match S::ARGS {
        1 => None,
        _ => Some(cast(&values[1], &DataType::Float64)?),
    };
    let nulls = NullBuffer::union(x.nulls(), y.as_ref().and_then(|y| y.nulls()));
    let x = x.as_primitive::<Float64Type>().values();
    let y = y.as_ref().map(|y| y.as_primitive::<Float64Type>().values());
    for (i, x) in x.iter().enumerate() {
        let counts = filter.is_none_or(|f| f.is_valid(i) && f.value(i));
        if counts && nulls.as_ref().is_none_or(|n| n.is_valid(i)) {
            row(i, *x, y.map_or(0.0, |y| y[i]));
        }
    }
    Ok(())
}

fn columns<const N: usize>(buffers: &[[f64; N]]) -> Vec<ArrayRef> {
    let column = |i: usize| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(buffers.iter().map(|b| b[i])))
    };
    (0..N).map(column).collect()
}

impl<S: Statistic<N>, const N: usize> GroupsAccumulator for Statistics<S, N> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.buffers.resize(total_num_groups, [0.0; N]);
        let buffers = &mut self.buffers;
        rows::<N, S>(values, filter, |i, x, y| {
            S::update(&mut buffers[group_indices[i]], x, y);
        })
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.buffers.resize(total_num_groups, [0.0; N]);
        let columns: Vec<&Float64Array> = values.iter().map(|v| v.as_primitive()).collect();
        for (i, group) in group_indices.iter().enumerate() {
            let other = std::array::from_fn(|c| columns[c].value(i));
            S::merge(&mut self.buffers[*group], &other);
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let buffers = emit_to.take_needed(&mut self.buffers);
        let results = buffers.iter().map(|b| (self.evaluate)(b, &self.evaluation));
        let results: Vec<Option<f64>> = results.collect::<Result<_>>()?;
        Ok(Arc::new(Float64Array::from(results)))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(columns(&emit_to.take_needed(&mut self.buffers)))
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let mut buffers = vec![[0.0; N]; values[0].len()];
        rows::<N, S>(values, filter, |i, x, y| S::update(&mut buffers[i], x, y))?;
        Ok(columns(&buffers))
    }

    fn size(&self) -> usize {
        self.buffers.capacity() * size_of::<[f64; N]>()
    }
}

impl<S: Statistic<N>, const N: usize> Running for Statistics<S, N> {
    fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()> {
        let mut pairs = vec![None; values[0].len()];
        rows::<N, S>(values, None, |i, x, y| pairs[i] = Some((x, y)))?;
        steps.fold(&mut self.buffers, [0.0; N], |buffer, row| {
            if let Some((x, y)) = pairs[row] {
                S::update(buffer, x, y);
            }
        });
        Ok(())
    }
}
