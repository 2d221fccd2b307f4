//! Functions that give the value of another row: `lag`, `lead`, `first`, `last`, `nth_value`.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt64Array};
use arrow::compute::{interleave, take};
use datafusion_common::Result;
use datafusion_physical_expr::PhysicalExpr;

use super::chunk::Chunk;
use super::frame::Frames;

/// The rows whose value counts: all, or those that are not NULL.
enum Counted {
    All,
    /// Those rows, and how many of them stand before each row.
    Valid {
        rows: Vec<usize>,
        before: Vec<usize>,
    },
}

impl Counted {
    fn new(values: &ArrayRef, ignore_nulls: bool) -> Self {
        match values.logical_nulls() {
            Some(nulls) if ignore_nulls => {
                let mut rows = Vec::with_capacity(values.len() - nulls.null_count());
                let mut before = Vec::with_capacity(values.len() + 1);
                for row in 0..values.len() {
                    before.push(rows.len());
                    if nulls.is_valid(row) {
                        rows.push(row);
                    }
                }
                before.push(rows.len());
                Self::Valid { rows, before }
            }
            _ => Self::All,
        }
    }

    /// The `n`th counted row of `rows`, from 0.
    fn nth_first(&self, rows: Range<usize>, n: usize) -> Option<usize> {
        match self {
            Self::All => Some(rows.start.checked_add(n)?).filter(|row| *row < rows.end),
            Self::Valid {
                rows: valid,
                before,
            } => {
                let place = before[rows.start].checked_add(n)?;
                (place < before[rows.end]).then(|| valid[place])
            }
        }
    }

    /// The `n`th counted row of `rows` from the last one back, from 0.
    fn nth_last(&self, rows: Range<usize>, n: usize) -> Option<usize> {
        match self {
            Self::All => rows
                .end
                .checked_sub(n.checked_add(1)?)
                .filter(|row| *row >= rows.start),
            Self::Valid {
                rows: valid,
                before,
            } => {
                let place = before[rows.end].checked_sub(n.checked_add(1)?)?;
                (place >= before[rows.start]).then(|| valid[place])
            }
        }
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
        let counted = Counted::new(&values, self.ignore_nulls && self.offset != 0);
        let distance = self.offset.unsigned_abs() as usize;
        let mut chosen = Vec::with_capacity(chunk.rows());
        for rows in chunk.partitions.iter() {
            for row in rows.clone() {
                let other = if self.offset == 0 {
                    Some(row)
                } else if self.offset > 0 {
                    counted.nth_first(row + 1..rows.end, distance - 1)
                } else {
                    counted.nth_last(rows.start..row, distance - 1)
                };
                chosen.push(other.map_or((1, row), |other| (0, other)));
            }
        }
        Ok(interleave(&[&values, &defaults], &chosen)?)
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
    pub fn evaluate(&self, chunk: &Chunk, frames: &Frames) -> Result<ArrayRef> {
        let values = chunk.values(&self.value)?;
        let counted = Counted::new(&values, self.ignore_nulls);
        let chosen: UInt64Array = (0..chunk.rows())
            .map(|row| {
                let frame = frames.get(row);
                let chosen = if self.from_end {
                    counted.nth_last(frame, self.n)
                } else {
                    counted.nth_first(frame, self.n)
                };
                chosen.map(|row| row as u64)
            })
            .collect();
        Ok(take(&values, &chosen, None)?)
    }
}
