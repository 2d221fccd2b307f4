//! Aggregate functions over frames.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt64Array};
use arrow::compute::{concat, take};
use datafusion_common::Result;
use datafusion_expr::EmitTo;
use datafusion_physical_expr::aggregate::AggregateFunctionExpr;
use datafusion_physical_expr_common::sort_expr::PhysicalSortExpr;
use thermite_functions::aggregate::running::{self, Steps};

use super::chunk::Chunk;
use super::frame::Frame;
use super::growing::Shown;

/// Rows that are handed to an accumulator at once where frames overlap.
pub const FED: usize = 1 << 16;

/// A frame of a chunk, for all functions over it.
pub struct Framed<'a> {
    frame: &'a Frame,
    chunk: &'a Chunk,
    order: &'a [PhysicalSortExpr],
    frames: OnceCell<Vec<Range<usize>>>,
    shown: OnceCell<Shown>,
}

impl<'a> Framed<'a> {
    pub fn new(frame: &'a Frame, chunk: &'a Chunk, order: &'a [PhysicalSortExpr]) -> Self {
        Self {
            frame,
            chunk,
            order,
            frames: OnceCell::new(),
            shown: OnceCell::new(),
        }
    }

    pub fn frames(&self) -> Result<&[Range<usize>]> {
        if let Some(frames) = self.frames.get() {
            return Ok(frames);
        }
        let frames = self.frame.of(self.chunk, self.order)?;
        Ok(self.frames.get_or_init(|| frames))
    }

    fn shown(&self) -> Result<&Shown> {
        let frames = self.frames()?;
        Ok(self
            .shown
            .get_or_init(|| Shown::new(&self.chunk.partitions, frames)))
    }

    pub fn evaluate(&self, function: &Arc<AggregateFunctionExpr>) -> Result<ArrayRef> {
        let args = function.expressions();
        let args = args.iter().map(|arg| self.chunk.values(arg));
        let args = args.collect::<Result<Vec<_>>>()?;
        if self.frame.is_whole() {
            whole(function, &args, self.chunk)
        } else if self.frame.grows() {
            self.shown()?.evaluate(function, &args)
        } else {
            sliding(function, &args, self.frames()?)
        }
    }
}

/// A group for each partition.
fn whole(
    function: &Arc<AggregateFunctionExpr>,
    args: &[ArrayRef],
    chunk: &Chunk,
) -> Result<ArrayRef> {
    let groups = chunk.partitions.numbers();
    let mut accumulator = function.create_groups_accumulator()?;
    accumulator.update_batch(args, &groups, None, chunk.partitions.len())?;
    let values = accumulator.evaluate(EmitTo::All)?;
    let rows: UInt64Array = groups
        .iter()
        .map(|group| *group as u64)
        .collect::<Vec<_>>()
        .into();
    Ok(take(&values, &rows, None)?)
}

/// A group for each frame, and its rows anew (`SlidingWindowFunctionFrame`).
fn sliding(
    function: &Arc<AggregateFunctionExpr>,
    args: &[ArrayRef],
    frames: &[Range<usize>],
) -> Result<ArrayRef> {
    if let Some(mut run) = running::of(function.create_groups_accumulator()?) {
        run.follow(args, &Steps::Frames(frames))?;
        return run.evaluate(frames.len());
    }
    let mut values: Vec<ArrayRef> = Vec::new();
    let mut rows: Vec<u64> = Vec::with_capacity(FED);
    let mut groups: Vec<usize> = Vec::with_capacity(FED);
    let mut accumulator = function.create_groups_accumulator()?;
    let mut count = 0;
    for (row, frame) in frames.iter().enumerate() {
        groups.resize(groups.len() + frame.len(), count);
        rows.extend(frame.start as u64..frame.end as u64);
        count += 1;
        if rows.len() >= FED || row + 1 == frames.len() {
            let rows = UInt64Array::from(std::mem::take(&mut rows));
            let framed = args.iter().map(|arg| take(arg, &rows, None));
            let framed = framed.collect::<std::result::Result<Vec<_>, _>>()?;
            accumulator.update_batch(&framed, &groups, None, count)?;
            values.push(accumulator.evaluate(EmitTo::All)?);
            groups.clear();
            count = 0;
        }
    }
    let values: Vec<&dyn Array> = values.iter().map(AsRef::as_ref).collect();
    Ok(concat(&values)?)
}
