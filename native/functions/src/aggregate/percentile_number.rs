//! The numbers that exact percentiles are of, as the keys that they are kept and sorted by.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Decimal128Type, DurationMicrosecondType, Float64Type, Int64Type, IntervalUnit,
    IntervalYearMonthType, TimeUnit,
};
use datafusion_common::Result;

use super::jvm_hash;
use super::open_hash;
use super::weighted::Key;
use crate::cast::decimal;

/// Numbers as the keys that they are kept by.
pub trait Number: Key {
    fn read_all(values: &ArrayRef) -> Result<Vec<Self>>;
    /// `toDoubleValue`.
    fn double(self, input: &DataType) -> f64;
    /// The other zero of a zero; what is no floating-point zero stays.
    fn exchanged(self) -> Self {
        self
    }
}

impl Number for i128 {
    fn read_all(values: &ArrayRef) -> Result<Vec<Self>> {
        Ok(values.as_primitive::<Decimal128Type>().values().to_vec())
    }

    fn double(self, input: &DataType) -> f64 {
        match input {
            DataType::Decimal128(_, scale) => decimal::double(self, *scale),
            _ => self as f64,
        }
    }
}

/// The keys of the two zeros, which are other keys but equal numbers.
const NEGATIVE_ZERO: i64 = -1;
const ZERO: i64 = 0;

/// Floating-point numbers in Spark's order, one NaN above all; -0.0 is just below 0.0.
fn float_key(v: f64) -> i64 {
    let v = if v.is_nan() { f64::NAN } else { v };
    turned(v.to_bits() as i64)
}

/// Of negative numbers the larger magnitude is the smaller number.
fn turned(bits: i64) -> i64 {
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

impl Number for i64 {
    fn read_all(values: &ArrayRef) -> Result<Vec<Self>> {
        Ok(match values.data_type() {
            DataType::Float32 | DataType::Float64 => {
                let values = cast(values, &DataType::Float64)?;
                let values = values.as_primitive::<Float64Type>().values();
                values.iter().map(|v| float_key(*v)).collect()
            }
            DataType::Interval(IntervalUnit::YearMonth) => {
                let values = values.as_primitive::<IntervalYearMonthType>().values();
                values.iter().map(|v| i64::from(*v)).collect()
            }
            DataType::Duration(TimeUnit::Microsecond) => values
                .as_primitive::<DurationMicrosecondType>()
                .values()
                .to_vec(),
            _ => {
                let values = cast(values, &DataType::Int64)?;
                values.as_primitive::<Int64Type>().values().to_vec()
            }
        })
    }

    fn double(self, input: &DataType) -> f64 {
        if input.is_floating() {
            f64::from_bits(turned(self) as u64)
        } else {
            self as f64
        }
    }

    fn exchanged(self) -> Self {
        match self {
            NEGATIVE_ZERO | ZERO => NEGATIVE_ZERO - self,
            other => other,
        }
    }
}

/// The distinct keys as they came first, each with its count, if both zeros are among them: Spark has
/// the zeros in the order of its hash table.
fn arranged_zeros(pairs: &mut Vec<(i64, i64)>) -> bool {
    let has = |zero: i64| pairs.iter().any(|(key, _)| *key == zero);
    if !has(NEGATIVE_ZERO) || !has(ZERO) {
        return false;
    }
    let mut places = HashMap::new();
    let mut distinct: Vec<(i64, i64)> = Vec::new();
    for (key, count) in pairs.iter() {
        let at = *places.entry(*key).or_insert(distinct.len());
        match distinct.get_mut(at) {
            Some(known) => known.1 = known.1.wrapping_add(*count),
            None => distinct.push((*key, *count)),
        }
    }
    let code = jvm_hash::hash_code(&DataType::Float64);
    let codes = distinct.iter().map(|(key, _)| {
        let bytes = turned(*key).to_le_bytes();
        code.map_or(0, |code| code(&bytes))
    });
    let codes: Vec<i32> = codes.collect();
    let order = open_hash::iteration(&codes);
    *pairs = order.iter().map(|at| distinct[*at as usize]).collect();
    true
}

/// Whether the hash table has 0.0 before -0.0.
fn zero_is_first(keys: &[i64]) -> bool {
    let mut pairs: Vec<(i64, i64)> = keys.iter().map(|key| (*key, 1)).collect();
    arranged_zeros(&mut pairs)
        && pairs.iter().position(|p| p.0 == ZERO) < pairs.iter().position(|p| p.0 == NEGATIVE_ZERO)
}

/// What is peculiar to floating-point numbers.
pub trait Zeros: Number {
    fn arranged(input: &DataType, pairs: &mut Vec<(Self, i64)>) -> bool;
    /// Whether Spark's stable sort has the zeros the other way round.
    fn exchanges(input: &DataType, reverse: bool, keys: &[Self]) -> bool;
}

impl Zeros for i128 {
    fn arranged(_input: &DataType, _pairs: &mut Vec<(i128, i64)>) -> bool {
        false
    }

    fn exchanges(_input: &DataType, _reverse: bool, _keys: &[i128]) -> bool {
        false
    }
}

impl Zeros for i64 {
    fn arranged(input: &DataType, pairs: &mut Vec<(i64, i64)>) -> bool {
        input.is_floating() && arranged_zeros(pairs)
    }

    fn exchanges(input: &DataType, reverse: bool, keys: &[i64]) -> bool {
        let both = input.is_floating() && keys.contains(&NEGATIVE_ZERO) && keys.contains(&ZERO);
        both && zero_is_first(keys) != reverse
    }
}
