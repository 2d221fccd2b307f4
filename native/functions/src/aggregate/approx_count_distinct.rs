//! `approx_count_distinct`: HyperLogLog++ (`HyperLogLogPlusPlusHelper`). Buffer: registers of six
//! bits, ten in a long.
//!
//! The parameters of the call: the number of bits of a register's address, up to which count linear
//! counting holds, and the raw estimates with their biases for that precision.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array};
use arrow::datatypes::Int64Type;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::grouped::counted;
use super::order_key::normalized;
use super::percentile::doubles;
use crate::hash::xxhash64;

const REGISTERS_IN_WORD: usize = 10;
const REGISTER_BITS: usize = 6;
/// How many biases are averaged.
const NEAREST: usize = 6;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let [precision, threshold, estimates, biases] = call.parameters.as_slice() else {
        return internal_err!("{} with {} parameters", call.name, call.parameters.len());
    };
    let precision = match precision {
        ScalarValue::Int32(Some(p)) if (4..=18).contains(p) => *p as u32,
        other => return internal_err!("{} of precision {other}", call.name),
    };
    let estimator = Estimator {
        precision,
        threshold: match threshold {
            ScalarValue::Float64(Some(threshold)) => *threshold,
            other => return internal_err!("{} with the threshold {other}", call.name),
        },
        estimates: doubles(estimates)?,
        biases: doubles(biases)?,
    };
    if estimator.words() != call.buffer.len() || estimator.estimates.len() != estimator.biases.len()
    {
        return internal_err!("{} with {} words", call.name, call.buffer.len());
    }
    Ok(Box::new(HyperLogLog {
        registers: Vec::new(),
        estimator,
    }))
}

struct Estimator {
    precision: u32,
    threshold: f64,
    estimates: Vec<f64>,
    biases: Vec<f64>,
}

impl Estimator {
    fn registers(&self) -> usize {
        1 << self.precision
    }

    fn words(&self) -> usize {
        self.registers() / REGISTERS_IN_WORD + 1
    }

    fn alpha_m2(&self) -> f64 {
        let m = self.registers() as f64;
        match self.precision {
            4 => 0.673 * m * m,
            5 => 0.697 * m * m,
            6 => 0.709 * m * m,
            _ => (0.7213 / (1.0 + 1.079 / m)) * m * m,
        }
    }

    /// `query`.
    fn count(&self, registers: &[u8]) -> i64 {
        let m = registers.len() as f64;
        let mut inverse = 0.0;
        let mut empty = 0usize;
        for register in registers {
            // Powers of two, whose sum does not round: registers have up to 61 bits.
            inverse += f64::from_bits((1023 - u64::from(*register)) << 52);
            empty += usize::from(*register == 0);
        }
        let raw = self.alpha_m2() / inverse;
        let corrected = || {
            if raw < 5.0 * m {
                raw - self.bias(raw)
            } else {
                raw
            }
        };
        let estimate = if empty > 0 {
            let linear = m * (m / empty as f64).ln();
            if linear <= self.threshold || raw <= 2.5 * m {
                linear
            } else {
                corrected()
            }
        } else {
            corrected()
        };
        // `Math.round`
        let whole = estimate.floor();
        whole as i64 + i64::from(estimate - whole >= 0.5)
    }

    /// `estimateBias`: the mean of the biases at the nearest estimates.
    fn bias(&self, raw: f64) -> f64 {
        let (estimates, len) = (&self.estimates, self.estimates.len());
        let nearest = estimates.partition_point(|e| *e < raw);
        let distance = |i: usize| (raw - estimates[i]) * (raw - estimates[i]);
        let mut low = (nearest + 1).saturating_sub(NEAREST);
        let mut high = (low + NEAREST).min(len);
        while high < len && distance(high) < distance(low) {
            low += 1;
            high += 1;
        }
        let mut sum = 0.0;
        for bias in &self.biases[low..high] {
            sum += bias;
        }
        sum / (high - low) as f64
    }
}

struct HyperLogLog {
    /// A byte for each register, group by group.
    registers: Vec<u8>,
    estimator: Estimator,
}

/// The hashes of a column; floating-point numbers have one NaN and one zero.
fn hashes(values: &ArrayRef) -> Result<Vec<i64>> {
    let values = normalized(values)?;
    let mut hashes = vec![0; values.len()];
    xxhash64::hash_columns(&[values], xxhash64::SEED, &mut hashes)?;
    Ok(hashes)
}

impl HyperLogLog {
    fn resize(&mut self, groups: usize) {
        self.registers
            .resize(groups * self.estimator.registers(), 0);
    }

    /// Calls `register` with the group, the place and the value of a register for each row that counts.
    fn each(
        precision: u32,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
        mut register: impl FnMut(usize, usize, u8),
    ) -> Result<()> {
        let hashes = hashes(&values[0])?;
        let nulls = values[0].logical_nulls().filter(|n| n.null_count() > 0);
        let mut row = |row: usize| {
            let hash = hashes[row] as u64;
            let place = (hash >> (64 - precision)) as usize;
            let rest = (hash << precision) | (1 << (precision - 1));
            register(row, place, rest.leading_zeros() as u8 + 1);
        };
        match counted(nulls, filter) {
            None => (0..hashes.len()).for_each(row),
            Some(counted) => counted.valid_indices().for_each(&mut row),
        }
        Ok(())
    }

    fn take(&mut self, emit_to: EmitTo) -> Vec<u8> {
        let m = self.estimator.registers();
        match emit_to {
            EmitTo::All => std::mem::take(&mut self.registers),
            EmitTo::First(n) => {
                let rest = self.registers.split_off(n * m);
                std::mem::replace(&mut self.registers, rest)
            }
        }
    }

    fn columns(&self, registers: &[u8]) -> Vec<ArrayRef> {
        let m = self.estimator.registers();
        let word = |registers: &[u8]| {
            let parts = registers.iter().enumerate();
            parts.fold(0i64, |word, (i, r)| {
                word | i64::from(*r) << (REGISTER_BITS * i)
            })
        };
        let groups = registers.len() / m;
        let mut columns = vec![Vec::with_capacity(groups); self.estimator.words()];
        for group in registers.chunks_exact(m) {
            for (column, registers) in columns.iter_mut().zip(group.chunks(REGISTERS_IN_WORD)) {
                column.push(word(registers));
            }
        }
        let columns = columns.into_iter();
        columns
            .map(|c| Arc::new(Int64Array::from(c)) as ArrayRef)
            .collect()
    }
}

impl GroupsAccumulator for HyperLogLog {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let (precision, registers) = (self.estimator.precision, &mut self.registers);
        Self::each(precision, values, filter, |row, place, value| {
            let register = &mut registers[(group_indices[row] << precision) + place];
            *register = value.max(*register);
        })
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let m = self.estimator.registers();
        let columns = values
            .iter()
            .map(|c| c.as_primitive::<Int64Type>().values());
        let columns: Vec<_> = columns.collect();
        for (row, group) in group_indices.iter().enumerate() {
            let registers = &mut self.registers[group * m..(group + 1) * m];
            let registers = registers.chunks_mut(REGISTERS_IN_WORD);
            for (words, registers) in columns.iter().zip(registers) {
                let mut word = words[row];
                for register in registers {
                    let value = word as u8 & 0x3f;
                    *register = value.max(*register);
                    word >>= REGISTER_BITS;
                }
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let registers = self.take(emit_to);
        let groups = registers.chunks_exact(self.estimator.registers());
        let counts = groups.map(|group| self.estimator.count(group));
        Ok(Arc::new(Int64Array::from_iter_values(counts)))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let registers = self.take(emit_to);
        Ok(self.columns(&registers))
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values[0].len();
        let mut words = vec![vec![0i64; rows]; self.estimator.words()];
        Self::each(
            self.estimator.precision,
            values,
            filter,
            |row, place, value| {
                let shift = REGISTER_BITS * (place % REGISTERS_IN_WORD);
                words[place / REGISTERS_IN_WORD][row] = i64::from(value) << shift;
            },
        )?;
        let columns = words.into_iter();
        Ok(columns
            .map(|c| Arc::new(Int64Array::from(c)) as ArrayRef)
            .collect())
    }

    fn size(&self) -> usize {
        self.registers.capacity()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call, groups};
    use super::*;
    use arrow::array::Float64Array;
    use arrow::datatypes::DataType;

    fn hll_call(precision: i32) -> AggregateCall {
        let words = (1 << precision) / REGISTERS_IN_WORD + 1;
        let buffer = vec![DataType::Int64; words];
        let long = DataType::Int64;
        let mut call = call(
            "approx_count_distinct",
            std::slice::from_ref(&long),
            long.clone(),
            &buffer,
        );
        let points = |points: [f64; 8]| {
            let points = points.map(ScalarValue::from);
            ScalarValue::List(ScalarValue::new_list(&points, &DataType::Float64, false))
        };
        call.parameters = vec![
            ScalarValue::from(precision),
            ScalarValue::from(400.0),
            points([100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0, 2000.0]),
            points([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]),
        ];
        call
    }

    #[test]
    fn counts_by_halves_and_row_by_row() {
        let values = (0..2000i64).map(|v| (v % 7 != 0).then_some(v % 300));
        let values: ArrayRef = Arc::new(Int64Array::from_iter(values));
        let call = hll_call(9);
        let whole = by_halves(&call, std::slice::from_ref(&values)).unwrap();
        let count = whole.as_primitive::<Int64Type>().value(0);
        assert!((280..320).contains(&count), "{count}");
        let mut acc = groups(&call);
        let state = acc.convert_to_state(&[values], None).unwrap();
        acc.merge_batch(&state, &[1; 2000], 2).unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        assert_eq!(result.as_primitive::<Int64Type>().values(), &[0, count]);
    }

    #[test]
    fn zeros_and_nans_are_one() {
        let mut acc = groups(&hll_call(9));
        let other_nan = f64::from_bits(0xfff8_0000_0000_0001);
        let values = Float64Array::from(vec![0.0, -0.0, f64::NAN, other_nan]);
        acc.update_batch(&[Arc::new(values)], &[0; 4], None, 1)
            .unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        assert_eq!(result.as_primitive::<Int64Type>().value(0), 2);
    }

    /// Java's logarithm may differ in the last bit from ours: no count is so near to where it rounds.
    #[test]
    fn linear_counts_do_not_depend_on_the_last_bit() {
        for precision in 4..=18 {
            let m = f64::from(1 << precision);
            for empty in 1..=1 << precision {
                let linear = m * (m / f64::from(empty)).ln();
                let far = (linear - linear.floor() - 0.5).abs();
                assert!(far > 1e-8, "{precision} {empty} {far}");
            }
        }
    }

    #[test]
    fn biases_of_the_nearest_estimates() {
        let call = hll_call(9);
        let estimator = Estimator {
            precision: 9,
            threshold: 0.0,
            estimates: doubles(&call.parameters[2]).unwrap(),
            biases: doubles(&call.parameters[3]).unwrap(),
        };
        assert_eq!(estimator.bias(0.0), 3.5);
        assert_eq!(estimator.bias(590.0), 4.5);
        assert_eq!(estimator.bias(3000.0), 6.0);
    }
}
