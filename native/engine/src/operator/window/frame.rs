//! The rows around a row that a function of a window sees.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{DynComparator, make_comparator};
use arrow::compute::cast;
use datafusion_common::{Result, internal_err};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr_common::sort_expr::PhysicalSortExpr;

use super::chunk::Chunk;

#[derive(Debug, Clone)]
pub enum Bound {
    /// The end of the partition.
    Unbounded,
    /// Rows after the current one; negative: before it.
    Rows(i64),
    /// The first or the last peer of the current row.
    Peers,
    /// A value of the order's only key, for each row.
    Value(Arc<dyn PhysicalExpr>),
}

#[derive(Debug, Clone)]
pub struct Frame {
    pub lower: Bound,
    pub upper: Bound,
}

impl Frame {
    pub fn is_whole(&self) -> bool {
        matches!(
            (&self.lower, &self.upper),
            (Bound::Unbounded, Bound::Unbounded)
        )
    }

    /// Whether the frame of a row holds that of the row before.
    pub fn grows(&self) -> bool {
        matches!(self.lower, Bound::Unbounded)
    }

    /// The frame of each row, as rows of the chunk.
    pub fn of(&self, chunk: &Chunk, order: &[PhysicalSortExpr]) -> Result<Vec<Range<usize>>> {
        let lower = Side::new(&self.lower, chunk, order)?.places(chunk, Edge::Lower);
        let upper = Side::new(&self.upper, chunk, order)?.places(chunk, Edge::Upper);
        let frames = lower.into_iter().zip(upper);
        Ok(frames
            .map(|(lower, upper)| lower..upper.max(lower))
            .collect())
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edge {
    Lower,
    Upper,
}

/// A bound over the rows of a chunk.
enum Side {
    Unbounded,
    Rows(i64),
    Peers,
    /// Compares the key of a row with the bound of another.
    Value(DynComparator),
}

impl Side {
    fn new(bound: &Bound, chunk: &Chunk, order: &[PhysicalSortExpr]) -> Result<Self> {
        Ok(match bound {
            Bound::Unbounded => Self::Unbounded,
            Bound::Rows(offset) => Self::Rows(*offset),
            Bound::Peers => Self::Peers,
            Bound::Value(value) => {
                let [key] = order else {
                    return internal_err!("a bound of a value with {} keys", order.len());
                };
                let bounds = chunk.values(value)?;
                // Of decimals the bound has more digits.
                let keys = cast(&chunk.values(&key.expr)?, bounds.data_type())?;
                Self::Value(make_comparator(&keys, &bounds, key.options)?)
            }
        })
    }

    /// The first row of the frame of each row, or the row after its last one.
    fn places(&self, chunk: &Chunk, edge: Edge) -> Vec<usize> {
        let mut places = Vec::with_capacity(chunk.rows());
        match self {
            Self::Peers => {
                for peers in chunk.peers.iter() {
                    let place = if edge == Edge::Lower {
                        peers.start
                    } else {
                        peers.end
                    };
                    places.resize(peers.end, place);
                }
            }
            Self::Unbounded => {
                for rows in chunk.partitions.iter() {
                    let place = if edge == Edge::Lower {
                        rows.start
                    } else {
                        rows.end
                    };
                    places.resize(rows.end, place);
                }
            }
            Self::Rows(offset) => {
                let offset = offset.saturating_add(i64::from(edge == Edge::Upper));
                for rows in chunk.partitions.iter() {
                    let (first, end) = (rows.start as i64, rows.end as i64);
                    let place = |row: usize| (row as i64).saturating_add(offset).clamp(first, end);
                    places.extend(rows.map(|row| place(row) as usize));
                }
            }
            // As `RangeBoundOrdering` is used: the places only go forward.
            Self::Value(compare) => {
                for rows in chunk.partitions.iter() {
                    let mut place = rows.start;
                    for row in rows.clone() {
                        while place < rows.end && is_before(compare, place, row, edge) {
                            place += 1;
                        }
                        places.push(place);
                    }
                }
            }
        }
        places
    }
}

/// Whether the row at `place` is before the bound of `row`.
pub fn is_before(compare: &DynComparator, place: usize, row: usize, edge: Edge) -> bool {
    let order = compare(place, row);
    if edge == Edge::Lower {
        order.is_lt()
    } else {
        order.is_le()
    }
}
