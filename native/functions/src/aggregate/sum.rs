//! `sum`: buffer (sum) for integers and floating-point numbers, (sum, isEmpty) for decimals and `try_sum`.

use std::marker::PhantomData;
use std::mem::take;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, DurationMicrosecondType, Float64Type, Int64Type, IntervalUnit, IntervalYearMonthType,
    TimeUnit,
};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;

use super::running::{self, Running, Steps};
use super::{AggregateCall, decimal_sum, try_sum};
use crate::{EvalMode, SparkError};

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    match (call.return_field.data_type(), call.mode) {
        (DataType::Decimal128(..), _) => decimal_sum::create(call),
        (DataType::Float64, _) => Ok(running::boxed(Sum::<Doubles>::default())),
        (DataType::Int64, EvalMode::Legacy) => Ok(running::boxed(Sum::<WrappingLongs>::default())),
        (DataType::Int64, EvalMode::Ansi) => Ok(running::boxed(Sum::<ExactLongs>::default())),
        (DataType::Int64, EvalMode::Try) => Ok(try_sum::create::<Int64Type>()),
        (DataType::Interval(IntervalUnit::YearMonth), EvalMode::Try) => {
            Ok(try_sum::create::<IntervalYearMonthType>())
        }
        (DataType::Duration(TimeUnit::Microsecond), EvalMode::Try) => {
            Ok(try_sum::create::<DurationMicrosecondType>())
        }
        (DataType::Interval(IntervalUnit::YearMonth), EvalMode::Legacy) => {
            Ok(running::boxed(Sum::<Months>::default()))
        }
        (DataType::Duration(TimeUnit::Microsecond), EvalMode::Legacy) => {
            Ok(running::boxed(Sum::<Micros>::default()))
        }
        (other, mode) => internal_err!("sum of {other} in mode {mode:?}"),
    }
}

/// An addition: the sum, and whether it has overflowed.
trait Addition: Send + 'static {
    type Type: ArrowPrimitiveType + Send;
    fn add(
        a: <Self::Type as ArrowPrimitiveType>::Native,
        b: <Self::Type as ArrowPrimitiveType>::Native,
    ) -> (<Self::Type as ArrowPrimitiveType>::Native, bool);

    /// Spark's `MathUtils.addExact` names the operator's alternative, not the aggregate's.
    fn error() -> SparkError {
        SparkError::arithmetic_overflow("long", "try_add")
    }
}

struct Doubles;

impl Addition for Doubles {
    type Type = Float64Type;

    fn add(a: f64, b: f64) -> (f64, bool) {
        (a + b, false)
    }
}

struct WrappingLongs;

impl Addition for WrappingLongs {
    type Type = Int64Type;

    fn add(a: i64, b: i64) -> (i64, bool) {
        (a.wrapping_add(b), false)
    }
}

struct ExactLongs;

impl Addition for ExactLongs {
    type Type = Int64Type;

    fn add(a: i64, b: i64) -> (i64, bool) {
        a.overflowing_add(b)
    }
}

/// Year-month intervals, in every mode.
struct Months;

impl Addition for Months {
    type Type = IntervalYearMonthType;

    fn add(a: i32, b: i32) -> (i32, bool) {
        a.overflowing_add(b)
    }

    fn error() -> SparkError {
        interval_overflow("integer")
    }
}

/// Day-time intervals, in every mode.
struct Micros;

impl Addition for Micros {
    type Type = DurationMicrosecondType;

    fn add(a: i64, b: i64) -> (i64, bool) {
        a.overflowing_add(b)
    }

    fn error() -> SparkError {
        interval_overflow("long")
    }
}

/// `QueryExecutionErrors.withSuggestionIntervalArithmeticOverflowError` of `IntervalMathUtils.addExact`;
/// before Spark 4.1 with Java's message.
pub fn interval_overflow(number: &str) -> SparkError {
    SparkError::new("INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION")
        .with("functionName", "`try_add`")
        .with("message", format!("{number} overflow"))
}

/// Sums that are NULL until a value comes.
struct Sum<A: Addition> {
    sums: Vec<<A::Type as ArrowPrimitiveType>::Native>,
    seen: Vec<bool>,
    addition: PhantomData<A>,
}

impl<A: Addition> Default for Sum<A> {
    fn default() -> Self {
        Self {
            sums: Vec::new(),
            seen: Vec::new(),
            addition: PhantomData,
        }
    }
}

impl<A: Addition> GroupsAccumulator for Sum<A> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.sums.resize(total_num_groups, A::Type::default_value());
        self.seen.resize(total_num_groups, false);
        let values = cast(&values[0], &A::Type::DATA_TYPE)?;
        let values = values.as_primitive::<A::Type>();
        let (sums, seen) = (&mut self.sums, &mut self.seen);
        let mut overflow = false;
        accumulate(group_indices, values, filter, |group, value| {
            seen[group] = true;
            let (sum, over) = A::add(sums[group], value);
            sums[group] = sum;
            overflow |= over;
        });
        if overflow {
            return Err(A::error().into());
        }
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.update_batch(values, group_indices, None, total_num_groups)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let sums = emit_to.take_needed(&mut self.sums);
        let seen = emit_to.take_needed(&mut self.seen);
        let nulls = Some(NullBuffer::from(seen));
        Ok(Arc::new(PrimitiveArray::<A::Type>::new(sums.into(), nulls)))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.evaluate(emit_to)?])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let values = cast(&values[0], &A::Type::DATA_TYPE)?;
        Ok(vec![kept(values, filter)?])
    }

    fn size(&self) -> usize {
        self.sums.capacity() * size_of::<<A::Type as ArrowPrimitiveType>::Native>()
            + self.seen.capacity()
    }
}

impl<A: Addition> Running for Sum<A> {
    fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()> {
        let values = cast(&values[0], &A::Type::DATA_TYPE)?;
        let values = values.as_primitive::<A::Type>();
        let (sums, seen) = (take(&mut self.sums), take(&mut self.seen));
        let mut states: Vec<_> = sums.into_iter().zip(seen).collect();
        let mut overflow = false;
        steps.fold(
            &mut states,
            (A::Type::default_value(), false),
            |state, row| {
                if values.is_valid(row) {
                    let (sum, over) = A::add(state.0, values.value(row));
                    *state = (sum, true);
                    overflow |= over;
                }
            },
        );
        (self.sums, self.seen) = states.into_iter().unzip();
        if overflow {
            return Err(A::error().into());
        }
        Ok(())
    }
}

/// `values` with NULL where the filter does not hold.
pub fn kept(values: ArrayRef, filter: Option<&BooleanArray>) -> Result<ArrayRef> {
    match filter {
        None => Ok(values),
        Some(filter) => {
            let dropped = BooleanBuffer::collect_bool(filter.len(), |i| {
                filter.is_null(i) || !filter.value(i)
            });
            let dropped = BooleanArray::new(dropped, None);
            Ok(arrow::compute::nullif(&values, &dropped)?)
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{call, update};
    use super::*;
    use arrow::array::{Int32Array, Int64Array};

    fn longs(mode: EvalMode) -> Box<dyn GroupsAccumulator> {
        let long = DataType::Int64;
        let mut call = call("sum", &[DataType::Int32], long.clone(), &[long]);
        call.mode = mode;
        create(&call).unwrap()
    }

    #[test]
    fn integers_become_longs() {
        let mut acc = longs(EvalMode::Ansi);
        let values: ArrayRef = Arc::new(Int32Array::from(vec![Some(i32::MAX), Some(1), None]));
        acc.update_batch(&[values], &[0, 0, 1], None, 2).unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        let expected = Int64Array::from(vec![Some(2147483648), None]);
        assert_eq!(result.as_primitive::<Int64Type>(), &expected);
    }

    #[test]
    fn overflow_by_mode() {
        let values: ArrayRef = Arc::new(Int64Array::from(vec![i64::MAX, 1]));
        let mut acc = longs(EvalMode::Legacy);
        update(acc.as_mut(), &[Arc::clone(&values)]);
        let result = acc.evaluate(EmitTo::All).unwrap();
        assert_eq!(result.as_primitive::<Int64Type>().value(0), i64::MIN);

        let mut acc = longs(EvalMode::Ansi);
        let error = acc.update_batch(&[Arc::clone(&values)], &[0, 0], None, 1);
        assert!(error.unwrap_err().to_string().contains("long overflow"));

        let mut acc = longs(EvalMode::Try);
        update(acc.as_mut(), &[values]);
        assert!(acc.evaluate(EmitTo::All).unwrap().is_null(0));
    }
}
