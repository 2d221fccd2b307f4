//! Where partitions and peers begin in sorted rows that come batch by batch.

use std::cmp::Ordering;
use std::ops::Range;

use arrow::array::{Array, ArrayRef, BooleanArray, make_comparator};
use arrow::buffer::BooleanBuffer;
use arrow::compute::kernels::cmp::distinct;
use arrow::compute::{SortOptions, concat};
use datafusion_common::Result;

/// Tells of each row whether its keys differ from those of the row before it, over all batches.
#[derive(Default)]
pub struct Changes {
    /// The keys of the last row, a row each.
    last: Option<Vec<ArrayRef>>,
}

impl Changes {
    /// Of `rows` rows with these keys. The first row of all differs.
    pub fn of(&mut self, keys: &[ArrayRef], rows: usize) -> Result<BooleanBuffer> {
        if rows == 0 {
            return Ok(BooleanBuffer::new_unset(0));
        }
        let mut changes = BooleanBuffer::new_unset(rows);
        match self.last.take() {
            None => {
                for key in keys {
                    changes = &changes | &shifted(&key.slice(0, 1), key)?;
                }
                changes = &changes | &BooleanBuffer::collect_bool(rows, |row| row == 0);
            }
            Some(last) => {
                for (last, key) in last.iter().zip(keys) {
                    changes = &changes | &shifted(last, key)?;
                }
            }
        }
        self.last = Some(keys.iter().map(|key| key.slice(rows - 1, 1)).collect());
        Ok(changes)
    }
}

/// Which values of `key` differ from the value before, the first one from `last`.
fn shifted(last: &ArrayRef, key: &ArrayRef) -> Result<BooleanBuffer> {
    let rows = key.len();
    let before = concat(&[last, &key.slice(0, rows - 1)])?;
    if key.data_type().is_nested() {
        let compare = make_comparator(&before, key, SortOptions::default())?;
        return Ok(BooleanBuffer::collect_bool(rows, |row| {
            compare(row, row) != Ordering::Equal
        }));
    }
    let differs: BooleanArray = distinct(&before, key)?;
    Ok(differs.values().clone())
}

/// Consecutive ranges of rows that together are all rows: partitions, or peers.
pub struct Groups {
    /// Where they begin, and the number of rows at the end.
    bounds: Vec<usize>,
}

impl Groups {
    /// Groups begin where `starts` says so, and at the first row.
    pub fn new(starts: &BooleanBuffer) -> Self {
        let mut bounds = vec![0];
        bounds.extend(starts.set_indices().filter(|row| *row > 0));
        bounds.push(starts.len());
        Self { bounds }
    }

    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    pub fn iter(&self) -> impl Iterator<Item = Range<usize>> {
        self.bounds.windows(2).map(|pair| pair[0]..pair[1])
    }

    /// The number of the group of each row.
    pub fn numbers(&self) -> Vec<usize> {
        let mut numbers = Vec::with_capacity(*self.bounds.last().unwrap_or(&0));
        for (number, rows) in self.iter().enumerate() {
            numbers.resize(rows.end, number);
        }
        numbers
    }
}
