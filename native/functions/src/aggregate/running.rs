//! Aggregates over the frames of windows: each frame is a group, and the values of many frames are
//! evaluated together. In growing frames (`UnboundedPrecedingWindowFunctionFrame`) a group begins with the
//! state of the group before it.

use std::any::Any;
use std::ops::Range;

use arrow::array::{ArrayRef, BooleanArray};
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::accumulator::Placed;
use crate::SparkError;

/// Which groups rows are of.
pub enum Steps<'a> {
    Growing {
        /// The group of each row, in order. Rows may be of the last group there is, and of later ones.
        groups: &'a [usize],
        /// The groups that begin anew, in order; the others begin with the state of the group before.
        fresh: &'a [usize],
        /// How many groups there are then.
        total: usize,
    },
    /// The rows of each group; all of them begin anew (`SlidingWindowFunctionFrame`).
    Frames(&'a [Range<usize>]),
}

impl Steps<'_> {
    /// Adds each row to the state of its group. A state that is `empty` is that of no rows.
    pub fn fold<S: Copy>(&self, states: &mut Vec<S>, empty: S, mut add: impl FnMut(&mut S, usize)) {
        match self {
            Self::Growing {
                groups,
                fresh,
                total,
            } => grow(groups, fresh, *total, states, empty, add),
            Self::Frames(frames) => states.extend(frames.iter().map(|rows| {
                let mut state = empty;
                rows.clone().for_each(|row| add(&mut state, row));
                state
            })),
        }
    }
}

fn grow<S: Copy>(
    groups: &[usize],
    fresh: &[usize],
    total: usize,
    states: &mut Vec<S>,
    empty: S,
    mut add: impl FnMut(&mut S, usize),
) {
    let mut state = states.pop().unwrap_or(empty);
    let first = states.len();
    let mut fresh = fresh.iter().skip_while(|group| **group <= first);
    let mut next_fresh = fresh.next();
    let mut row = 0;
    states.reserve(total - first);
    for group in first..total {
        if next_fresh == Some(&group) {
            state = empty;
            next_fresh = fresh.next();
        }
        while groups.get(row) == Some(&group) {
            add(&mut state, row);
            row += 1;
        }
        states.push(state);
    }
}

/// What adds rows to the states of frames without a copy of them.
pub trait Running: GroupsAccumulator {
    fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()>;
}

/// An accumulator that [`of`] finds again.
pub fn boxed(running: impl Running) -> Box<dyn GroupsAccumulator> {
    Box::new(Runs(Box::new(running)))
}

/// The accumulator, if it can run, and where its errors are from.
pub struct Run {
    inner: Box<dyn Running>,
    origin: u32,
    update_origin: u32,
}

/// None if the function of the accumulator cannot run.
pub fn of(accumulator: Box<dyn GroupsAccumulator>) -> Option<Run> {
    let placed = (accumulator as Box<dyn Any>).downcast::<Placed>().ok()?;
    let runs = (placed.inner as Box<dyn Any>).downcast::<Runs>().ok()?;
    Some(Run {
        inner: runs.0,
        origin: placed.origin,
        update_origin: placed.update_origin,
    })
}

impl Run {
    pub fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()> {
        let followed = self.inner.follow(values, steps);
        followed.map_err(|e| SparkError::located(e, self.update_origin))
    }

    /// The values of the first `groups`, which are gone then.
    pub fn evaluate(&mut self, groups: usize) -> Result<ArrayRef> {
        let values = self.inner.evaluate(EmitTo::First(groups));
        values.map_err(|e| SparkError::located(e, self.origin))
    }
}

struct Runs(Box<dyn Running>);

impl GroupsAccumulator for Runs {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.0
            .update_batch(values, group_indices, filter, total_num_groups)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.0.merge_batch(values, group_indices, total_num_groups)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        self.0.evaluate(emit_to)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.0.state(emit_to)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        self.0.convert_to_state(values, filter)
    }

    fn size(&self) -> usize {
        self.0.size()
    }
}
