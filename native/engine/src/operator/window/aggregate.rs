//! Aggregate functions over frames.

use arrow::array::{Array, ArrayRef, UInt64Array};
use arrow::compute::{concat, take};
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_physical_expr::aggregate::AggregateFunctionExpr;

use super::chunk::Chunk;
use super::frame::{Frame, Frames};

/// Rows that are handed to an accumulator at once where frames overlap.
const FED: usize = 1 << 16;

pub fn evaluate(
    function: &AggregateFunctionExpr,
    frame: &Frame,
    chunk: &Chunk,
    frames: impl FnOnce() -> Result<Frames>,
) -> Result<ArrayRef> {
    let args = function.expressions();
    let args = args
        .iter()
        .map(|arg| chunk.values(arg))
        .collect::<Result<Vec<_>>>()?;
    if frame.is_whole() {
        whole(function, &args, chunk)
    } else if frame.grows() {
        growing(function, &args, chunk, &frames()?)
    } else {
        sliding(function, &args, chunk, &frames()?)
    }
}

/// A group for each partition.
fn whole(function: &AggregateFunctionExpr, args: &[ArrayRef], chunk: &Chunk) -> Result<ArrayRef> {
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

/// One accumulator a partition, looked at whenever rows have come to it.
fn growing(
    function: &AggregateFunctionExpr,
    args: &[ArrayRef],
    chunk: &Chunk,
    frames: &Frames,
) -> Result<ArrayRef> {
    let mut values: Vec<ArrayRef> = Vec::new();
    let mut places: Vec<u64> = Vec::with_capacity(chunk.rows());
    for rows in chunk.partitions.iter() {
        let mut accumulator = function.create_groups_accumulator()?;
        let mut fed = rows.start;
        for row in rows.clone() {
            let end = frames.get(row).end;
            if row == rows.start || end > fed {
                let next: Vec<ArrayRef> = args.iter().map(|a| a.slice(fed, end - fed)).collect();
                accumulator.update_batch(&next, &vec![0; end - fed], None, 1)?;
                fed = end;
                values.push(look(function, &mut accumulator)?);
            }
            places.push(values.len() as u64 - 1);
        }
    }
    let values: Vec<&dyn Array> = values.iter().map(AsRef::as_ref).collect();
    Ok(take(&concat(&values)?, &UInt64Array::from(places), None)?)
}

/// The value of an accumulator that goes on: evaluating takes the state away, so it is put into two.
fn look(
    function: &AggregateFunctionExpr,
    accumulator: &mut Box<dyn GroupsAccumulator>,
) -> Result<ArrayRef> {
    let state = accumulator.state(EmitTo::All)?;
    let mut seen = function.create_groups_accumulator()?;
    seen.merge_batch(&state, &[0], 1)?;
    *accumulator = function.create_groups_accumulator()?;
    accumulator.merge_batch(&state, &[0], 1)?;
    seen.evaluate(EmitTo::All)
}

/// A group for each frame, and its rows anew (`SlidingWindowFunctionFrame`).
fn sliding(
    function: &AggregateFunctionExpr,
    args: &[ArrayRef],
    chunk: &Chunk,
    frames: &Frames,
) -> Result<ArrayRef> {
    let mut values: Vec<ArrayRef> = Vec::new();
    let mut rows: Vec<u64> = Vec::with_capacity(FED);
    let mut groups: Vec<usize> = Vec::with_capacity(FED);
    let mut accumulator = function.create_groups_accumulator()?;
    let mut count = 0;
    for row in 0..chunk.rows() {
        let frame = frames.get(row);
        groups.resize(groups.len() + frame.len(), count);
        rows.extend(frame.start as u64..frame.end as u64);
        count += 1;
        if rows.len() >= FED || row + 1 == chunk.rows() {
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
