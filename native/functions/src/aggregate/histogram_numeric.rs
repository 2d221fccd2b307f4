//! `histogram_numeric`: a histogram of as many bins as are wanted (`HistogramNumeric`,
//! `NumericHistogram`), operation by operation. Buffer: the bins.
//!
//! The parameter of the call: the number of bins.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Float64Array, ListArray, StructArray,
};
use arrow::buffer::{Buffer, NullBuffer};
use arrow::datatypes::{DataType, FieldRef, Float64Type};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::accumulator::states_of_rows;
use super::cells::offsets;
use super::collect_list::element;
use super::grouped::counted;
use super::percentile_approx::{numbers, of_doubles};
use super::quantiles::compare;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let wanted = match call.parameters.first() {
        Some(ScalarValue::Int32(Some(wanted))) if *wanted >= 2 => *wanted as usize,
        other => return internal_err!("{} with {other:?} bins", call.name),
    };
    Ok(Box::new(Histograms {
        groups: Vec::new(),
        bins: 0,
        wanted,
        element: element(call)?,
    }))
}

/// The middle of a bin, and how many values are in it.
type Bin = (f64, f64);

/// `java.util.Random`.
struct Random(u64);

impl Random {
    const MULTIPLIER: u64 = 0x5_deec_e66d;
    const MASK: u64 = (1 << 48) - 1;

    fn next(&mut self, bits: u32) -> u64 {
        self.0 = self.0.wrapping_mul(Self::MULTIPLIER).wrapping_add(0xb) & Self::MASK;
        self.0 >> (48 - bits)
    }

    fn next_double(&mut self) -> f64 {
        let high = self.next(26) << 27;
        (high + self.next(27)) as f64 / (1u64 << 53) as f64
    }
}

struct Histogram {
    bins: Vec<Bin>,
    random: Random,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            bins: Vec::new(),
            random: Random((31183 ^ Random::MULTIPLIER) & Random::MASK),
        }
    }
}

impl Histogram {
    fn add(&mut self, value: f64, wanted: usize) {
        let (mut bin, mut low, mut high) = (0, 0, self.bins.len());
        while low < high {
            bin = (low + high) / 2;
            if self.bins[bin].0 > value {
                high = bin;
            } else if self.bins[bin].0 < value {
                bin += 1;
                low = bin;
            } else {
                break;
            }
        }
        match self.bins.get_mut(bin) {
            Some(known) if known.0 == value => known.1 += 1.0,
            _ => {
                self.bins.insert(bin, (value, 1.0));
                self.trim(wanted);
            }
        }
    }

    fn merge(&mut self, other: Vec<Bin>, wanted: usize) {
        if self.bins.is_empty() {
            self.bins = other;
        } else {
            self.bins.extend(other);
            self.bins.sort_by(|a, b| compare(&a.0, &b.0));
            self.trim(wanted);
        }
    }

    /// Makes one of the two nearest bins until there are no more than wanted.
    fn trim(&mut self, wanted: usize) {
        while self.bins.len() > wanted {
            let mut nearest = self.bins[1].0 - self.bins[0].0;
            let (mut place, mut equal) = (0, 1);
            for i in 1..self.bins.len() - 1 {
                let distance = self.bins[i + 1].0 - self.bins[i].0;
                if distance < nearest {
                    nearest = distance;
                    (place, equal) = (i, 1);
                } else if distance == nearest {
                    let random = self.random.next_double();
                    equal += 1;
                    if random <= 1.0 / f64::from(equal) {
                        place = i;
                    }
                }
            }
            let next = self.bins.remove(place + 1);
            let bin = &mut self.bins[place];
            let both = bin.1 + next.1;
            bin.0 *= bin.1 / both;
            bin.0 += next.0 / both * next.1;
            bin.1 = both;
        }
    }
}

struct Histograms {
    groups: Vec<Histogram>,
    /// The bins of all groups, about.
    bins: usize,
    wanted: usize,
    element: FieldRef,
}

impl Histograms {
    fn resize(&mut self, groups: usize) {
        self.groups.resize_with(groups, Histogram::default);
    }

    fn take(&mut self, emit_to: EmitTo) -> Vec<Histogram> {
        let groups = emit_to.take_needed(&mut self.groups);
        let bins: usize = groups.iter().map(|g| g.bins.len()).sum();
        self.bins = self.bins.saturating_sub(bins);
        groups
    }
}

impl GroupsAccumulator for Histograms {
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
        let numbers = numbers(&values[0])?;
        let numbers = numbers.as_primitive::<Float64Type>().values();
        for (row, group) in group_indices.iter().enumerate() {
            if rows.as_ref().is_none_or(|r| r.is_valid(row)) {
                let group = &mut self.groups[*group];
                let before = group.bins.len();
                group.add(numbers[row], self.wanted);
                self.bins += group.bins.len() - before;
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
        let buffers = values[0].as_binary::<i32>();
        for (row, group) in group_indices.iter().enumerate() {
            if buffers.is_null(row) {
                continue;
            }
            let (pairs, _) = buffers.value(row).as_chunks::<16>();
            let double = |bytes: &[u8]| bytes.first_chunk().map_or(0.0, |b| f64::from_le_bytes(*b));
            let bins: Vec<Bin> = pairs.iter().map(|b| (double(b), double(&b[8..]))).collect();
            if !bins.is_empty() {
                let group = &mut self.groups[*group];
                let before = group.bins.len();
                group.merge(bins, self.wanted);
                self.bins = (self.bins + group.bins.len()).saturating_sub(before);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let groups = self.take(emit_to);
        let DataType::Struct(fields) = self.element.data_type() else {
            return internal_err!("a histogram of {}", self.element.data_type());
        };
        let all = || groups.iter().flat_map(|g| &g.bins);
        let middles = Float64Array::from_iter_values(all().map(|bin| bin.0));
        let counts = Float64Array::from_iter_values(all().map(|bin| bin.1));
        let middles = of_doubles(middles, fields[0].data_type())?;
        let columns: Vec<ArrayRef> = vec![middles, Arc::new(counts)];
        let bins = StructArray::try_new(fields.clone(), columns, None)?;
        let ends = groups.iter().scan(0, |end, group| {
            *end += group.bins.len();
            Some(*end)
        });
        let nulls = NullBuffer::from_iter(groups.iter().map(|g| !g.bins.is_empty()));
        let element = Arc::clone(&self.element);
        let lists = ListArray::try_new(element, offsets(ends)?, Arc::new(bins), Some(nulls))?;
        Ok(Arc::new(lists))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let groups = self.take(emit_to);
        let mut bytes = Vec::new();
        let mut ends = Vec::with_capacity(groups.len());
        for group in &groups {
            for (middle, count) in &group.bins {
                bytes.extend_from_slice(&middle.to_le_bytes());
                bytes.extend_from_slice(&count.to_le_bytes());
            }
            ends.push(bytes.len());
        }
        let bytes = Buffer::from_vec(bytes);
        let buffers = BinaryArray::try_new(offsets(ends.into_iter())?, bytes, None)?;
        Ok(vec![Arc::new(buffers)])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let each = Self {
            groups: Vec::new(),
            bins: 0,
            wanted: self.wanted,
            element: Arc::clone(&self.element),
        };
        states_of_rows(each, values, filter)
    }

    fn size(&self) -> usize {
        self.groups.capacity() * size_of::<Histogram>() + self.bins * size_of::<Bin>()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call, groups};
    use super::*;
    use arrow::array::Int32Array;
    use arrow::datatypes::{Field, Fields, Int32Type};

    fn histogram_call(t: &DataType) -> AggregateCall {
        let fields = [("x", t.clone()), ("y", DataType::Float64)];
        let fields = fields.map(|(name, t)| Field::new(name, t, true));
        let bins = DataType::Struct(Fields::from(fields.to_vec()));
        let list = DataType::List(Arc::new(Field::new("element", bins, true)));
        let mut call = call(
            "histogram_numeric",
            std::slice::from_ref(t),
            list,
            &[DataType::Binary],
        );
        call.parameters = vec![ScalarValue::from(5)];
        call
    }

    /// `java.util.Random` of the seed 31183.
    #[test]
    fn random_numbers() {
        let mut java = Random((42 ^ Random::MULTIPLIER) & Random::MASK);
        assert_eq!(java.next_double(), 0.7275636800328681);
        assert_eq!(java.next_double(), 0.6832234717598454);
    }

    #[test]
    fn examples_of_spark_documentation() {
        let values: ArrayRef = Arc::new(Int32Array::from(vec![
            Some(0),
            Some(1),
            None,
            Some(2),
            Some(10),
        ]));
        let result = by_halves(&histogram_call(&DataType::Int32), &[values]).unwrap();
        let bins = result.as_list::<i32>().value(0);
        let bins = bins.as_struct();
        assert_eq!(
            bins.column(0).as_primitive::<Int32Type>().values(),
            &[0, 1, 2, 10]
        );
        assert_eq!(
            bins.column(1).as_primitive::<Float64Type>().values(),
            &[1.0; 4]
        );
    }

    #[test]
    fn no_more_bins_than_wanted() {
        let mut acc = groups(&histogram_call(&DataType::Int32));
        let values: ArrayRef = Arc::new(Int32Array::from_iter_values(
            (0..1000).map(|v| v * 7919 % 1000),
        ));
        acc.update_batch(&[values], &[0; 1000], None, 2).unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        let result = result.as_list::<i32>();
        assert!(result.is_null(1));
        let bins = result.value(0);
        let counts = bins.as_struct().column(1).as_primitive::<Float64Type>();
        assert_eq!(
            (counts.len(), counts.values().iter().sum::<f64>()),
            (5, 1000.0)
        );
    }
}
