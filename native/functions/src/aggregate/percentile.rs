//! `percentile`, `median`, `percentile_cont` and `percentile_disc`: exact percentiles
//! (`PercentileBase`). Buffer: a byte string.
//!
//! The parameters of the call: percentages, whether they count from the largest value, whether a
//! value of the group is given (1: by `cume_dist`, 2: by the rule of `percentile_cont`), and how the
//! frequency is written in errors.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, ListArray, PrimitiveArray,
};
use arrow::buffer::NullBuffer;
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, DurationMicrosecondType, Float64Type, Int64Type, IntervalUnit, IntervalYearMonthType,
    TimeUnit,
};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::cells::offsets;
use super::grouped::counted;
use super::percentile_number::{Number, Zeros};
use super::weighted::{Numbers, Weighted};
use crate::SparkError;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let [percentages, reverse, discrete, frequency] = call.parameters.as_slice() else {
        return internal_err!("percentile with {} parameters", call.parameters.len());
    };
    let rule = Rule {
        percentages: doubles(percentages)?,
        reverse: *reverse == ScalarValue::from(true),
        discrete: match discrete {
            ScalarValue::Int32(Some(rule)) => *rule,
            other => return internal_err!("percentiles by rule {other}"),
        },
        frequency: frequency.to_string(),
        input: call.arg_types[0].clone(),
        result: call.return_field.data_type().clone(),
    };
    Ok(match &rule.input {
        DataType::Decimal128(..) => Box::new(Percentile::<i128>::new(rule)),
        _ => Box::new(Percentile::<i64>::new(rule)),
    })
}

/// The doubles of a literal array, or one double.
pub fn doubles(literal: &ScalarValue) -> Result<Vec<f64>> {
    match literal {
        ScalarValue::Float64(Some(v)) => Ok(vec![*v]),
        ScalarValue::List(list) if list.len() == 1 => {
            let values = list.value(0);
            Ok(values.as_primitive::<Float64Type>().values().to_vec())
        }
        other => internal_err!("{other} for an array of doubles"),
    }
}

struct Rule {
    percentages: Vec<f64>,
    reverse: bool,
    discrete: i32,
    frequency: String,
    input: DataType,
    result: DataType,
}

/// The values of a group in order.
struct Ranks<'a, K> {
    keys: &'a mut [K],
    /// The keys before this place are the smallest, in order.
    settled: usize,
    /// Running counts, of sorted keys.
    counts: Option<Vec<i64>>,
    /// Whether the zeros stand for each other.
    exchanged: bool,
}

impl<'a, K: Number> Ranks<'a, K> {
    fn new(keys: &'a mut [K], weights: Option<&[i64]>, sort: bool, exchanged: bool) -> Self {
        if exchanged {
            keys.iter_mut().for_each(|key| *key = key.exchanged());
        }
        let counts = weights.map(|weights| {
            let pairs = keys.iter().copied().zip(weights.iter().copied());
            let mut pairs: Vec<(K, i64)> = pairs.collect();
            pairs.sort_unstable_by_key(|pair| pair.0);
            let mut total = 0i64;
            let counts = pairs.iter().zip(keys.iter_mut()).map(|(pair, key)| {
                *key = pair.0;
                total = total.wrapping_add(pair.1);
                total
            });
            counts.collect()
        });
        if counts.is_none() && sort {
            keys.sort_unstable();
        }
        let settled = if sort || counts.is_some() {
            keys.len()
        } else {
            0
        };
        Self {
            keys,
            settled,
            counts,
            exchanged,
        }
    }

    fn total(&self) -> i64 {
        let counts = self.counts.as_ref();
        counts.map_or(self.keys.len() as i64, |c| c.last().copied().unwrap_or(0))
    }

    /// The value of a rank from 0 on.
    fn at(&mut self, rank: i64) -> K {
        let last = self.keys.len() - 1;
        let place = match &self.counts {
            Some(counts) => counts.partition_point(|count| *count <= rank).min(last),
            None => (rank.max(0) as usize).min(last),
        };
        if place >= self.settled {
            let settled = self.settled;
            self.keys[settled..].select_nth_unstable(place - settled);
            // What is before the place is not in order, and is not asked for again.
            self.settled = place + 1;
        }
        let key = self.keys[place];
        if self.exchanged { key.exchanged() } else { key }
    }
}

struct Percentile<K> {
    numbers: Weighted<K>,
    rule: Rule,
}

impl<K: Number> Percentile<K> {
    fn new(rule: Rule) -> Self {
        Self {
            numbers: Weighted::default(),
            rule,
        }
    }

    fn add(
        &self,
        numbers: &mut Weighted<K>,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
    ) -> Result<()> {
        let keys = K::read_all(&values[0])?;
        let frequency = match values.get(1) {
            Some(frequency) => Some(cast(frequency, &DataType::Int64)?),
            None => None,
        };
        let nulls = NullBuffer::union(
            values[0].logical_nulls().as_ref(),
            frequency.as_ref().and_then(|f| f.logical_nulls()).as_ref(),
        );
        let rows = counted(nulls.filter(|n| n.null_count() > 0), filter);
        let counts = |row: usize| rows.as_ref().is_none_or(|r| r.is_valid(row));
        match frequency {
            None => {
                for (row, group) in group_indices.iter().enumerate() {
                    if counts(row) {
                        numbers.push(*group, keys[row]);
                    }
                }
            }
            Some(frequency) => {
                let frequency = frequency.as_primitive::<Int64Type>().values();
                for (row, group) in group_indices.iter().enumerate() {
                    if !counts(row) || frequency[row] == 0 {
                        continue;
                    }
                    if frequency[row] < 0 {
                        return Err(self.negative(frequency[row]).into());
                    }
                    numbers.push_weighted(*group, keys[row], frequency[row]);
                }
            }
        }
        numbers.tidy()
    }

    /// `QueryExecutionErrors.negativeValueUnexpectedError`.
    fn negative(&self, frequency: i64) -> SparkError {
        SparkError::new("NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION")
            .with("frequencyExpression", self.rule.frequency.clone())
            .with("negativeValue", format!("{frequency}L"))
    }

    /// One percentile (`getPercentile`).
    fn of(&self, ranks: &mut Ranks<K>, percentage: f64) -> f64 {
        let (rule, total) = (&self.rule, ranks.total());
        let input = &rule.input;
        let mut at = |rank: i64| ranks.at(if rule.reverse { total - 1 - rank } else { rank });
        if rule.discrete == 1 {
            let higher = (total as f64 * percentage).ceil() as i64;
            return at((higher - 1).max(0)).double(input);
        }
        let position = (total - 1) as f64 * percentage;
        let (lower, higher) = (position.floor() as i64, position.ceil() as i64);
        // The smaller rank first, because ranks are settled upwards.
        let (low_key, high_key) = if higher == lower {
            let key = at(lower);
            (key, key)
        } else if rule.reverse {
            let high = at(higher);
            (at(lower), high)
        } else {
            let low = at(lower);
            (low, at(higher))
        };
        let (low, high) = (low_key.double(input), high_key.double(input));
        let equal = low_key == high_key || input.is_floating() && low == high;
        if equal || rule.discrete != 0 {
            return low;
        }
        (higher as f64 - position) * low + (position - lower as f64) * high
    }

    fn results(&self, numbers: Numbers<K>, exchanges: impl Fn(&[K]) -> bool) -> Result<ArrayRef> {
        let Numbers {
            mut keys,
            weights,
            lens,
        } = numbers;
        let percentages = &self.rule.percentages;
        let mut results = Vec::with_capacity(lens.len() * percentages.len());
        let mut start = 0;
        for len in &lens {
            let end = start + *len as usize;
            if *len > 0 {
                let keys = &mut keys[start..end];
                let exchanged = exchanges(keys);
                let weights = weights.as_ref().map(|w| &w[start..end]);
                let mut ranks = Ranks::new(keys, weights, percentages.len() > 1, exchanged);
                results.extend(percentages.iter().map(|p| self.of(&mut ranks, *p)));
            }
            start = end;
        }
        self.array(results, &lens)
    }

    /// NULL for groups without numbers, and if there are no percentages.
    fn array(&self, results: Vec<f64>, lens: &[u32]) -> Result<ArrayRef> {
        let each = self.rule.percentages.len();
        let given = lens.iter().map(|len| *len > 0 && each > 0);
        let given: Vec<bool> = given.collect();
        let DataType::List(element) = &self.rule.result else {
            let mut next = results.into_iter();
            let values = given.iter().map(|g| if *g { next.next() } else { None });
            let values: Vec<Option<f64>> = values.collect();
            return of_doubles(values, &self.rule.result);
        };
        let ends = given.iter().scan(0, |end, given| {
            *end += if *given { each } else { 0 };
            Some(*end)
        });
        let offsets = offsets(ends)?;
        let values = of_doubles(results.into_iter().map(Some).collect(), element.data_type())?;
        let nulls = Some(NullBuffer::from(given));
        let lists = ListArray::try_new(Arc::clone(element), offsets, values, nulls)?;
        Ok(Arc::new(lists))
    }
}

/// `generateOutput`: intervals are what Java's casts make of the doubles.
fn of_doubles(values: Vec<Option<f64>>, result: &DataType) -> Result<ArrayRef> {
    Ok(match result {
        DataType::Float64 => Arc::new(Float64Array::from(values)),
        DataType::Interval(IntervalUnit::YearMonth) => {
            let months = values.into_iter().map(|v| v.map(|v| v as i32));
            Arc::new(PrimitiveArray::<IntervalYearMonthType>::from_iter(months))
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            let micros = values.into_iter().map(|v| v.map(|v| v as i64));
            Arc::new(PrimitiveArray::<DurationMicrosecondType>::from_iter(micros))
        }
        other => return internal_err!("a percentile of type {other}"),
    })
}

impl<K: Zeros> GroupsAccumulator for Percentile<K> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.resize(total_num_groups);
        let added = self.add(&mut numbers, values, group_indices, filter);
        self.numbers = numbers;
        added
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.numbers.resize(total_num_groups);
        self.numbers.merge(&values[0], group_indices)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let numbers = self.numbers.take(emit_to);
        let rule = &self.rule;
        self.results(numbers, |keys| {
            K::exchanges(&rule.input, rule.reverse, keys)
        })
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let input = &self.rule.input;
        let state = self
            .numbers
            .state(emit_to, |pairs| K::arranged(input, pairs));
        Ok(vec![state?])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let groups: Vec<usize> = (0..values[0].len()).collect();
        let mut each = Weighted::default();
        each.resize(groups.len());
        self.add(&mut each, values, &groups, filter)?;
        Ok(vec![each.state(EmitTo::All, |_| false)?])
    }

    fn size(&self) -> usize {
        self.numbers.size()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call, groups};
    use super::*;
    use arrow::array::{Decimal128Array, Int32Array, IntervalYearMonthArray};

    fn percentile_call(
        input: &DataType,
        result: &DataType,
        percentage: f64,
        reverse: bool,
        discrete: i32,
    ) -> AggregateCall {
        let args = std::slice::from_ref(input);
        let mut call = call("percentile", args, result.clone(), &[DataType::Binary]);
        call.parameters = vec![
            ScalarValue::from(percentage),
            ScalarValue::from(reverse),
            ScalarValue::from(discrete),
            ScalarValue::from("\"f\""),
        ];
        call
    }

    fn of(values: &ArrayRef, percentage: f64, reverse: bool, discrete: i32) -> Option<f64> {
        let input = values.data_type();
        let call = percentile_call(input, &DataType::Float64, percentage, reverse, discrete);
        let result = by_halves(&call, std::slice::from_ref(values)).unwrap();
        result.as_primitive::<Float64Type>().iter().next().unwrap()
    }

    #[test]
    fn examples_of_spark_documentation() {
        let values: ArrayRef = Arc::new(Int32Array::from(vec![Some(0), None, Some(10)]));
        assert_eq!(of(&values, 0.3, false, 0), Some(3.0));
        assert_eq!(of(&values, 0.5, false, 0), Some(5.0));
        assert_eq!(of(&values, 0.25, false, 1), Some(0.0));
        assert_eq!(of(&values, 0.25, true, 1), Some(10.0));
        assert_eq!(of(&values, 0.25, true, 0), Some(7.5));
        assert_eq!(of(&values, 0.25, true, 2), Some(10.0));
        assert_eq!(of(&values.slice(1, 1), 0.5, false, 0), None);
        let months: ArrayRef = Arc::new(IntervalYearMonthArray::from(vec![0, 10, 5, -3]));
        let t = months.data_type();
        let call = percentile_call(t, t, 0.5, false, 0);
        let result = by_halves(&call, std::slice::from_ref(&months)).unwrap();
        assert_eq!(result.as_primitive::<IntervalYearMonthType>().value(0), 2);
        let decimals = Decimal128Array::from(vec![150, 250, 1000]);
        let decimals = decimals.with_precision_and_scale(5, 2).unwrap();
        assert_eq!(
            of(&(Arc::new(decimals) as ArrayRef), 0.25, false, 0),
            Some(2.0)
        );
    }

    #[test]
    fn floats_have_one_nan_and_two_zeros() {
        let of_all = |values: Vec<f64>, p: f64, reverse: bool| {
            let values: ArrayRef = Arc::new(Float64Array::from(values));
            of(&values, p, reverse, 1).unwrap()
        };
        assert!(of_all(vec![f64::NAN, 1.0, f64::INFINITY], 1.0, false).is_nan());
        assert_eq!(of_all(vec![f64::NAN, 1.0, -2.0], 0.0, false), -2.0);
        // The hash table has one of the zeros first, in whatever order they come and are sorted.
        let (a, b) = (vec![0.0, -0.0], vec![-0.0, 0.0]);
        let first = of_all(a.clone(), 0.0, false).is_sign_negative();
        for values in [a, b] {
            assert_eq!(of_all(values.clone(), 0.0, false).is_sign_negative(), first);
            assert_eq!(of_all(values.clone(), 0.0, true).is_sign_negative(), first);
            assert_eq!(of_all(values, 1.0, true).is_sign_negative(), !first);
        }
    }

    #[test]
    fn frequencies_and_arrays() {
        let list = DataType::new_list(DataType::Float64, false);
        let mut call = percentile_call(&DataType::Int32, &list, 0.0, false, 0);
        let percentages = [0.0, 0.5, 1.0].map(ScalarValue::from);
        let percentages = ScalarValue::new_list(&percentages, &DataType::Float64, false);
        call.parameters[0] = ScalarValue::List(percentages);
        call.arg_types.push(DataType::Int64);
        let values: ArrayRef = Arc::new(Int32Array::from(vec![7, 1, 1, 9, 3]));
        let frequencies = vec![Some(4), Some(1), Some(2), None, Some(0)];
        let frequencies: ArrayRef = Arc::new(arrow::array::Int64Array::from(frequencies));
        let result = by_halves(&call, &[Arc::clone(&values), frequencies]).unwrap();
        let result = result.as_list::<i32>().value(0);
        assert_eq!(
            result.as_primitive::<Float64Type>().values(),
            &[1.0, 7.0, 7.0]
        );
        let negative: ArrayRef = Arc::new(arrow::array::Int64Array::from(vec![1, 1, -5, 1, 1]));
        let mut acc = groups(&call);
        let error = acc.update_batch(&[values, negative], &[0; 5], None, 1);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("negativeValue=-5L"), "{error}");
        let mut none = groups(&call);
        none.merge_batch(&[arrow::array::new_empty_array(&DataType::Binary)], &[], 1)
            .unwrap();
        assert!(none.evaluate(EmitTo::All).unwrap().is_null(0));
    }
}
