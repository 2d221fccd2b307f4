//! `sum`: buffer (sum) for integers and floating-point numbers, (sum, isEmpty) for decimals.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;

use super::{AggregateCall, decimal_sum};
use crate::{EvalMode, SparkError};

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    match (call.return_field.data_type(), call.mode) {
        (DataType::Decimal128(..), _) => decimal_sum::create(call),
        (DataType::Float64, _) => Ok(Box::new(Sum::<Float64Type>::new(|a, b| Some(a + b)))),
        (DataType::Int64, EvalMode::Legacy) => Ok(Box::new(Sum::<Int64Type>::new(|a, b| {
            Some(a.wrapping_add(b))
        }))),
        (DataType::Int64, EvalMode::Ansi) => Ok(Box::new(Sum::<Int64Type>::new(i64::checked_add))),
        (other, mode) => internal_err!("sum of {other} in mode {mode:?}"),
    }
}

/// Sums that are NULL until a value comes. `add` gives None where ANSI raises.
struct Sum<T: ArrowPrimitiveType + Send> {
    sums: Vec<T::Native>,
    seen: Vec<bool>,
    add: fn(T::Native, T::Native) -> Option<T::Native>,
}

impl<T: ArrowPrimitiveType + Send> Sum<T> {
    fn new(add: fn(T::Native, T::Native) -> Option<T::Native>) -> Self {
        Self {
            sums: Vec::new(),
            seen: Vec::new(),
            add,
        }
    }
}

impl<T: ArrowPrimitiveType + Send> GroupsAccumulator for Sum<T> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.sums.resize(total_num_groups, T::default_value());
        self.seen.resize(total_num_groups, false);
        let values = cast(&values[0], &T::DATA_TYPE)?;
        let (sums, seen, add) = (&mut self.sums, &mut self.seen, self.add);
        let mut overflow = false;
        accumulate(
            group_indices,
            values.as_primitive::<T>(),
            filter,
            |group, value| {
                seen[group] = true;
                match add(sums[group], value) {
                    Some(sum) => sums[group] = sum,
                    None => overflow = true,
                }
            },
        );
        if overflow {
            return Err(SparkError::arithmetic_overflow("long", "try_add").into());
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
        Ok(Arc::new(PrimitiveArray::<T>::new(sums.into(), nulls)))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.evaluate(emit_to)?])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let values = cast(&values[0], &T::DATA_TYPE)?;
        Ok(vec![kept(values, filter)?])
    }

    fn size(&self) -> usize {
        self.sums.capacity() * size_of::<T::Native>() + self.seen.capacity()
    }
}

/// Where a filter holds: it is true, not NULL.
fn holding(filter: &BooleanArray) -> BooleanBuffer {
    match filter.nulls() {
        None => filter.values().clone(),
        Some(nulls) => filter.values() & nulls.inner(),
    }
}

/// `values` with NULL where the filter does not hold.
pub fn kept(values: ArrayRef, filter: Option<&BooleanArray>) -> Result<ArrayRef> {
    match filter {
        None => Ok(values),
        Some(filter) => {
            let dropped = BooleanArray::from(!&holding(filter));
            Ok(arrow::compute::nullif(&values, &dropped)?)
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow::array::Int64Array;

    #[test]
    fn a_filter_drops_values_with_and_without_nulls() {
        let values: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
        for filter in [
            BooleanArray::from(vec![true, false, false]),
            BooleanArray::from(vec![Some(true), None, Some(false)]),
        ] {
            let kept = kept(Arc::clone(&values), Some(&filter)).unwrap();
            let kept = kept.as_primitive::<Int64Type>();
            assert_eq!(kept, &Int64Array::from(vec![Some(1), None, None]));
        }
    }
}
