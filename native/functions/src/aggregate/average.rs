//! `avg`: buffer (sum, count). Decimals give decimal(p+4, s+4) by Spark's division, intervals intervals,
//! others a double.

use std::mem::take;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, Float64Array, Int64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Field, Float64Type, Int64Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{ColumnarValue, EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;

use super::AggregateCall;
use super::average_interval;
use super::decimal_sum::{DecimalSums, overflow_error, zero_if_null};
use super::running::{self, Running, Steps};
use super::sum::kept;
use crate::EvalMode;
use crate::decimal::{self, Op};
use crate::table::{Call, Kernel};

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    match (&call.arg_types[0], call.buffer[0].data_type()) {
        (DataType::Decimal128(..), sum @ DataType::Decimal128(..)) => {
            Ok(running::boxed(DecimalAverage {
                sums: DecimalSums::new(call)?,
                counts: Vec::new(),
                divide: division(call, sum)?,
                mode: call.mode,
            }))
        }
        (DataType::Interval(_) | DataType::Duration(_), _) => average_interval::create(call),
        (arg, DataType::Float64) if arg.is_numeric() => Ok(running::boxed(Average::default())),
        (arg, _) => internal_err!("avg of {arg}"),
    }
}

/// `DecimalDivideWithOverflowCheck` of the sum by the count as decimal(20, 0).
fn division(call: &AggregateCall, sum: &DataType) -> Result<Kernel> {
    decimal::arithmetic(
        Op::Divide,
        &Call {
            name: "/".to_string(),
            arg_types: vec![sum.clone(), DataType::Decimal128(20, 0)],
            return_field: Arc::new(Field::new("", call.return_field.data_type().clone(), true)),
            mode: call.mode,
            time_zone: "UTC".into(),
        },
    )
}

#[derive(Default)]
struct Average {
    sums: Vec<f64>,
    counts: Vec<i64>,
}

impl GroupsAccumulator for Average {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.sums.resize(total_num_groups, 0.0);
        self.counts.resize(total_num_groups, 0);
        let values = cast(&values[0], &DataType::Float64)?;
        let (sums, counts) = (&mut self.sums, &mut self.counts);
        accumulate(
            group_indices,
            values.as_primitive::<Float64Type>(),
            filter,
            |group, value| {
                sums[group] += value;
                counts[group] += 1;
            },
        );
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.sums.resize(total_num_groups, 0.0);
        self.counts.resize(total_num_groups, 0);
        let sums = values[0].as_primitive::<Float64Type>().values();
        let counts = values[1].as_primitive::<Int64Type>().values();
        for ((group, sum), count) in group_indices.iter().zip(sums).zip(counts) {
            self.sums[*group] += sum;
            self.counts[*group] += count;
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let sums = emit_to.take_needed(&mut self.sums);
        let counts = emit_to.take_needed(&mut self.counts);
        let averages = sums
            .iter()
            .zip(&counts)
            .map(|(sum, count)| (*count != 0).then(|| sum / *count as f64));
        Ok(Arc::new(Float64Array::from_iter(averages)))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let sums = emit_to.take_needed(&mut self.sums);
        let counts = emit_to.take_needed(&mut self.counts);
        Ok(vec![
            Arc::new(Float64Array::from(sums)),
            Arc::new(Int64Array::from(counts)),
        ])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let values = kept(cast(&values[0], &DataType::Float64)?, filter)?;
        let values = values.as_primitive::<Float64Type>();
        let sums = (0..values.len()).map(|i| {
            if values.is_valid(i) {
                values.value(i)
            } else {
                0.0
            }
        });
        Ok(vec![
            Arc::new(Float64Array::from_iter_values(sums)),
            Arc::new(ones(values)),
        ])
    }

    fn size(&self) -> usize {
        (self.sums.capacity() + self.counts.capacity()) * size_of::<i64>()
    }
}

impl Running for Average {
    fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()> {
        let values = cast(&values[0], &DataType::Float64)?;
        let values = values.as_primitive::<Float64Type>();
        let (sums, counts) = (take(&mut self.sums), take(&mut self.counts));
        let mut states: Vec<_> = sums.into_iter().zip(counts).collect();
        steps.fold(&mut states, (0.0, 0), |(sum, count), row| {
            if values.is_valid(row) {
                *sum += values.value(row);
                *count += 1;
            }
        });
        (self.sums, self.counts) = states.into_iter().unzip();
        Ok(())
    }
}

fn ones(values: &dyn Array) -> Int64Array {
    Int64Array::from_iter_values((0..values.len()).map(|i| i64::from(values.is_valid(i))))
}

struct DecimalAverage {
    sums: DecimalSums,
    counts: Vec<i64>,
    divide: Kernel,
    mode: EvalMode,
}

impl GroupsAccumulator for DecimalAverage {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        let values = values[0].as_primitive::<Decimal128Type>();
        self.sums.resize(total_num_groups);
        self.counts.resize(total_num_groups, 0);
        let counts = &mut self.counts;
        self.sums.add(values, group_indices, filter, |group, n| {
            counts[group] += n;
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
        self.counts.resize(total_num_groups, 0);
        let sums = values[0].as_primitive::<Decimal128Type>();
        self.sums.merge(sums, |_| false, group_indices);
        let counts = values[1].as_primitive::<Int64Type>().values();
        for (group, count) in group_indices.iter().zip(counts) {
            self.counts[*group] += count;
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let sums = self.sums.take(emit_to)?;
        let counts = emit_to.take_needed(&mut self.counts);
        let rows = counts.len();
        if self.mode == EvalMode::Ansi && (0..rows).any(|i| counts[i] > 0 && sums.is_null(i)) {
            return Err(overflow_error("try_avg").into());
        }
        // No rows: NULL, not a division by zero.
        let counts = counts.iter().map(|c| (*c != 0).then_some(i128::from(*c)));
        let counts = Decimal128Array::from_iter(counts).with_precision_and_scale(20, 0)?;
        let args = [
            ColumnarValue::Array(Arc::new(sums)),
            ColumnarValue::Array(Arc::new(counts)),
        ];
        (self.divide)(&args, rows)?.into_array(rows)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let sums = self.sums.take(emit_to)?;
        let counts = emit_to.take_needed(&mut self.counts);
        Ok(vec![Arc::new(sums), Arc::new(Int64Array::from(counts))])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let sums = self.sums.of_rows(&values[0], filter)?;
        let counts = ones(&sums);
        Ok(vec![Arc::new(zero_if_null(sums)?), Arc::new(counts)])
    }

    fn size(&self) -> usize {
        self.sums.size() + self.counts.capacity() * size_of::<i64>()
    }
}

impl Running for DecimalAverage {
    fn follow(&mut self, values: &[ArrayRef], steps: &Steps) -> Result<()> {
        let values = values[0].as_primitive::<Decimal128Type>();
        self.sums.follow(values, &mut self.counts, steps);
        Ok(())
    }
}
