//! `try_sum` of integers: buffer (sum, isEmpty). A sum that overflows is NULL with isEmpty false, for good.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;

use super::sum::kept;

pub fn create() -> Box<dyn GroupsAccumulator> {
    Box::new(TrySum::default())
}

#[derive(Default)]
struct TrySum {
    sums: Vec<i64>,
    seen: Vec<bool>,
    overflow: Vec<bool>,
}

impl TrySum {
    fn resize(&mut self, groups: usize) {
        self.sums.resize(groups, 0);
        self.seen.resize(groups, false);
        self.overflow.resize(groups, false);
    }

    fn add(&mut self, values: &Int64Array, groups: &[usize], filter: Option<&BooleanArray>) {
        let (sums, overflow) = (&mut self.sums, &mut self.overflow);
        let seen = &mut self.seen;
        accumulate(groups, values, filter, |group, value| {
            seen[group] = true;
            let (sum, over) = sums[group].overflowing_add(value);
            sums[group] = sum;
            overflow[group] |= over;
        });
    }

    fn take(&mut self, emit_to: EmitTo) -> (Vec<i64>, Vec<bool>, NullBuffer) {
        let overflow = emit_to.take_needed(&mut self.overflow);
        (
            emit_to.take_needed(&mut self.sums),
            emit_to.take_needed(&mut self.seen),
            NullBuffer::from_iter(overflow.iter().map(|o| !o)),
        )
    }
}

impl GroupsAccumulator for TrySum {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let values = cast(&values[0], &DataType::Int64)?;
        self.add(values.as_primitive::<Int64Type>(), group_indices, filter);
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let sums = values[0].as_primitive::<Int64Type>();
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
        Ok(Arc::new(Int64Array::new(sums.into(), nulls)))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let (sums, seen, fits) = self.take(emit_to);
        let is_empty: Vec<bool> = seen.iter().map(|s| !s).collect();
        Ok(vec![
            Arc::new(Int64Array::new(sums.into(), Some(fits))),
            Arc::new(BooleanArray::from(is_empty)),
        ])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let values = kept(cast(&values[0], &DataType::Int64)?, filter)?;
        let is_empty = arrow::compute::is_null(&values)?;
        let sums = values.as_primitive::<Int64Type>();
        let sums = sums.iter().map(|v| v.unwrap_or(0));
        Ok(vec![
            Arc::new(Int64Array::from_iter_values(sums)),
            Arc::new(is_empty),
        ])
    }

    fn size(&self) -> usize {
        self.sums.capacity() * size_of::<i64>() + self.seen.capacity() + self.overflow.capacity()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn overflow_survives_its_buffer() {
        let mut acc = create();
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
