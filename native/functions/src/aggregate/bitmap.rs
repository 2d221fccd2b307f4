//! `bitmap_construct_agg`, `bitmap_or_agg`, `bitmap_and_agg`: bitmaps of 4096 bytes
//! (`BitmapConstructAgg`, `BitmapExpressionUtils`). Buffer: the bitmap.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray};
use arrow::buffer::Buffer;
use arrow::datatypes::Int64Type;
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::accumulator::states_of_rows;
use super::cells::offsets;
use super::grouped::counted;
use crate::SparkError;

const BYTES: usize = 4096;

pub fn construct(_call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    Ok(Box::new(Bitmaps::new(Input::Positions)))
}

pub fn or(_call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    Ok(Box::new(Bitmaps::new(Input::Any)))
}

pub fn and(_call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    Ok(Box::new(Bitmaps::new(Input::All)))
}

#[derive(Clone, Copy, PartialEq)]
enum Input {
    /// The places of bits to set.
    Positions,
    /// Bitmaps, of which any has the bit.
    Any,
    /// Bitmaps, which all have the bit.
    All,
}

struct Bitmaps {
    /// The bitmaps of all groups.
    bits: Vec<u8>,
    input: Input,
}

impl Bitmaps {
    fn new(input: Input) -> Self {
        Self {
            bits: Vec::new(),
            input,
        }
    }

    fn resize(&mut self, groups: usize) {
        let fill = if self.input == Input::All { 0xff } else { 0 };
        self.bits.resize(groups * BYTES, fill);
    }

    /// `bitmapMerge`, `bitmapAndMerge`: of a longer bitmap the first bytes, and none of what a shorter
    /// one lacks but for AND, where those bits are zero.
    fn combine(&mut self, group: usize, other: &[u8]) {
        let bits = &mut self.bits[group * BYTES..(group + 1) * BYTES];
        if self.input == Input::All {
            let (with, without) = bits.split_at_mut(other.len().min(BYTES));
            with.iter_mut()
                .zip(other)
                .for_each(|(bits, other)| *bits &= other);
            without.fill(0);
        } else {
            bits.iter_mut()
                .zip(other)
                .for_each(|(bits, other)| *bits |= other);
        }
    }
}

impl GroupsAccumulator for Bitmaps {
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
        let counts = |row: usize| rows.as_ref().is_none_or(|r| r.is_valid(row));
        if self.input != Input::Positions {
            let bitmaps = values[0].as_binary::<i32>();
            for (row, group) in group_indices.iter().enumerate() {
                if counts(row) {
                    self.combine(*group, bitmaps.value(row));
                }
            }
            return Ok(());
        }
        let positions = values[0].as_primitive::<Int64Type>().values();
        for (row, group) in group_indices.iter().enumerate() {
            if !counts(row) {
                continue;
            }
            let position = positions[row];
            match usize::try_from(position) {
                Ok(p) if p < 8 * BYTES => self.bits[group * BYTES + p / 8] |= 1 << (p % 8),
                _ => return Err(invalid_position(position).into()),
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
        let bitmaps = values[0].as_binary::<i32>();
        for (row, group) in group_indices.iter().enumerate() {
            if bitmaps.is_valid(row) {
                self.combine(*group, bitmaps.value(row));
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let bits = match emit_to {
            EmitTo::All => std::mem::take(&mut self.bits),
            EmitTo::First(n) => {
                let rest = self.bits.split_off(n * BYTES);
                std::mem::replace(&mut self.bits, rest)
            }
        };
        let offsets = offsets((1..=bits.len() / BYTES).map(|n| n * BYTES))?;
        let bitmaps = BinaryArray::try_new(offsets, Buffer::from_vec(bits), None)?;
        Ok(Arc::new(bitmaps))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.evaluate(emit_to)?])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let each = Self::new(self.input);
        states_of_rows(each, values, filter)
    }

    fn size(&self) -> usize {
        self.bits.capacity()
    }
}

/// `QueryExecutionErrors.invalidBitmapPositionError`.
fn invalid_position(position: i64) -> SparkError {
    SparkError::new("INVALID_BITMAP_POSITION")
        .with("bitPosition", position.to_string())
        .with("bitmapNumBytes", BYTES.to_string())
        .with("bitmapNumBits", (8 * BYTES).to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call, groups};
    use super::*;
    use arrow::array::Int64Array;
    use arrow::datatypes::DataType;

    fn bitmap_call(name: &str, input: DataType) -> AggregateCall {
        call(name, &[input], DataType::Binary, &[DataType::Binary])
    }

    #[test]
    fn examples_of_spark_documentation() {
        let of = |name: &str, values: ArrayRef| {
            let call = bitmap_call(name, values.data_type().clone());
            let result = by_halves(&call, &[values]).unwrap();
            let result = result.as_binary::<i32>().value(0).to_vec();
            assert_eq!(result.len(), BYTES);
            (result[0], result[1], result[BYTES - 1])
        };
        let positions = Int64Array::from(vec![Some(0), Some(1), None, Some(2), Some(32767)]);
        assert_eq!(
            of("bitmap_construct_agg", Arc::new(positions)),
            (7, 0, 0x80)
        );
        let bitmaps: ArrayRef = Arc::new(BinaryArray::from_opt_vec(vec![
            Some(b"\x30\x01"),
            None,
            Some(b"\x70"),
        ]));
        assert_eq!(of("bitmap_or_agg", Arc::clone(&bitmaps)), (0x70, 1, 0));
        assert_eq!(of("bitmap_and_agg", bitmaps.slice(0, 2)), (0x30, 1, 0));
        assert_eq!(
            of("bitmap_and_agg", bitmaps.slice(1, 1)),
            (0xff, 0xff, 0xff)
        );
        assert_eq!(of("bitmap_and_agg", bitmaps), (0x30, 0, 0));
    }

    #[test]
    fn positions_out_of_bounds() {
        for position in [-1, 32768] {
            let mut acc = groups(&bitmap_call("bitmap_construct_agg", DataType::Int64));
            let values: ArrayRef = Arc::new(Int64Array::from(vec![position]));
            let error = acc
                .update_batch(&[values], &[0], None, 1)
                .unwrap_err()
                .to_string();
            assert!(error.contains("INVALID_BITMAP_POSITION"), "{error}");
        }
    }
}
