//! `count_min_sketch`: a count-min sketch of the values that are not NULL (`CountMinSketchAgg`,
//! `CountMinSketchImpl`). Buffer: the sketch, all big endian: the version, how many values there are,
//! depth and width, a multiplier for each row of the table, and the table.
//!
//! The parameter of the call: an empty sketch up to its table.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray};
use arrow::buffer::Buffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::accumulator::states_of_rows;
use super::cells::offsets;
use super::grouped::counted;
use crate::hash::murmur3;

/// Where the number of values is, then depth and width, then the multipliers.
const TOTAL: usize = 4;
const DEPTH: usize = 12;
const WIDTH: usize = 16;
const MULTIPLIERS: usize = 20;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let Some(ScalarValue::Binary(Some(first))) = call.parameters.first() else {
        return internal_err!("{} without the beginning of a sketch", call.name);
    };
    let int = |at: usize| {
        let int = first.get(at..).and_then(|b| b.first_chunk());
        int.map_or(0, |b| i32::from_be_bytes(*b))
    };
    let (depth, width) = (int(DEPTH), int(WIDTH));
    if depth <= 0 || width <= 0 || first.len() != MULTIPLIERS + 8 * depth as usize {
        return internal_err!("a sketch of {depth} by {width}");
    }
    let (multipliers, _) = first[MULTIPLIERS..].as_chunks::<8>();
    Ok(Box::new(Sketches {
        multipliers: multipliers.iter().map(|m| i64::from_be_bytes(*m)).collect(),
        first: first.clone(),
        width,
        totals: Vec::new(),
        tables: Vec::new(),
    }))
}

struct Sketches {
    first: Vec<u8>,
    multipliers: Vec<i64>,
    width: i32,
    /// How many values each group has.
    totals: Vec<i64>,
    /// The tables of all groups.
    tables: Vec<i64>,
}

impl Sketches {
    fn cells(&self) -> usize {
        self.multipliers.len() * self.width as usize
    }

    fn resize(&mut self, groups: usize) {
        self.totals.resize(groups, 0);
        self.tables.resize(groups * self.cells(), 0);
    }

    /// Counts a value of a group; `place` is its place in a row of the table.
    #[inline]
    fn count(&mut self, group: usize, place: impl Fn(usize, i64) -> i32) {
        let width = self.width as usize;
        let table = &mut self.tables[group * self.multipliers.len() * width..];
        for (row, multiplier) in self.multipliers.iter().enumerate() {
            let cell = &mut table[row * width + place(row, *multiplier) as usize];
            *cell = cell.wrapping_add(1);
        }
        self.totals[group] += 1;
    }
}

impl GroupsAccumulator for Sketches {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let nulls = values[0].logical_nulls().filter(|n| n.null_count() > 0);
        let rows = counted(nulls, filter);
        let counts = |row: &usize| rows.as_ref().is_none_or(|r| r.is_valid(*row));
        let counted = (0..group_indices.len()).filter(counts);
        let width = self.width;
        if matches!(values[0].data_type(), DataType::Utf8 | DataType::Binary) {
            let bytes = cast(&values[0], &DataType::Binary)?;
            let bytes = bytes.as_binary::<i32>();
            for row in counted {
                // `getHashBuckets`
                let first = murmur3::hash_bytes(bytes.value(row), 0);
                let second = murmur3::hash_bytes(bytes.value(row), first);
                self.count(group_indices[row], |i, _| {
                    let hash = first.wrapping_add((i as i32).wrapping_mul(second));
                    (hash % width).abs()
                });
            }
        } else {
            let longs = cast(&values[0], &DataType::Int64)?;
            let longs = longs.as_primitive::<Int64Type>().values();
            for row in counted {
                self.count(group_indices[row], |_, multiplier| {
                    let hash = multiplier.wrapping_mul(longs[row]);
                    let hash = hash.wrapping_add(hash >> 32) & i64::from(i32::MAX);
                    hash as i32 % width
                });
            }
        }
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let sketches = values[0].as_binary::<i32>();
        let cells = self.cells();
        for (row, group) in group_indices.iter().enumerate() {
            if sketches.is_null(row) {
                continue;
            }
            let sketch = sketches.value(row);
            let (Some(total), Some(table)) = (
                sketch.get(TOTAL..).and_then(|b| b.first_chunk()),
                sketch
                    .get(self.first.len()..)
                    .filter(|t| t.len() == 8 * cells),
            ) else {
                return internal_err!("sketches of different sizes");
            };
            self.totals[*group] += i64::from_be_bytes(*total);
            let (others, _) = table.as_chunks::<8>();
            let table = &mut self.tables[group * cells..(group + 1) * cells];
            for (cell, other) in table.iter_mut().zip(others) {
                *cell = cell.wrapping_add(i64::from_be_bytes(*other));
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let cells = self.cells();
        let totals = emit_to.take_needed(&mut self.totals);
        let rest = self.tables.split_off(totals.len() * cells);
        let tables = std::mem::replace(&mut self.tables, rest);
        let len = self.first.len() + 8 * cells;
        let mut bytes = Vec::with_capacity(totals.len() * len);
        for (total, table) in totals.iter().zip(tables.chunks_exact(cells)) {
            bytes.extend_from_slice(&self.first[..TOTAL]);
            bytes.extend_from_slice(&total.to_be_bytes());
            bytes.extend_from_slice(&self.first[DEPTH..]);
            for cell in table {
                bytes.extend_from_slice(&cell.to_be_bytes());
            }
        }
        let offsets = offsets((1..=totals.len()).map(|n| n * len))?;
        let sketches = BinaryArray::try_new(offsets, Buffer::from_vec(bytes), None)?;
        Ok(Arc::new(sketches))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.evaluate(emit_to)?])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let each = Self {
            first: self.first.clone(),
            multipliers: self.multipliers.clone(),
            width: self.width,
            totals: Vec::new(),
            tables: Vec::new(),
        };
        states_of_rows(each, values, filter)
    }

    fn size(&self) -> usize {
        (self.totals.capacity() + self.tables.capacity()) * size_of::<i64>()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call, groups};
    use super::*;
    use arrow::array::{Int16Array, StringArray};

    fn sketch_call(t: &DataType) -> AggregateCall {
        let args = std::slice::from_ref(t);
        let mut call = call(
            "count_min_sketch",
            args,
            DataType::Binary,
            &[DataType::Binary],
        );
        let mut first = vec![0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 4];
        first.extend_from_slice(&7i64.to_be_bytes());
        first.extend_from_slice(&1_000_003i64.to_be_bytes());
        call.parameters = vec![ScalarValue::Binary(Some(first))];
        call
    }

    #[test]
    fn tables_are_added() {
        let shorts: ArrayRef = Arc::new(Int16Array::from(vec![Some(1), None, Some(-2), Some(1)]));
        let texts: ArrayRef = Arc::new(StringArray::from(vec![
            Some("a"),
            None,
            Some("é"),
            Some("a"),
        ]));
        for values in [shorts, texts] {
            let call = sketch_call(values.data_type());
            let result = by_halves(&call, std::slice::from_ref(&values)).unwrap();
            let sketch = result.as_binary::<i32>().value(0);
            assert_eq!(sketch.len(), 36 + 64);
            assert_eq!(sketch[TOTAL..DEPTH], 3i64.to_be_bytes());
            let (table, _) = sketch[36..].as_chunks::<8>();
            let table: Vec<i64> = table.iter().map(|c| i64::from_be_bytes(*c)).collect();
            assert_eq!(table[..4].iter().sum::<i64>(), 3);
            assert_eq!(table[4..].iter().sum::<i64>(), 3);
            let mut acc = groups(&call);
            let rows = acc.convert_to_state(&[values], None).unwrap();
            acc.merge_batch(&rows, &[1; 4], 2).unwrap();
            assert_eq!(acc.evaluate(EmitTo::First(1)).unwrap().len(), 1);
            assert_eq!(&acc.evaluate(EmitTo::All).unwrap(), &result);
        }
    }
}
