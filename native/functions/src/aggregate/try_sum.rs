//! `try_sum` of integers and intervals: buffer (sum, isEmpty). A sum that overflows is NULL with isEmpty
//! false, for good.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowNativeTypeOp, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray,
};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;

use super::sum::kept;

/// Sums of the type T, which the values are cast to.
pub fn create<T>() -> Box<dyn GroupsAccumulator>
where
    T: ArrowPrimitiveType + Send,
    T::Native: ArrowNativeTypeOp,
{
    Box::new(TrySum::<T> {
        sums: Vec::new(),
        seen: Vec::new(),
        overflow: Vec::new(),
    })
}

struct TrySum<T: ArrowPrimitiveType> {
    sums: Vec<T::Native>,
    seen: Vec<bool>,
    overflow: Vec<bool>,
}

impl<T> TrySum<T>
where
    T: ArrowPrimitiveType + Send,
    T::Native: ArrowNativeTypeOp,
{
    fn resize(&mut self, groups: usize) {
        self.sums.resize(groups, T::default_value());
        self.seen.resize(groups, false);
        self.overflow.resize(groups, false);
    }

    fn add(&mut self, values: &PrimitiveArray<T>, groups: &[usize], filter: Option<&BooleanArray>) {
        let (sums, overflow) = (&mut self.sums, &mut self.overflow);
        let seen = &mut self.seen;
        accumulate(groups, values, filter, |group, value| {
            seen[group] = true;
            match sums[group].add_checked(value) {
                Ok(sum) => sums[group] = sum,
                Err(_) => overflow[group] = true,
            }
        });
    }

    fn take(&mut self, emit_to: EmitTo) -> (Vec<T::Native>, Vec<bool>, NullBuffer) {
        let overflow = emit_to.take_needed(&mut self.overflow);
        (
            emit_to.take_needed(&mut self.sums),
            emit_to.take_needed(&mut self.seen),
            NullBuffer::from_iter(overflow.iter().map(|o| !o)),
        )
    }
}

impl<T> GroupsAccumulator for TrySum<T>
where
    T: ArrowPrimitiveType + Send,
    T::Native: ArrowNativeTypeOp,
{
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let values = cast(&values[0], &T::DATA_TYPE)?;
        self.add(values.as_primitive::<T>(), group_indices, filter);
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let sums = values[0].as_primitive::<T>();
        let is_empty = values[1].as_boolean();
        let holding = arrow::compute::not(is_empty)?;
        self.add(sums, group_indices, Some(&holding));
        for (i, group) in group_indices.iter().enumerate() {
            if sums.is_null(i) && holding.value(i) {
                self.seen[*group] = true;
                self.overflow[*group] = true;
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let (sums, seen, fits) = self.take(emit_to);
        let nulls = NullBuffer::union(Some(&fits), Some(&NullBuffer::from(seen)));
        Ok(Arc::new(PrimitiveArray::<T>::new(sums.into(), nulls)))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let (sums, seen, fits) = self.take(emit_to);
        let is_empty: Vec<bool> = seen.iter().map(|s| !s).collect();
        Ok(vec![
            Arc::new(PrimitiveArray::<T>::new(sums.into(), Some(fits))),
            Arc::new(BooleanArray::from(is_empty)),
        ])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let values = kept(cast(&values[0], &T::DATA_TYPE)?, filter)?;
        let is_empty = arrow::compute::is_null(&values)?;
        let sums = values.as_primitive::<T>();
        let sums = sums.iter().map(|v| v.unwrap_or_default());
        Ok(vec![
            Arc::new(PrimitiveArray::<T>::from_iter_values(sums)),
            Arc::new(is_empty),
        ])
    }

    fn size(&self) -> usize {
        self.sums.capacity() * size_of::<T::Native>()
            + self.seen.capacity()
            + self.overflow.capacity()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use arrow::array::Int64Array;
    use arrow::datatypes::Int64Type;

    #[test]
    fn overflow_survives_its_buffer() {
        let mut acc = create::<Int64Type>();
        let values: ArrayRef = Arc::new(Int64Array::from(vec![i64::MAX, 1, -1, 7]));
        acc.update_batch(&[values], &[0, 0, 0, 1], None, 3).unwrap();
        let state = acc.state(EmitTo::All).unwrap();
        let sums = Int64Array::from(vec![None, Some(7), Some(0)]);
        assert_eq!(state[0].as_primitive::<Int64Type>(), &sums);
        let is_empty = BooleanArray::from(vec![false, false, true]);
        assert_eq!(state[1].as_boolean(), &is_empty);
        acc.merge_batch(&state, &[0, 1, 2], 3).unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        let expected = Int64Array::from(vec![None, Some(7), None]);
        assert_eq!(result.as_primitive::<Int64Type>(), &expected);
    }
}
