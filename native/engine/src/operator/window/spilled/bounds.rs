//! Frames of the rows of a partition on disk.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, make_comparator};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr_common::sort_expr::PhysicalSortExpr;

use super::super::frame::{Bound, Edge, Frame, is_before};
use super::Spilled;
use super::ranks::PeerWalk;
use super::reader::Reader;

/// The frames of rows, as rows of the partition.
pub struct Bounds {
    lower: Side,
    upper: Side,
}

enum Side {
    Unbounded(usize),
    Rows { offset: i64, all: usize },
    Peers(PeerWalk, Edge),
    Value(Box<Value>),
}

/// Reads the keys up to the place that the bound of a row has.
struct Value {
    edge: Edge,
    key: PhysicalSortExpr,
    bound: Arc<dyn PhysicalExpr>,
    reader: Reader,
    keys: Option<(Range<usize>, ArrayRef)>,
    place: usize,
    all: usize,
}

impl Bounds {
    pub fn new(partition: &Spilled, frame: &Frame, order: &[PhysicalSortExpr]) -> Result<Self> {
        Ok(Self {
            lower: Side::new(partition, &frame.lower, Edge::Lower, order)?,
            upper: Side::new(partition, &frame.upper, Edge::Upper, order)?,
        })
    }

    /// Of `rows`, which are those of `batch`.
    pub fn frames(&mut self, rows: Range<usize>, batch: &RecordBatch) -> Result<Vec<Range<usize>>> {
        let lower = self.lower.places(rows.clone(), batch)?;
        let upper = self.upper.places(rows, batch)?;
        let frames = lower.into_iter().zip(upper);
        Ok(frames.map(|(l, u)| l..u.max(l)).collect())
    }
}

impl Side {
    fn new(
        partition: &Spilled,
        bound: &Bound,
        edge: Edge,
        order: &[PhysicalSortExpr],
    ) -> Result<Self> {
        let all = partition.rows;
        Ok(match (bound, edge) {
            (Bound::Unbounded, Edge::Lower) => Self::Unbounded(0),
            (Bound::Unbounded, Edge::Upper) => Self::Unbounded(all),
            (Bound::Rows(offset), _) => Self::Rows {
                offset: offset.saturating_add(i64::from(edge == Edge::Upper)),
                all,
            },
            (Bound::Peers, _) => Self::Peers(PeerWalk::new(partition), edge),
            (Bound::Value(bound), _) => {
                let [key] = order else {
                    return internal_err!("a bound of a value with {} keys", order.len());
                };
                Self::Value(Box::new(Value {
                    edge,
                    key: key.clone(),
                    bound: Arc::clone(bound),
                    reader: partition.reader()?,
                    keys: None,
                    place: 0,
                    all,
                }))
            }
        })
    }

    fn places(&mut self, rows: Range<usize>, batch: &RecordBatch) -> Result<Vec<usize>> {
        Ok(match self {
            Self::Unbounded(place) => vec![*place; rows.len()],
            Self::Rows { offset, all } => {
                let place = |row: usize| (row as i64).saturating_add(*offset);
                rows.map(|row| place(row).clamp(0, *all as i64) as usize)
                    .collect()
            }
            Self::Peers(walk, edge) => {
                let place = |peers: Range<usize>| match edge {
                    Edge::Lower => peers.start,
                    Edge::Upper => peers.end,
                };
                rows.map(|row| place(walk.of(row).rows)).collect()
            }
            Self::Value(value) => value.places(rows.len(), batch)?,
        })
    }
}

impl Value {
    fn places(&mut self, rows: usize, batch: &RecordBatch) -> Result<Vec<usize>> {
        let bounds = self.bound.evaluate(batch)?.into_array(rows)?;
        let mut places = Vec::with_capacity(rows);
        while places.len() < rows {
            let Some((piece, keys)) = self.keys(bounds.data_type())? else {
                places.resize(rows, self.all);
                break;
            };
            let compare = make_comparator(&keys, &bounds, self.key.options)?;
            while places.len() < rows {
                let row = places.len();
                while self.place < piece.end
                    && is_before(&compare, self.place - piece.start, row, self.edge)
                {
                    self.place += 1;
                }
                if self.place == piece.end {
                    break;
                }
                places.push(self.place);
            }
        }
        Ok(places)
    }

    /// The keys of the rows around the place; None after the last one.
    fn keys(&mut self, data_type: &DataType) -> Result<Option<(Range<usize>, ArrayRef)>> {
        if self.place == self.all {
            return Ok(None);
        }
        if let Some((rows, keys)) = &self.keys
            && rows.contains(&self.place)
        {
            return Ok(Some((rows.clone(), Arc::clone(keys))));
        }
        let piece = self.reader.seek(self.place)?;
        // Of decimals the bound has more digits.
        let keys = cast(&piece.values(&self.key.expr)?, data_type)?;
        self.keys = Some((piece.rows(), keys));
        Ok(self.keys.clone())
    }
}
