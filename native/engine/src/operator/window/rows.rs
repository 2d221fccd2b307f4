//! Where partitions and peers begin in sorted rows that come batch by batch.

use std::cmp::Ordering;
use std::ops::Range;

use arrow::array::{Array, ArrayRef, BooleanArray, BooleanBufferBuilder, make_comparator};
use arrow::buffer::BooleanBuffer;
use arrow::compute::SortOptions;
use arrow::compute::kernels::cmp::distinct;
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
    let rest = key.len() - 1;
    let mut changes = BooleanBufferBuilder::new(key.len());
    changes.append_buffer(&differ(last, &key.slice(0, 1))?);
    changes.append_buffer(&differ(&key.slice(0, rest), &key.slice(1, rest))?);
    Ok(changes.finish())
}

fn differ(a: &ArrayRef, b: &ArrayRef) -> Result<BooleanBuffer> {
    if a.data_type().is_nested() {
        let compare = make_comparator(a, b, SortOptions::default())?;
        let differ = |row| compare(row, row) != Ordering::Equal;
        return Ok(BooleanBuffer::collect_bool(a.len(), differ));
    }
    let differ: BooleanArray = distinct(a, b)?;
    Ok(differ.values().clone())
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

    /// All rows.
    pub fn rows(&self) -> usize {
        self.bounds.last().copied().unwrap_or(0)
    }

    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    pub fn iter(&self) -> impl Iterator<Item = Range<usize>> {
        self.bounds.windows(2).map(|pair| pair[0]..pair[1])
    }

    /// The number of the group of each row.
    pub fn numbers(&self) -> Vec<usize> {
        let mut numbers = Vec::with_capacity(self.rows());
        for (number, rows) in self.iter().enumerate() {
            numbers.resize(rows.end, number);
        }
        numbers
    }
}
