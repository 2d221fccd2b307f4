//! `count(args)`: rows in which no argument is NULL. Buffer: (count).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::Int64Type;
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate_indices;

use super::AggregateCall;
use super::running::{self, Running, Steps};

pub fn create(_call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    Ok(running::boxed(Count { counts: Vec::new() }))
}

struct Count {
    counts: Vec<i64>,
}

fn valid(values: &[ArrayRef]) -> Option<NullBuffer> {
    NullBuffer::union_many(values.iter().map(|v| v.nulls()))
}

impl GroupsAccumulator for Count {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.counts.resize(total_num_groups, 0);
        let counts = &mut self.counts;
        accumulate_indices(group_indices, valid(values).as_ref(), filter, |group| {
            counts[group] += 1;
        });
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.counts.resize(total_num_groups, 0);
        let counts = values[0].as_primitive::<Int64Type>().values();
        for (group, count) in group_indices.iter().zip(counts) {
            self.counts[*group] += count;
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        Ok(Arc::new(Int64Array::from(
            emit_to.take_needed(&mut self.counts),
        )))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.evaluate(emit_to)?])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values[0].len();
        let nulls = valid(values);
        let counted = (0..rows).map(|i| {
            let kept = filter.is_none_or(|f| f.is_valid(i) && f.value(i));
            i64::from(kept && nulls.as_ref().is_none_or(|n| n.is_valid(i)))
        });
        Ok(vec![Arc::new(Int64Array::from_iter_values(counted))])
    }

    fn size(&self) -> usize {
        self.counts.capacity() * size_of::<i64>()
    }
}

impl Running for Count {
    fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()> {
        let nulls = valid(values);
        steps.fold(&mut self.counts, 0, |count, row| {
            *count += i64::from(nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)));
        });
        Ok(())
    }
}
