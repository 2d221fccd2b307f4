//! `mode`: the most frequent value (`Mode`). Buffer: a byte string.
//!
//! The parameter of the call: which of the most frequent values is meant, 0 the first in Spark's hash
//! table, 1 the smallest, 2 the largest.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray, UInt32Array};
use arrow::buffer::Buffer;
use arrow::compute::take;
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::accumulator::states_of_rows;
use super::cells::{Cells, offsets};
use super::distinct::{Distinct, Equality};
use super::jvm_hash::{HashCode, hash_code};
use super::open_hash;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let data_type = call.return_field.data_type();
    let wanted = match call.parameters.first() {
        Some(ScalarValue::Int32(Some(0))) => None,
        Some(ScalarValue::Int32(Some(1))) => Some(Ordering::Less),
        Some(ScalarValue::Int32(Some(2))) => Some(Ordering::Greater),
        other => return internal_err!("the mode with parameter {other:?}"),
    };
    let hash = hash_code(data_type);
    if hash.is_none() && wanted.is_none() || wanted.is_some() && order(data_type).is_none() {
        return internal_err!("the mode of {data_type}");
    }
    Ok(Box::new(Mode {
        distinct: Distinct::new(data_type, Equality::Boxed)?,
        counts: Vec::new(),
        data_type: data_type.clone(),
        wanted,
        hash,
    }))
}

type Order = fn(&[u8], &[u8]) -> Ordering;

/// Spark's order of values as bytes.
fn order(data_type: &DataType) -> Option<Order> {
    macro_rules! number {
        ($t:ty) => {{
            fn read(cell: &[u8]) -> $t {
                cell.first_chunk()
                    .map_or(Default::default(), |v| <$t>::from_le_bytes(*v))
            }
            |a, b| {
                let (a, b) = (read(a), read(b));
                a.partial_cmp(&b).unwrap_or_else(|| {
                    // NaN is the largest.
                    a.partial_cmp(&a)
                        .is_none()
                        .cmp(&b.partial_cmp(&b).is_none())
                })
            }
        }};
    }
    Some(match data_type {
        DataType::Boolean | DataType::Utf8 | DataType::Binary => |a, b| a.cmp(b),
        DataType::Int8 => number!(i8),
        DataType::Int16 => number!(i16),
        DataType::Int32 | DataType::Date32 | DataType::Interval(_) => number!(i32),
        DataType::Int64 | DataType::Timestamp(..) | DataType::Duration(_) => number!(i64),
        DataType::Float32 => number!(f32),
        DataType::Float64 => number!(f64),
        DataType::Decimal128(..) => number!(i128),
        _ => return None,
    })
}

struct Mode {
    distinct: Distinct,
    /// How often each of the distinct values has come.
    counts: Vec<i64>,
    data_type: DataType,
    wanted: Option<Ordering>,
    hash: Option<HashCode>,
}

/// Places of the cells of a group in the order of Spark's hash table, if it is known.
fn iteration<'a>(
    hash: Option<HashCode>,
    cells: impl Iterator<Item = &'a [u8]>,
) -> Option<Vec<u32>> {
    let codes: Vec<i32> = cells.map(hash?).collect();
    Some(open_hash::iteration(&codes))
}

impl Mode {
    fn count(&mut self, at: usize, count: i64, new: bool) {
        match self.counts.get_mut(at) {
            Some(known) if !new => *known = known.wrapping_add(count),
            _ => self.counts.push(count),
        }
    }

    /// The cells of the first groups, their counts, and how many each group has.
    fn take(&mut self, emit_to: EmitTo) -> (Cells, Vec<i64>, Vec<u32>) {
        let (counts, rest) = self.distinct.grouped().divide(emit_to, &self.counts);
        self.counts = rest;
        let lists = self.distinct.take(emit_to);
        (lists.cells, counts, lists.lens)
    }

    /// The place of the mode of the group whose cells are in `range`.
    fn chosen(
        &self,
        cells: &Cells,
        counts: &[i64],
        range: std::ops::Range<usize>,
    ) -> Option<usize> {
        let most = counts[range.clone()].iter().max()?;
        let mut candidates: Vec<usize> = range.clone().filter(|at| counts[*at] == *most).collect();
        if candidates.len() > 1 {
            let all = range.clone().map(|at| cells.cell(at));
            if let Some(order) = iteration(self.hash, all) {
                let order = order.into_iter().map(|at| range.start + at as usize);
                candidates = order.filter(|at| counts[*at] == *most).collect();
            }
        }
        let first = *candidates.first()?;
        let (Some(wanted), Some(order)) = (self.wanted, order(&self.data_type)) else {
            return Some(first);
        };
        // Of equal values the first.
        Some(candidates.into_iter().fold(first, |best, at| {
            if order(cells.cell(at), cells.cell(best)) == wanted {
                at
            } else {
                best
            }
        }))
    }
}

/// How often a value has come, and the value.
type Counted<'a> = (i64, &'a [u8]);

/// A value of a buffer after its count and its length; the rest of the buffer.
fn split(buffer: &[u8]) -> Option<(Counted<'_>, &[u8])> {
    let (count, rest) = buffer.split_first_chunk::<8>()?;
    let (len, rest) = rest.split_first_chunk::<4>()?;
    let (cell, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
    Some(((i64::from_le_bytes(*count), cell), rest))
}

impl GroupsAccumulator for Mode {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.distinct.resize(total_num_groups);
        let counts = &mut self.counts;
        self.distinct
            .update(&values[0], group_indices, filter, |_, at, new| {
                if new {
                    counts.push(1);
                } else {
                    counts[at] += 1;
                }
            })
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.distinct.resize(total_num_groups);
        let buffers = values[0].as_binary::<i32>();
        for (row, group) in group_indices.iter().enumerate() {
            if buffers.is_null(row) {
                continue;
            }
            let mut rest = buffers.value(row);
            let mut pairs = Vec::new();
            while let Some((pair, after)) = split(rest) {
                pairs.push(pair);
                rest = after;
            }
            if !rest.is_empty() {
                return internal_err!("a buffer of the mode ends within a value");
            }
            // Spark puts them into a table before it merges that.
            let order = match pairs.len() {
                0 | 1 => None,
                _ => iteration(self.hash, pairs.iter().map(|pair| pair.1)),
            };
            for i in 0..pairs.len() {
                let (count, cell) = pairs[order.as_ref().map_or(i, |order| order[i] as usize)];
                let (at, new) = self.distinct.insert(*group, cell);
                self.count(at, count, new);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let (cells, counts, lens) = self.take(emit_to);
        let mut start = 0;
        let places = lens.iter().map(|len| {
            let range = start..start + *len as usize;
            start = range.end;
            Ok(self.chosen(&cells, &counts, range).map(|at| at as u32))
        });
        let places: UInt32Array = places.collect::<Result<_>>()?;
        Ok(take(&cells.into_array()?, &places, None)?)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let (cells, counts, lens) = self.take(emit_to);
        let mut bytes = Vec::with_capacity(cells.bytes().len() + 12 * counts.len());
        let mut ends = Vec::with_capacity(lens.len());
        let mut start = 0;
        for len in lens {
            let len = len as usize;
            let order = match len {
                0 | 1 => None,
                _ => iteration(self.hash, (start..start + len).map(|at| cells.cell(at))),
            };
            for i in 0..len {
                let at = start + order.as_ref().map_or(i, |order| order[i] as usize);
                let cell = cells.cell(at);
                bytes.extend_from_slice(&counts[at].to_le_bytes());
                bytes.extend_from_slice(&(cell.len() as u32).to_le_bytes());
                bytes.extend_from_slice(cell);
            }
            start += len;
            ends.push(bytes.len());
        }
        let offsets = offsets(ends.into_iter())?;
        let buffers = BinaryArray::try_new(offsets, Buffer::from_vec(bytes), None)?;
        Ok(vec![Arc::new(buffers)])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let each = Self {
            distinct: Distinct::new(&self.data_type, Equality::Boxed)?,
            counts: Vec::new(),
            data_type: self.data_type.clone(),
            wanted: self.wanted,
            hash: self.hash,
        };
        states_of_rows(each, values, filter)
    }

    fn size(&self) -> usize {
        self.distinct.size() + self.counts.capacity() * size_of::<i64>()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call, groups};
    use super::*;
    use arrow::array::{Float64Array, Int32Array, StringArray};
    use arrow::datatypes::{Float64Type, Int32Type};

    fn mode(values: &ArrayRef, which: i32) -> ArrayRef {
        let t = values.data_type();
        let mut call = call(
            "mode",
            std::slice::from_ref(t),
            t.clone(),
            &[DataType::Binary],
        );
        call.parameters = vec![ScalarValue::from(which)];
        let mut acc = groups(&call);
        let rows = acc
            .convert_to_state(std::slice::from_ref(values), None)
            .unwrap();
        acc.merge_batch(&rows, &vec![1; values.len()], 2).unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        assert!(result.is_null(0));
        let halves = by_halves(&call, std::slice::from_ref(values)).unwrap();
        assert_eq!(&result.slice(1, 1), &halves);
        halves
    }

    #[test]
    fn examples_of_spark_documentation() {
        let of = |values: Vec<Option<i32>>, which: i32| {
            let values: ArrayRef = Arc::new(Int32Array::from(values));
            mode(&values, which)
                .as_primitive::<Int32Type>()
                .iter()
                .next()
                .unwrap()
        };
        assert_eq!(
            of(vec![Some(0), Some(10), Some(10), None, None, None], 0),
            Some(10)
        );
        assert_eq!(of(vec![Some(-10), Some(0), Some(10)], 0), Some(0));
        assert_eq!(of(vec![Some(-10), Some(0), Some(10)], 1), Some(-10));
        assert_eq!(
            of(vec![Some(10), Some(20), Some(0), Some(20), Some(10)], 1),
            Some(10)
        );
        assert_eq!(
            of(vec![Some(10), Some(20), Some(0), Some(20), Some(10)], 2),
            Some(20)
        );
        assert_eq!(of(vec![None, None], 2), None);
    }

    #[test]
    fn strings_and_doubles() {
        let values: ArrayRef = Arc::new(StringArray::from(vec!["b", "a", "bb", "a", "bb"]));
        assert_eq!(mode(&values, 2).as_string::<i32>().value(0), "bb");
        let other_nan = f64::from_bits(0xfff8_0000_0000_0001);
        let values = vec![f64::NAN, 1.0, other_nan, 0.0, -0.0];
        let values: ArrayRef = Arc::new(Float64Array::from(values));
        assert!(
            mode(&values, 0)
                .as_primitive::<Float64Type>()
                .value(0)
                .is_nan()
        );
    }
}
