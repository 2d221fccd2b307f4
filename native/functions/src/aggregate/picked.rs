//! Rows picked out of batches, one for each group: what `first`, `last`, `max_by` and `min_by` keep.

use arrow::array::{Array, ArrayRef, UInt32Array, new_null_array};
use arrow::compute::{cast, interleave, take};
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_expr::EmitTo;

/// No row is picked for a group: the one row of the first chunk, which is NULL.
const NONE: (u32, u32) = (0, 0);
/// Below so many rows in as many chunks nothing is worth compacting.
const FEW_ROWS: usize = 8192;
const FEW_CHUNKS: usize = 64;

pub struct Picked {
    /// Rows of all columns, in the order they came; the first chunk is one row of NULLs.
    chunks: Vec<Vec<ArrayRef>>,
    /// Chunk and row of each group's row.
    at: Vec<(u32, u32)>,
    /// Rows in chunks, replaced ones included.
    stored: usize,
    /// Memory of the chunks.
    bytes: usize,
    /// The last row of the present batch that was chosen for a group.
    chosen: Vec<Option<u32>>,
    /// Groups with a row chosen, in the order of their first.
    touched: Vec<usize>,
}

impl Picked {
    pub fn new<'a>(types: impl Iterator<Item = &'a DataType>) -> Self {
        Self {
            chunks: vec![types.map(|t| new_null_array(t, 1)).collect()],
            at: Vec::new(),
            stored: 0,
            bytes: 0,
            chosen: Vec::new(),
            touched: Vec::new(),
        }
    }

    pub fn resize(&mut self, groups: usize) {
        self.at.resize(groups, NONE);
        self.chosen.resize(groups, None);
    }

    pub fn is_set(&self, group: usize) -> bool {
        self.at[group] != NONE || self.chosen[group].is_some()
    }

    /// Puts a row of the present batch in the place of what the group has.
    pub fn choose(&mut self, group: usize, row: usize) {
        if self.chosen[group].is_none() {
            self.touched.push(group);
        }
        self.chosen[group] = Some(row as u32);
    }

    /// Keeps the chosen rows of the batch that ends.
    pub fn keep(&mut self, columns: &[ArrayRef]) -> Result<()> {
        if self.touched.is_empty() {
            return Ok(());
        }
        let chunk = self.chunks.len() as u32;
        let mut rows = Vec::with_capacity(self.touched.len());
        for group in self.touched.drain(..) {
            if let Some(row) = self.chosen[group].take() {
                self.at[group] = (chunk, rows.len() as u32);
                rows.push(row);
            }
        }
        self.stored += rows.len();
        let rows = UInt32Array::from(rows);
        let kept = columns.iter().zip(&self.chunks[0]);
        let kept = kept.map(|(column, declared)| {
            let rows = take(column, &rows, None)?;
            // Chunks are put together, so they are all of the declared type.
            Ok(cast(&rows, declared.data_type())?)
        });
        let columns: Vec<ArrayRef> = kept.collect::<Result<_>>()?;
        self.bytes += bytes(&columns);
        self.chunks.push(columns);
        self.compact_if_it_pays()
    }

    /// Takes the rows of the first groups; NULLs for a group without one.
    pub fn take(&mut self, emit_to: EmitTo) -> Result<(Vec<ArrayRef>, Vec<bool>)> {
        let at = emit_to.take_needed(&mut self.at);
        emit_to.take_needed(&mut self.chosen);
        let columns = self.rows(&at)?;
        if self.at.is_empty() {
            self.chunks.truncate(1);
            self.stored = 0;
            self.bytes = 0;
        } else {
            self.compact_if_it_pays()?;
        }
        Ok((columns, at.iter().map(|a| *a != NONE).collect()))
    }

    fn rows(&self, at: &[(u32, u32)]) -> Result<Vec<ArrayRef>> {
        let at: Vec<(usize, usize)> = at.iter().map(|a| (a.0 as usize, a.1 as usize)).collect();
        let columns = self.chunks.first().map_or(0, Vec::len);
        let column = |i: usize| {
            let chunks: Vec<&dyn Array> = self.chunks.iter().map(|c| c[i].as_ref()).collect();
            Ok(interleave(&chunks, &at)?)
        };
        (0..columns).map(column).collect()
    }

    /// Drops the rows that have been replaced, once they are more than those that have not.
    fn compact_if_it_pays(&mut self) -> Result<()> {
        let few = self.stored <= FEW_ROWS && self.chunks.len() <= FEW_CHUNKS;
        if few || self.stored <= 2 * self.at.len() {
            return Ok(());
        }
        let live: Vec<_> = self.at.iter().filter(|a| **a != NONE).copied().collect();
        let columns = self.rows(&live)?;
        self.chunks.truncate(1);
        self.bytes = bytes(&columns);
        self.chunks.push(columns);
        self.stored = live.len();
        let set = self.at.iter_mut().filter(|a| **a != NONE);
        for (row, at) in set.enumerate() {
            *at = (1, row as u32);
        }
        Ok(())
    }

    pub fn size(&self) -> usize {
        self.bytes
            + self.at.capacity() * size_of::<(u32, u32)>()
            + self.chosen.capacity() * size_of::<Option<u32>>()
            + self.touched.capacity() * size_of::<usize>()
    }
}

fn bytes(columns: &[ArrayRef]) -> usize {
    columns.iter().map(|c| c.get_array_memory_size()).sum()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use arrow::array::StringArray;

    #[test]
    fn replaced_rows_are_dropped() {
        let groups = 3000;
        let mut picked = Picked::new([DataType::Utf8].iter());
        for batch in 0..10 {
            picked.resize(groups);
            let values = (0..groups).map(|g| format!("{batch}-{g}"));
            for group in (0..groups).filter(|g| *g != 7) {
                picked.choose(group, group);
            }
            let values: ArrayRef = Arc::new(StringArray::from_iter_values(values));
            picked.keep(&[values]).unwrap();
            assert!(picked.stored <= FEW_ROWS + groups);
        }
        let (first, set) = picked.take(EmitTo::First(8)).unwrap();
        assert_eq!(first[0].len(), 8);
        assert!(first[0].is_null(7) && !set[7]);
        let (rest, _) = picked.take(EmitTo::All).unwrap();
        let rest = rest[0].as_any().downcast_ref::<StringArray>().unwrap();
        assert_eq!(rest.len(), groups - 8);
        assert_eq!(rest.value(0), "9-8");
    }
}
