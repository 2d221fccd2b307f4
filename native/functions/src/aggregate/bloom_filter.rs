//! `bloom_filter_agg`: a Bloom filter of the values that are not NULL, NULL without any
//! (`BloomFilterAggregate`). Buffer: the filter.
//!
//! The parameter of the call: the first bytes of an empty filter.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray};
use arrow::buffer::{Buffer, NullBuffer};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::accumulator::states_of_rows;
use super::cells::offsets;
use super::grouped::counted;
use crate::hash::bloom_filter::Header;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let Some(ScalarValue::Binary(Some(first))) = call.parameters.first() else {
        return internal_err!("{} without the beginning of a filter", call.name);
    };
    let header = Header::read(first)?;
    let Some(first) = first.get(..header.bytes()) else {
        return internal_err!("{} without the beginning of a filter", call.name);
    };
    Ok(Box::new(BloomFilters {
        first: first.to_vec(),
        header,
        filters: Vec::new(),
    }))
}

struct BloomFilters {
    /// What each filter begins with.
    first: Vec<u8>,
    header: Header,
    /// The filters of all groups.
    filters: Vec<u8>,
}

impl BloomFilters {
    fn resize(&mut self, groups: usize) {
        let len = self.header.size();
        for group in self.filters.len() / len..groups {
            self.filters.extend_from_slice(&self.first);
            self.filters.resize((group + 1) * len, 0);
        }
        self.filters.truncate(groups * len);
    }

    fn take(&mut self, emit_to: EmitTo) -> Vec<u8> {
        match emit_to {
            EmitTo::All => std::mem::take(&mut self.filters),
            EmitTo::First(n) => {
                let rest = self.filters.split_off(n * self.header.size());
                std::mem::replace(&mut self.filters, rest)
            }
        }
    }

    fn array(&self, filters: Vec<u8>, nulls: Option<NullBuffer>) -> Result<ArrayRef> {
        let len = self.header.size();
        let offsets = offsets((1..=filters.len() / len).map(|n| n * len))?;
        let filters = BinaryArray::try_new(offsets, Buffer::from_vec(filters), nulls)?;
        Ok(Arc::new(filters))
    }
}

impl GroupsAccumulator for BloomFilters {
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
        let (header, filters) = (self.header, &mut self.filters);
        let mut put = |row: usize, hashes: (i32, i32)| {
            let start = group_indices[row] * header.size() + header.bytes();
            header
                .bits(hashes)
                .for_each(|(byte, bit)| filters[start + byte] |= bit);
        };
        let counts = |row: &usize| rows.as_ref().is_none_or(|r| r.is_valid(*row));
        let counted = (0..group_indices.len()).filter(counts);
        if *values[0].data_type() == DataType::Utf8 {
            let texts = values[0].as_string::<i32>();
            counted.for_each(|row| put(row, header.binary(texts.value(row).as_bytes())));
        } else {
            let longs = cast(&values[0], &DataType::Int64)?;
            let longs = longs.as_primitive::<Int64Type>().values();
            counted.for_each(|row| put(row, header.long(longs[row])));
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
        let others = values[0].as_binary::<i32>();
        let (len, first) = (self.header.size(), self.header.bytes());
        for (row, group) in group_indices.iter().enumerate() {
            if others.is_null(row) {
                continue;
            }
            let other = others.value(row);
            if other.len() != len || other[..first] != self.first {
                return internal_err!("Bloom filters of different sizes");
            }
            let bits = &mut self.filters[group * len + first..(group + 1) * len];
            let others = other[first..].iter();
            bits.iter_mut()
                .zip(others)
                .for_each(|(bits, other)| *bits |= other);
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let filters = self.take(emit_to);
        let each = filters.chunks_exact(self.header.size());
        let any = each.map(|filter| filter[self.header.bytes()..].iter().any(|b| *b != 0));
        let nulls = NullBuffer::from_iter(any);
        self.array(filters, Some(nulls))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let filters = self.take(emit_to);
        Ok(vec![self.array(filters, None)?])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let each = Self {
            first: self.first.clone(),
            header: self.header,
            filters: Vec::new(),
        };
        states_of_rows(each, values, filter)
    }

    fn size(&self) -> usize {
        self.filters.capacity()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call};
    use super::*;
    use crate::EvalMode;
    use crate::hash::bloom_filter::might_contain;
    use crate::table::Call;
    use arrow::array::{Int64Array, StringArray};
    use datafusion_expr::ColumnarValue;

    fn filter_of(values: ArrayRef, version: u8) -> ArrayRef {
        let mut first = vec![0, 0, 0, version, 0, 0, 0, 6];
        if version == 2 {
            first.extend_from_slice(&[0; 4]);
        }
        first.extend_from_slice(&[0, 0, 0, 40]);
        let t = values.data_type().clone();
        let mut call = call(
            "bloom_filter_agg",
            &[t],
            DataType::Binary,
            &[DataType::Binary],
        );
        call.parameters = vec![ScalarValue::Binary(Some(first))];
        by_halves(&call, &[values]).unwrap()
    }

    #[test]
    fn contains_what_was_put_in() {
        let longs: ArrayRef = Arc::new(Int64Array::from_iter(
            (0..200).map(|v| (v % 5 != 0).then_some(v * 7919)),
        ));
        for version in [1, 2] {
            let filter = filter_of(Arc::clone(&longs), version);
            let filter = ScalarValue::try_from_array(&filter, 0).unwrap();
            let call = Call {
                name: "might_contain".to_string(),
                arg_types: vec![DataType::Binary, DataType::Int64],
                return_field: Arc::new(arrow::datatypes::Field::new("", DataType::Boolean, true)),
                mode: EvalMode::Legacy,
                time_zone: "UTC".into(),
            };
            let kernel = might_contain(&call).unwrap();
            let of = |values: ArrayRef| {
                let rows = values.len();
                let args = [
                    ColumnarValue::Scalar(filter.clone()),
                    ColumnarValue::Array(values),
                ];
                let got = kernel(&args, rows).unwrap().into_array(rows).unwrap();
                got.as_boolean().clone()
            };
            let got = of(longs.slice(1, 150));
            assert!(got.iter().flatten().all(|contained| contained));
            assert_eq!(got.null_count(), 30);
            let others: ArrayRef = Arc::new(Int64Array::from_iter_values(-2000..-1000));
            assert!(of(others).true_count() < 200);
        }
    }

    #[test]
    fn nothing_put_in() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec![None, Some("a"), None]));
        assert!(filter_of(texts.slice(0, 1), 2).is_null(0));
        assert!(filter_of(texts, 2).is_valid(0));
    }
}
