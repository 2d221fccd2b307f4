//! Aggregates that combine a value at a time into one of the same type: buffer (value), NULL until a
//! value comes.

use std::mem::take;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;

use super::running::{self, Running, Steps};
use super::sum::kept;

pub struct Reduce<T: ArrowPrimitiveType, F> {
    values: Vec<T::Native>,
    seen: Vec<bool>,
    data_type: DataType,
    combine: F,
}

impl<T, F> Reduce<T, F>
where
    T: ArrowPrimitiveType + Send,
    F: Fn(T::Native, T::Native) -> T::Native + Send + Sync + 'static,
{
    /// `combine(so far, next)`.
    pub fn boxed(data_type: &DataType, combine: F) -> Box<dyn GroupsAccumulator> {
        running::boxed(Self {
            values: Vec::new(),
            seen: Vec::new(),
            data_type: data_type.clone(),
            combine,
        })
    }
}

impl<T, F> GroupsAccumulator for Reduce<T, F>
where
    T: ArrowPrimitiveType + Send,
    F: Fn(T::Native, T::Native) -> T::Native + Send + Sync + 'static,
{
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.values.resize(total_num_groups, T::default_value());
        self.seen.resize(total_num_groups, false);
        let (so_far, seen, combine) = (&mut self.values, &mut self.seen, &self.combine);
        let values = values[0].as_primitive::<T>();
        accumulate(group_indices, values, filter, |group, value| {
            so_far[group] = if seen[group] {
                combine(so_far[group], value)
            } else {
                value
            };
            seen[group] = true;
        });
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
        let values = emit_to.take_needed(&mut self.values);
        let nulls = NullBuffer::from(emit_to.take_needed(&mut self.seen));
        let array = PrimitiveArray::<T>::new(values.into(), Some(nulls));
        Ok(Arc::new(array.with_data_type(self.data_type.clone())))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.evaluate(emit_to)?])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        Ok(vec![kept(Arc::clone(&values[0]), filter)?])
    }

    fn size(&self) -> usize {
        self.values.capacity() * size_of::<T::Native>() + self.seen.capacity()
    }
}

impl<T, F> Running for Reduce<T, F>
where
    T: ArrowPrimitiveType + Send,
    F: Fn(T::Native, T::Native) -> T::Native + Send + Sync + 'static,
{
    fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()> {
        let values = values[0].as_primitive::<T>();
        let (so_far, seen) = (take(&mut self.values), take(&mut self.seen));
        let mut states: Vec<_> = so_far.into_iter().zip(seen).collect();
        steps.fold(
            &mut states,
            (T::default_value(), false),
            |(so_far, seen), row| {
                if values.is_valid(row) {
                    let value = values.value(row);
                    *so_far = if *seen {
                        (self.combine)(*so_far, value)
                    } else {
                        value
                    };
                    *seen = true;
                }
            },
        );
        (self.values, self.seen) = states.into_iter().unzip();
        Ok(())
    }
}
