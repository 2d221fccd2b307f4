//! `min`, `max` of booleans, which is what Spark makes of `bool_and` and `bool_or`: buffer (value).

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::sum::kept;

/// `decisive` is the value that no other replaces: false for `min`, true for `max`.
pub fn create(decisive: bool) -> Box<dyn GroupsAccumulator> {
    Box::new(BoolExtreme {
        decided: Vec::new(),
        seen: Vec::new(),
        decisive,
    })
}

struct BoolExtreme {
    decided: Vec<bool>,
    seen: Vec<bool>,
    decisive: bool,
}

impl GroupsAccumulator for BoolExtreme {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.decided.resize(total_num_groups, false);
        self.seen.resize(total_num_groups, false);
        let values = kept(Arc::clone(&values[0]), filter)?;
        let values = values.as_boolean();
        for (group, value) in group_indices.iter().zip(values) {
            if let Some(value) = value {
                self.seen[*group] = true;
                self.decided[*group] |= value == self.decisive;
            }
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
        let decided = emit_to.take_needed(&mut self.decided);
        let seen = emit_to.take_needed(&mut self.seen);
        let values = BooleanBuffer::from_iter(decided.iter().map(|d| *d == self.decisive));
        Ok(Arc::new(BooleanArray::new(
            values,
            Some(NullBuffer::from(seen)),
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
        Ok(vec![kept(Arc::clone(&values[0]), filter)?])
    }

    fn size(&self) -> usize {
        self.decided.capacity() + self.seen.capacity()
    }
}
