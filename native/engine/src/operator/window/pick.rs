//! Functions that give the value of another row: `lag`, `lead`, `first`, `last`, `nth_value`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt64Array};
use arrow::compute::{interleave, take};
use datafusion_common::Result;
use datafusion_physical_expr::PhysicalExpr;

use super::chunk::Chunk;
use super::counted::Counted;

fn counted(values: &ArrayRef, by_null: bool) -> Counted {
    match values.logical_nulls() {
        Some(nulls) if by_null => Counted::valid(nulls.inner()),
        _ => Counted::All,
    }
}

/// `lead` (`offset` over 0) and `lag` (below 0): `FrameLessOffsetWindowFunctionFrame`.
#[derive(Debug, Clone)]
pub struct Shift {
    pub value: Arc<dyn PhysicalExpr>,
    pub offset: i64,
    pub default: Arc<dyn PhysicalExpr>,
    pub ignore_nulls: bool,
}

impl Shift {
    pub fn evaluate(&self, chunk: &Chunk) -> Result<ArrayRef> {
        let values = chunk.values(&self.value)?;
        let defaults = chunk.values(&self.default)?;
        let counted = counted(&values, self.skips_nulls());
        let mut chosen = Vec::with_capacity(chunk.rows());
        for rows in chunk.partitions.iter() {
            for row in rows.clone() {
                let other = self.place(&counted, row, rows.clone());
                chosen.push(other.map_or((1, row), |other| (0, other)));
            }
        }
        Ok(interleave(&[&values, &defaults], &chosen)?)
    }

    pub fn skips_nulls(&self) -> bool {
        self.ignore_nulls && self.offset != 0
    }

    /// The row whose value the row of a partition gets.
    pub fn place(&self, counted: &Counted, row: usize, partition: Range<usize>) -> Option<usize> {
        let distance = self.offset.unsigned_abs() as usize;
        match self.offset {
            0 => Some(row),
            1.. => counted.nth_first(row + 1..partition.end, distance - 1),
            _ => counted.nth_last(partition.start..row, distance - 1),
        }
    }
}

/// The `n`th value of a frame, from 0; from its last row back if `from_end`.
#[derive(Debug, Clone)]
pub struct Nth {
    pub value: Arc<dyn PhysicalExpr>,
    pub n: usize,
    pub from_end: bool,
    pub ignore_nulls: bool,
}

impl Nth {
    pub fn evaluate(&self, chunk: &Chunk, frames: &[Range<usize>]) -> Result<ArrayRef> {
        let values = chunk.values(&self.value)?;
        let counted = counted(&values, self.ignore_nulls);
        let places = frames
            .iter()
            .map(|frame| self.place(&counted, frame.clone()));
        let chosen: UInt64Array = places.map(|row| row.map(|row| row as u64)).collect();
        Ok(take(&values, &chosen, None)?)
    }

    pub fn place(&self, counted: &Counted, frame: Range<usize>) -> Option<usize> {
        if self.from_end {
            counted.nth_last(frame, self.n)
        } else {
            counted.nth_first(frame, self.n)
        }
    }
}
