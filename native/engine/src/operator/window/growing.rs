//! Aggregates over frames that begin with their partition (`UnboundedPrecedingWindowFunctionFrame`):
//! rows are added once, and the state is looked at on the way.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt64Array, new_empty_array};
use arrow::compute::{concat, take};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_physical_expr::aggregate::AggregateFunctionExpr;
use thermite_functions::aggregate::running::{self, Run, Steps};

use super::rows::Groups;

/// One function's state, and its values after different rows.
pub enum Growth {
    Runs(Run),
    /// A function whose state can only be taken out and merged into a new one.
    Merges(Merging),
}

pub struct Merging {
    function: Arc<AggregateFunctionExpr>,
    accumulator: Box<dyn GroupsAccumulator>,
    values: Vec<ArrayRef>,
    /// The group that rows are added to; those before it have their values.
    group: usize,
}

impl Growth {
    pub fn new(function: &Arc<AggregateFunctionExpr>) -> Result<Self> {
        Ok(match running::of(function.create_groups_accumulator()?) {
            Some(run) => Self::Runs(run),
            None => Self::Merges(Merging {
                function: Arc::clone(function),
                accumulator: function.create_groups_accumulator()?,
                values: Vec::new(),
                group: 0,
            }),
        })
    }

    pub fn follow(&mut self, args: &[ArrayRef], steps: &Steps) -> Result<()> {
        match self {
            Self::Runs(run) => run.follow(args, steps),
            Self::Merges(merging) => merging.follow(args, steps),
        }
    }

    /// The values of the first `groups`: all but the last one, which goes on as the first.
    pub fn values(&mut self, groups: usize) -> Result<ArrayRef> {
        match self {
            Self::Runs(run) => run.evaluate(groups),
            Self::Merges(merging) => {
                merging.group = 0;
                let values = std::mem::take(&mut merging.values);
                let values: Vec<&dyn Array> = values.iter().map(AsRef::as_ref).collect();
                Ok(concat(&values)?)
            }
        }
    }
}

impl Merging {
    fn follow(&mut self, args: &[ArrayRef], steps: &Steps) -> Result<()> {
        let Steps::Growing {
            groups,
            fresh,
            total,
        } = steps
        else {
            return internal_err!("states of sliding frames are not merged");
        };
        let first = self.group;
        let mut fresh = fresh.iter().skip_while(|group| **group <= first);
        let mut next_fresh = fresh.next();
        let mut row = 0;
        for group in first..*total {
            if group > first {
                let value = self.look()?;
                self.values.push(value);
            }
            if next_fresh == Some(&group) {
                self.accumulator = self.function.create_groups_accumulator()?;
                next_fresh = fresh.next();
            }
            let rows = groups[row..].iter().take_while(|g| **g == group).count();
            let next: Vec<ArrayRef> = args.iter().map(|arg| arg.slice(row, rows)).collect();
            self.accumulator
                .update_batch(&next, &vec![0; rows], None, 1)?;
            row += rows;
        }
        self.group = total.saturating_sub(1);
        Ok(())
    }

    /// The value of a state that goes on: evaluating takes it away, so it is put into two.
    fn look(&mut self) -> Result<ArrayRef> {
        let state = self.accumulator.state(EmitTo::All)?;
        let mut seen = self.function.create_groups_accumulator()?;
        seen.merge_batch(&state, &[0], 1)?;
        self.accumulator = self.function.create_groups_accumulator()?;
        self.accumulator.merge_batch(&state, &[0], 1)?;
        seen.evaluate(EmitTo::All)
    }
}

/// The frames of the rows of whole partitions as groups.
pub struct Shown {
    /// Of the rows that are in frames.
    groups: Vec<usize>,
    fresh: Vec<usize>,
    total: usize,
    /// The group that each row shows.
    shown: Vec<u64>,
    /// The rows that are in no frame.
    left_out: Vec<Range<usize>>,
}

impl Shown {
    pub fn new(partitions: &Groups, frames: &[Range<usize>]) -> Self {
        let mut all = Self {
            groups: Vec::with_capacity(frames.len()),
            fresh: Vec::new(),
            total: 0,
            shown: Vec::with_capacity(frames.len()),
            left_out: Vec::new(),
        };
        for partition in partitions.iter() {
            all.fresh.push(all.total);
            let mut fed = partition.start;
            for (row, frame) in partition.clone().zip(&frames[partition.clone()]) {
                if row == partition.start || frame.end > fed {
                    all.groups
                        .resize(all.groups.len() + frame.end - fed, all.total);
                    fed = frame.end;
                    all.total += 1;
                }
                all.shown.push(all.total as u64 - 1);
            }
            if fed < partition.end {
                all.left_out.push(fed..partition.end);
            }
        }
        all
    }

    pub fn evaluate(
        &self,
        function: &Arc<AggregateFunctionExpr>,
        args: &[ArrayRef],
    ) -> Result<ArrayRef> {
        let mut growth = Growth::new(function)?;
        let steps = Steps::Growing {
            groups: &self.groups,
            fresh: &self.fresh,
            total: self.total + 1,
        };
        if self.left_out.is_empty() {
            growth.follow(args, &steps)?;
        } else {
            growth.follow(&within(args, &self.left_out, self.shown.len())?, &steps)?;
        }
        let values = growth.values(self.total)?;
        if self.total == self.shown.len() {
            return Ok(values);
        }
        let shown = UInt64Array::from(self.shown.clone());
        Ok(take(&values, &shown, None)?)
    }
}

/// Without the rows of `left_out`.
fn within(args: &[ArrayRef], left_out: &[Range<usize>], rows: usize) -> Result<Vec<ArrayRef>> {
    let without = |arg: &ArrayRef| {
        let mut kept = vec![new_empty_array(arg.data_type())];
        let mut start = 0;
        for out in left_out {
            kept.push(arg.slice(start, out.start - start));
            start = out.end;
        }
        kept.push(arg.slice(start, rows - start));
        let kept: Vec<&dyn Array> = kept.iter().map(AsRef::as_ref).collect();
        Ok(concat(&kept)?)
    };
    args.iter().map(without).collect()
}
