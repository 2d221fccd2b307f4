//! `sum` of decimals: buffer (sum decimal(p+10, s), isEmpty). A sum that leaves its precision is NULL
//! with isEmpty false, for good; the result is then NULL, or ARITHMETIC_OVERFLOW in ANSI mode. Without
//! groups Spark's sum is a variable that takes any number, and only its last value must fit.

use std::mem::take;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Decimal128Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Decimal128Type, Decimal256Type, DecimalType, i256};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;

use super::AggregateCall;
use super::running::{self, Running, Steps};
use super::sum::kept;
use crate::decimal::{out_of_range, pow10};
use crate::{EvalMode, SparkError};

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    Ok(running::boxed(DecimalSum {
        sums: DecimalSums::new(call)?,
        seen: Vec::new(),
        mode: call.mode,
    }))
}

/// Up to so many groups a batch is summed in lanes.
const FEW: usize = 16;
/// Rows that follow one another mostly fall into the same few groups; each lane has sums of its own,
/// so that an addition need not wait for the one before.
const LANES: usize = 4;

/// Sums of decimals by group, with Spark's sticky overflow.
pub struct DecimalSums {
    sums: Vec<i128>,
    /// Empty until a sum overflows.
    overflow: Vec<bool>,
    precision: u8,
    scale: i8,
    bound: u128,
    /// Rows added so far, all groups together; the most there can be once buffers have been merged.
    rows: u64,
    /// So many values of the argument's precision cannot reach the bound.
    safe_rows: u64,
    /// Without groups, what was added when the bound could be reached.
    unbounded: Option<i256>,
}

impl DecimalSums {
    pub fn new(call: &AggregateCall) -> Result<Self> {
        let (argument, buffer) = (&call.arg_types[0], call.buffer[0].data_type());
        let (DataType::Decimal128(digits, _), DataType::Decimal128(precision, scale)) =
            (argument, buffer)
        else {
            return internal_err!("a sum of {argument} kept in {buffer}");
        };
        let spare = u32::from(precision.saturating_sub(*digits)).min(18);
        Ok(Self {
            sums: Vec::new(),
            overflow: Vec::new(),
            precision: *precision,
            scale: *scale,
            bound: pow10(u32::from(*precision)).unsigned_abs(),
            rows: 0,
            safe_rows: 10u64.pow(spare),
            unbounded: (!call.grouped).then_some(i256::ZERO),
        })
    }

    pub fn resize(&mut self, groups: usize) {
        self.sums.resize(groups, 0);
        if !self.overflow.is_empty() {
            self.overflow.resize(groups, false);
        }
    }

    /// Adds rows. `count(group, n)` is told of n values of a group.
    pub fn add(
        &mut self,
        values: &Decimal128Array,
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        mut count: impl FnMut(usize, i64) + Send,
    ) {
        self.rows = self.rows.saturating_add(values.len() as u64);
        if self.rows <= self.safe_rows {
            if filter.is_none() && values.null_count() == 0 && self.sums.len() <= FEW {
                self.add_in_lanes(values.values(), group_indices, count);
                return;
            }
            let sums = &mut self.sums;
            accumulate(group_indices, values, filter, |group, value| {
                sums[group] += value;
                count(group, 1);
            });
        } else {
            self.add_checked(values, group_indices, filter, |group| count(group, 1));
        }
    }

    fn add_in_lanes(
        &mut self,
        values: &[i128],
        group_indices: &[usize],
        mut count: impl FnMut(usize, i64),
    ) {
        let mut sums = [[0i128; FEW]; LANES];
        let mut counts = [[0i64; FEW]; LANES];
        let value_chunks = values.chunks_exact(LANES);
        let group_chunks = group_indices.chunks_exact(LANES);
        let rest = value_chunks.remainder().iter();
        for (value, group) in rest.zip(group_chunks.remainder()) {
            sums[0][group % FEW] += value;
            counts[0][group % FEW] += 1;
        }
        for (value, group) in value_chunks.zip(group_chunks) {
            for lane in 0..LANES {
                // Groups are below FEW: the remainder only spares a bounds check.
                sums[lane][group[lane] % FEW] += value[lane];
                counts[lane][group[lane] % FEW] += 1;
            }
        }
        for group in 0..self.sums.len() {
            let n = counts.iter().map(|lane| lane[group]).sum();
            if n > 0 {
                self.sums[group] += sums.iter().map(|lane| lane[group]).sum::<i128>();
                count(group, n);
            }
        }
    }

    fn add_checked(
        &mut self,
        values: &Decimal128Array,
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        mut count: impl FnMut(usize) + Send,
    ) {
        if let Some(total) = &mut self.unbounded {
            accumulate(group_indices, values, filter, |group, value| {
                *total = total.wrapping_add(i256::from_i128(value));
                count(group);
            });
            return;
        }
        let (sums, bound) = (&mut self.sums, self.bound);
        let mut out = Vec::new();
        accumulate(group_indices, values, filter, |group, value| {
            // Two values below 10^38 may add up to more than 2^127: wrapped around the sum is then
            // beyond -1.4 * 10^38, out of bounds all the same.
            let sum = sums[group].wrapping_add(value);
            count(group);
            if sum.unsigned_abs() >= bound {
                out.push(group);
            } else {
                sums[group] = sum;
            }
        });
        for group in out {
            self.overflowed(group);
        }
    }

    /// Adds rows as [`Running`] does; `counts` are those of the values of each group.
    pub fn follow(&mut self, values: &Decimal128Array, counts: &mut Vec<i64>, steps: &Steps) {
        self.overflow.resize(self.sums.len(), false);
        let sums = take(&mut self.sums)
            .into_iter()
            .zip(take(&mut self.overflow));
        let mut states: Vec<_> = sums.zip(take(counts)).collect();
        let (bound, mut any) = (self.bound, false);
        steps.fold(
            &mut states,
            ((0, false), 0),
            |((sum, overflow), count), row| {
                if values.is_valid(row) {
                    let next = sum.wrapping_add(values.value(row));
                    *count += 1;
                    if next.unsigned_abs() < bound {
                        *sum = next;
                    } else {
                        *overflow = true;
                    }
                }
                any |= *overflow;
            },
        );
        let sums: Vec<(i128, bool)>;
        (sums, *counts) = states.into_iter().unzip();
        (self.sums, self.overflow) = sums.into_iter().unzip();
        if !any {
            self.overflow.clear();
        }
    }

    fn overflowed(&mut self, group: usize) {
        self.overflow.resize(self.sums.len(), false);
        self.overflow[group] = true;
    }

    /// Adds buffers: a NULL sum is an overflow unless the buffer is empty.
    pub fn merge(
        &mut self,
        sums: &Decimal128Array,
        is_empty: impl Fn(usize) -> bool,
        group_indices: &[usize],
    ) {
        if !sums.is_empty() {
            self.rows = u64::MAX;
        }
        self.add_checked(sums, group_indices, None, |_| ());
        if sums.null_count() > 0 {
            for (i, group) in group_indices.iter().enumerate() {
                if sums.is_null(i) && !is_empty(i) {
                    self.overflowed(*group);
                }
            }
        }
    }

    /// The sum without groups, if it is a number that does not fit.
    fn beyond(&self) -> Option<i256> {
        let total = self
            .unbounded?
            .wrapping_add(i256::from_i128(*self.sums.first()?));
        let bound = i256::from_i128(pow10(u32::from(self.precision)));
        let fits = total < bound && total > bound.wrapping_neg();
        (!fits && self.overflow.is_empty()).then_some(total)
    }

    /// Sums; NULL where one has overflowed.
    pub fn take(&mut self, emit_to: EmitTo) -> Result<Decimal128Array> {
        if self.beyond().is_some() {
            self.overflowed(0);
        } else if let (Some(total), Some(sum)) = (&mut self.unbounded, self.sums.first_mut()) {
            let added = std::mem::replace(total, i256::ZERO);
            *sum = sum.wrapping_add(added.as_i128());
        }
        let sums = emit_to.take_needed(&mut self.sums);
        let nulls = (!self.overflow.is_empty()).then(|| {
            let overflow = emit_to.take_needed(&mut self.overflow);
            NullBuffer::from_iter(overflow.iter().map(|o| !o))
        });
        let sums = Decimal128Array::new(sums.into(), nulls);
        Ok(sums.with_precision_and_scale(self.precision, self.scale)?)
    }

    /// `values` as one-row sums: NULL stays NULL.
    pub fn of_rows(
        &self,
        values: &ArrayRef,
        filter: Option<&BooleanArray>,
    ) -> Result<Decimal128Array> {
        let values = kept(Arc::clone(values), filter)?;
        let sums = values.as_primitive::<Decimal128Type>().clone();
        Ok(sums.with_precision_and_scale(self.precision, self.scale)?)
    }

    pub fn size(&self) -> usize {
        self.sums.capacity() * size_of::<i128>() + self.overflow.capacity()
    }
}

/// A buffer column of sums: zero where no value came, as Spark's initial value.
pub fn zero_if_null(sums: Decimal128Array) -> Result<Decimal128Array> {
    if sums.null_count() == 0 {
        return Ok(sums);
    }
    let values = (0..sums.len()).map(|i| if sums.is_valid(i) { sums.value(i) } else { 0 });
    let filled = Decimal128Array::from_iter_values(values);
    Ok(filled.with_precision_and_scale(sums.precision(), sums.scale())?)
}

/// `QueryExecutionErrors.overflowInSumOfDecimalError`.
pub fn overflow_error(hint: &str) -> SparkError {
    SparkError::new("ARITHMETIC_OVERFLOW")
        .with("message", "Overflow in sum of decimals")
        .with("hint", hint)
}

struct DecimalSum {
    sums: DecimalSums,
    seen: Vec<bool>,
    mode: EvalMode,
}

impl GroupsAccumulator for DecimalSum {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.sums.resize(total_num_groups);
        self.seen.resize(total_num_groups, false);
        let values = values[0].as_primitive::<Decimal128Type>();
        let seen = &mut self.seen;
        self.sums.add(values, group_indices, filter, |group, _| {
            seen[group] = true;
        });
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.sums.resize(total_num_groups);
        self.seen.resize(total_num_groups, false);
        let is_empty = values[1].as_boolean();
        for (group, is_empty) in group_indices.iter().zip(is_empty.values()) {
            self.seen[*group] |= !is_empty;
        }
        // An empty buffer has the sum 0.
        let sums = values[0].as_primitive::<Decimal128Type>();
        self.sums.merge(sums, |i| is_empty.value(i), group_indices);
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let beyond = self.sums.beyond();
        let sums = self.sums.take(emit_to)?;
        let seen = emit_to.take_needed(&mut self.seen);
        if let (EvalMode::Ansi, Some(total)) = (self.mode, beyond) {
            let value = Decimal256Type::format_decimal(total, 76, sums.scale());
            return Err(out_of_range(value, sums.precision(), sums.scale()).into());
        }
        // An overflow is NULL, and only where values were seen.
        if self.mode == EvalMode::Ansi && sums.null_count() > 0 {
            return Err(overflow_error("try_sum").into());
        }
        let (precision, scale) = (sums.precision(), sums.scale());
        let nulls = NullBuffer::union(sums.nulls(), Some(&NullBuffer::from(seen)));
        let (_, values, _) = sums.into_parts();
        let result = Decimal128Array::new(values, nulls);
        Ok(Arc::new(result.with_precision_and_scale(precision, scale)?))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let sums = self.sums.take(emit_to)?;
        let seen = emit_to.take_needed(&mut self.seen);
        let is_empty: Vec<bool> = seen.iter().map(|s| !s).collect();
        Ok(vec![Arc::new(sums), Arc::new(BooleanArray::from(is_empty))])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let sums = self.sums.of_rows(&values[0], filter)?;
        let is_empty = arrow::compute::is_null(&sums)?;
        Ok(vec![Arc::new(zero_if_null(sums)?), Arc::new(is_empty)])
    }

    fn size(&self) -> usize {
        self.sums.size() + self.seen.capacity()
    }
}

impl Running for DecimalSum {
    fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()> {
        let values = values[0].as_primitive::<Decimal128Type>();
        let mut counts = self.seen.iter().map(|seen| i64::from(*seen)).collect();
        self.sums.follow(values, &mut counts, steps);
        self.seen = counts.iter().map(|count| *count > 0).collect();
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{call, one_group, update};
    use super::*;

    fn decimals(values: Vec<Option<i128>>, precision: u8) -> ArrayRef {
        let array = Decimal128Array::from(values);
        Arc::new(array.with_precision_and_scale(precision, 2).unwrap())
    }

    fn sum_of(precision: u8, mode: EvalMode) -> AggregateCall {
        let buffer = DataType::Decimal128((precision + 10).min(38), 2);
        let arg = DataType::Decimal128(precision, 2);
        let mut call = call("sum", &[arg], buffer.clone(), &[buffer, DataType::Boolean]);
        call.mode = mode;
        call
    }

    #[test]
    fn without_groups_only_the_last_value_must_fit() {
        let most = 10i128.pow(38) - 1;
        let sum = |values: &[i128], mode| {
            let mut call = sum_of(38, mode);
            call.grouped = false;
            let mut acc = create(&call).unwrap();
            update(
                acc.as_mut(),
                &[decimals(values.iter().copied().map(Some).collect(), 38)],
            );
            acc.evaluate(EmitTo::All)
        };
        let back = sum(&[most, 7, -7], EvalMode::Ansi).unwrap();
        assert_eq!(back.as_primitive::<Decimal128Type>().value(0), most);
        assert!(sum(&[most, 7], EvalMode::Legacy).unwrap().is_null(0));
        let error = sum(&[most, most], EvalMode::Ansi).unwrap_err().to_string();
        assert!(error.contains("value=1999999999999999999999999999999999999.98"));
    }

    #[test]
    fn lanes_and_rows_agree() {
        let values: Vec<Option<i128>> = (0..1003).map(|i| Some(i * 7 - 2000)).collect();
        for groups in [1usize, 5, FEW, FEW + 1, 300] {
            let indices: Vec<usize> = (0..1003).map(|i| (i * 31) % groups).collect();
            let mut acc = create(&sum_of(12, EvalMode::Legacy)).unwrap();
            let batch = [decimals(values.clone(), 12)];
            acc.update_batch(&batch, &indices, None, groups).unwrap();
            let mut expected = vec![0i128; groups];
            for (i, g) in indices.iter().enumerate() {
                expected[*g] += values[i].unwrap();
            }
            let got = acc.evaluate(EmitTo::All).unwrap();
            assert_eq!(got.as_primitive::<Decimal128Type>().values(), &expected);
        }
    }

    #[test]
    fn empty_groups_are_null_with_a_zero_buffer() {
        let mut acc = create(&sum_of(12, EvalMode::Legacy)).unwrap();
        let batch = [decimals(vec![Some(5), None, Some(6)], 12)];
        acc.update_batch(&batch, &[0, 1, 0], None, 2).unwrap();
        let state = acc.state(EmitTo::All).unwrap();
        assert_eq!(&state[0], &decimals(vec![Some(11), Some(0)], 22));
        assert_eq!(
            state[1].as_boolean(),
            &BooleanArray::from(vec![false, true])
        );
        acc.merge_batch(&state, &[0, 1], 2).unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        assert_eq!(&result, &decimals(vec![Some(11), None], 22));
    }

    #[test]
    fn overflow_is_sticky() {
        let most = 10i128.pow(38) - 1;
        let batch = decimals(vec![Some(most), Some(most), Some(-most)], 38);
        let mut acc = create(&sum_of(38, EvalMode::Legacy)).unwrap();
        update(acc.as_mut(), std::slice::from_ref(&batch));
        let state = acc.state(EmitTo::All).unwrap();
        assert!(state[0].is_null(0) && !state[1].as_boolean().value(0));
        acc.merge_batch(&state, &[0], 1).unwrap();
        assert!(acc.evaluate(EmitTo::All).unwrap().is_null(0));

        let mut acc = create(&sum_of(38, EvalMode::Ansi)).unwrap();
        update(acc.as_mut(), &[batch]);
        let error = acc.evaluate(EmitTo::All).unwrap_err().to_string();
        assert!(error.contains("ARITHMETIC_OVERFLOW"), "{error}");
    }

    #[test]
    fn convert_to_state_is_a_state_of_each_row() {
        let acc = create(&sum_of(12, EvalMode::Legacy)).unwrap();
        let filter = BooleanArray::from(vec![true, true, false]);
        let batch = [decimals(vec![Some(1), None, Some(3)], 12)];
        let state = acc.convert_to_state(&batch, Some(&filter)).unwrap();
        assert_eq!(&state[0], &decimals(vec![Some(1), Some(0), Some(0)], 22));
        let is_empty = BooleanArray::from(vec![false, true, true]);
        assert_eq!(state[1].as_boolean(), &is_empty);
    }

    #[test]
    fn no_rows_and_no_groups() {
        let mut acc = one_group(sum_of(12, EvalMode::Ansi));
        assert!(acc.evaluate().unwrap().is_null());
    }
}
