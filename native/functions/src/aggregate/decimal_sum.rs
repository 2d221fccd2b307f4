//! `sum` of decimals: buffer (sum decimal(p+10, s), isEmpty). A sum that leaves its precision is NULL
//! with isEmpty false, for good; the result is then NULL, or ARITHMETIC_OVERFLOW in ANSI mode.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Decimal128Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Decimal128Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;

use super::AggregateCall;
use super::sum::kept;
use crate::decimal::pow10;
use crate::{EvalMode, SparkError};

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    Ok(Box::new(DecimalSum {
        sums: DecimalSums::new(call.buffer[0].data_type())?,
        mode: call.mode,
    }))
}

/// Sums of decimals by group, with Spark's sticky overflow.
pub struct DecimalSums {
    pub sums: Vec<i128>,
    pub seen: Vec<bool>,
    /// Empty until a sum overflows.
    overflow: Vec<bool>,
    precision: u8,
    scale: i8,
    bound: u128,
}

impl DecimalSums {
    pub fn new(buffer: &DataType) -> Result<Self> {
        let DataType::Decimal128(precision, scale) = *buffer else {
            return internal_err!("a decimal sum kept in {buffer}");
        };
        Ok(Self {
            sums: Vec::new(),
            seen: Vec::new(),
            overflow: Vec::new(),
            precision,
            scale,
            bound: pow10(u32::from(precision)).unsigned_abs(),
        })
    }

    pub fn resize(&mut self, groups: usize) {
        self.sums.resize(groups, 0);
        self.seen.resize(groups, false);
        if !self.overflow.is_empty() {
            self.overflow.resize(groups, false);
        }
    }

    pub fn add(
        &mut self,
        values: &Decimal128Array,
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
    ) {
        let Self {
            sums, seen, bound, ..
        } = self;
        let mut out = Vec::new();
        // Two values below 10^38 may wrap around, but then to a value that is beyond the bound too.
        accumulate(group_indices, values, filter, |group, value| {
            let sum = sums[group].wrapping_add(value);
            seen[group] = true;
            if sum.unsigned_abs() >= *bound {
                out.push(group);
            } else {
                sums[group] = sum;
            }
        });
        for group in out {
            self.overflowed(group);
        }
    }

    fn overflowed(&mut self, group: usize) {
        self.seen[group] = true;
        self.overflow.resize(self.sums.len(), false);
        self.overflow[group] = true;
    }

    /// Adds buffers: a NULL sum that is not empty has overflowed.
    pub fn merge(
        &mut self,
        sums: &Decimal128Array,
        is_empty: impl Fn(usize) -> bool,
        group_indices: &[usize],
    ) {
        self.add(sums, group_indices, None);
        if sums.null_count() > 0 {
            for (i, group) in group_indices.iter().enumerate() {
                if sums.is_null(i) && !is_empty(i) {
                    self.overflowed(*group);
                }
            }
        }
    }

    /// Sums (NULL: overflow), and whether any value came.
    pub fn take(&mut self, emit_to: EmitTo) -> Result<(Decimal128Array, Vec<bool>)> {
        let sums = emit_to.take_needed(&mut self.sums);
        let seen = emit_to.take_needed(&mut self.seen);
        let nulls = (!self.overflow.is_empty()).then(|| {
            let overflow = emit_to.take_needed(&mut self.overflow);
            NullBuffer::from_iter(overflow.iter().map(|o| !o))
        });
        let sums = Decimal128Array::new(sums.into(), nulls)
            .with_precision_and_scale(self.precision, self.scale)?;
        Ok((sums, seen))
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
        self.sums.capacity() * size_of::<i128>() + self.seen.capacity() + self.overflow.capacity()
    }
}

/// A buffer column of sums: zero where no value came, as Spark's initial value.
pub fn zero_if_null(sums: Decimal128Array) -> Result<Decimal128Array> {
    let values = (0..sums.len()).map(|i| if sums.is_valid(i) { sums.value(i) } else { 0 });
    let filled = Decimal128Array::from_iter_values(values);
    Ok(filled.with_precision_and_scale(sums.precision(), sums.scale())?)
}

struct DecimalSum {
    sums: DecimalSums,
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
        self.sums.add(
            values[0].as_primitive::<Decimal128Type>(),
            group_indices,
            filter,
        );
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.sums.resize(total_num_groups);
        let is_empty = values[1].as_boolean();
        let sums = values[0].as_primitive::<Decimal128Type>();
        if is_empty.true_count() == 0 {
            self.sums.merge(sums, |_| false, group_indices);
        } else {
            // An empty buffer has the sum 0, which must not make its group seen.
            let holding = arrow::compute::nullif(sums, is_empty)?;
            let holding = holding.as_primitive::<Decimal128Type>();
            self.sums
                .merge(holding, |i| is_empty.value(i), group_indices);
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let (sums, seen) = self.sums.take(emit_to)?;
        if self.mode == EvalMode::Ansi && (0..sums.len()).any(|i| seen[i] && sums.is_null(i)) {
            return Err(SparkError::new("ARITHMETIC_OVERFLOW")
                .with("message", "Overflow in sum of decimals")
                .with("hint", "try_sum")
                .into());
        }
        let (precision, scale) = (sums.precision(), sums.scale());
        let nulls = NullBuffer::union(sums.nulls(), Some(&NullBuffer::from(seen)));
        let (_, values, _) = sums.into_parts();
        let result = Decimal128Array::new(values, nulls);
        Ok(Arc::new(result.with_precision_and_scale(precision, scale)?))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let (sums, seen) = self.sums.take(emit_to)?;
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
        self.sums.size()
    }
}
