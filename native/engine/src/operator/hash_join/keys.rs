//! Join keys as 64-bit numbers: integral keys packed without loss, others by their hash.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, DynComparator, PrimitiveArray, RecordBatch,
    make_comparator,
};
use arrow::compute::SortOptions;
use arrow::datatypes::{
    DataType, Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampMicrosecondType,
};
use datafusion_common::Result;
use datafusion_common::hash_utils::{RandomState, create_hashes};
use datafusion_physical_expr::PhysicalExpr;

/// The key of a row that meets no row: no other key has this number.
pub const NO_KEY: u64 = u64::MAX;

pub fn evaluate(keys: &[Arc<dyn PhysicalExpr>], batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
    let rows = batch.num_rows();
    keys.iter()
        .map(|key| key.evaluate(batch)?.into_array(rows))
        .collect()
}

/// How keys become numbers.
#[derive(Debug)]
pub enum Coding {
    /// Mixed radix over the values that the build side has; equal numbers are equal keys.
    Packed(Vec<Digit>),
    /// Equal keys have equal hashes; what has equal hashes must be compared.
    Hashed,
}

/// One packed key column: values from `min` to `min + span` in steps of `step`.
#[derive(Debug)]
pub struct Digit {
    min: i64,
    span: u64,
    step: u64,
}

impl Coding {
    /// The coding for a build side, and the number of different codes if that is known.
    pub fn of(keys: &[ArrayRef]) -> (Self, Option<u64>) {
        let mut digits = Vec::with_capacity(keys.len());
        let mut codes: u128 = 1;
        for key in keys {
            let Some((min, max)) = range(key) else {
                return (Self::Hashed, None);
            };
            let span = (max as u64).wrapping_sub(min as u64);
            let Ok(step) = u64::try_from(codes) else {
                return (Self::Hashed, None);
            };
            digits.push(Digit { min, span, step });
            codes *= u128::from(span) + 1;
        }
        match u64::try_from(codes) {
            Ok(codes) if !keys.is_empty() => (Self::Packed(digits), Some(codes)),
            _ => (Self::Hashed, None),
        }
    }

    pub fn encode(&self, keys: &[ArrayRef], rows: usize) -> Result<Vec<u64>> {
        let mut codes = vec![0; rows];
        match self {
            Coding::Packed(digits) => {
                for (digit, key) in digits.iter().zip(keys) {
                    digit.add(key, &mut codes);
                }
            }
            Coding::Hashed => {
                hash(keys, 0, &mut codes)?;
                for code in &mut codes {
                    *code = (*code).min(NO_KEY - 1);
                }
            }
        }
        for key in keys {
            leave_nulls_out(key, &mut codes);
        }
        Ok(codes)
    }
}

pub fn leave_nulls_out(column: &ArrayRef, codes: &mut [u64]) {
    if let Some(nulls) = column.logical_nulls().filter(|n| n.null_count() > 0) {
        for (code, valid) in codes.iter_mut().zip(nulls.iter()) {
            if !valid {
                *code = NO_KEY;
            }
        }
    }
}

/// Hashes of rows; different seeds give independent hashes.
pub fn hash(keys: &[ArrayRef], seed: u64, hashes: &mut [u64]) -> Result<()> {
    create_hashes(keys, &RandomState::with_seed(seed), hashes)?;
    Ok(())
}

/// Calls `$f` with the primitive type of an integral `$array`; `$other` if it is another.
macro_rules! integral {
    ($array:expr, $f:ident($($arg:expr),*), $other:expr) => {
        match $array.data_type() {
            DataType::Int8 => $f::<Int8Type>($array.as_primitive() $(, $arg)*),
            DataType::Int16 => $f::<Int16Type>($array.as_primitive() $(, $arg)*),
            DataType::Int32 => $f::<Int32Type>($array.as_primitive() $(, $arg)*),
            DataType::Int64 => $f::<Int64Type>($array.as_primitive() $(, $arg)*),
            DataType::Date32 => $f::<Date32Type>($array.as_primitive() $(, $arg)*),
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                $f::<TimestampMicrosecondType>($array.as_primitive() $(, $arg)*)
            }
            _ => $other,
        }
    };
}

pub fn is_integral(data_type: &DataType) -> bool {
    use DataType::{Date32, Int8, Int16, Int32, Int64, Timestamp};
    matches!(
        data_type,
        Int8 | Int16 | Int32 | Int64 | Date32 | Timestamp(TimeUnit::Microsecond, _)
    )
}

/// The values of an integral column; those of NULLs mean nothing.
pub fn integers(column: &ArrayRef) -> Vec<i64> {
    integral!(column, widened(), vec![0; column.len()])
}

fn widened<T: ArrowPrimitiveType<Native: Into<i64>>>(column: &PrimitiveArray<T>) -> Vec<i64> {
    column.values().iter().map(|v| (*v).into()).collect()
}

/// The least and the greatest value; (0, 0) where all are null; None if the type is not integral.
fn range(key: &ArrayRef) -> Option<(i64, i64)> {
    integral!(key, range_of(), None)
}

fn range_of<T: ArrowPrimitiveType<Native: Into<i64>>>(
    key: &PrimitiveArray<T>,
) -> Option<(i64, i64)> {
    let (mut min, mut max) = (i64::MAX, i64::MIN);
    let mut extend = |value: T::Native| {
        let value: i64 = value.into();
        min = min.min(value);
        max = max.max(value);
    };
    if key.null_count() == 0 {
        key.values().iter().for_each(|v| extend(*v));
    } else {
        key.iter().flatten().for_each(extend);
    }
    Some(if min > max { (0, 0) } else { (min, max) })
}

impl Digit {
    fn add(&self, key: &ArrayRef, codes: &mut [u64]) {
        integral!(key, add_to(self, codes), codes.fill(NO_KEY))
    }
}

fn add_to<T: ArrowPrimitiveType<Native: Into<i64>>>(
    key: &PrimitiveArray<T>,
    digit: &Digit,
    codes: &mut [u64],
) {
    for (code, value) in codes.iter_mut().zip(key.values()) {
        let value: i64 = (*value).into();
        let offset = (value as u64).wrapping_sub(digit.min as u64);
        *code = if *code == NO_KEY || offset > digit.span {
            NO_KEY
        } else {
            *code + offset * digit.step
        };
    }
}

/// Compares keys of two sides that have the same number. Nulls inside of nested keys are equal.
pub struct Equality(Vec<DynComparator>);

impl Equality {
    pub fn new(build: &[ArrayRef], probe: &[ArrayRef]) -> Result<Self> {
        let compare = |(b, p): (&ArrayRef, &ArrayRef)| {
            Ok(make_comparator(
                b.as_ref(),
                p.as_ref(),
                SortOptions::default(),
            )?)
        };
        Ok(Self(
            build
                .iter()
                .zip(probe)
                .map(compare)
                .collect::<Result<_>>()?,
        ))
    }

    pub fn holds(&self, build: u32, probe: u32) -> bool {
        self.0
            .iter()
            .all(|compare| compare(build as usize, probe as usize) == Ordering::Equal)
    }
}
