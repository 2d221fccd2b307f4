//! Casts from byte, short, int and long.

use std::fmt::{Display, Write};
use std::sync::Arc;

use arrow::array::{Array, ArrowPrimitiveType, AsArray, BinaryBuilder};
use arrow::datatypes::{
    DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampMicrosecondType,
};
use datafusion_expr::ColumnarValue;

use super::kernel::{fixed, overflow, to_boolean, to_string, total};
use crate::EvalMode;
use crate::decimal::{pow10, to_decimal};
use crate::math::rows;
use crate::table::Kernel;

pub fn from_byte(to: &DataType, mode: EvalMode) -> Option<Kernel> {
    cast::<Int8Type>(to, mode, "Y", i64::from)
}

pub fn from_short(to: &DataType, mode: EvalMode) -> Option<Kernel> {
    cast::<Int16Type>(to, mode, "S", i64::from)
}

pub fn from_int(to: &DataType, mode: EvalMode) -> Option<Kernel> {
    cast::<Int32Type>(to, mode, "", i64::from)
}

pub fn from_long(to: &DataType, mode: EvalMode) -> Option<Kernel> {
    cast::<Int64Type>(to, mode, "L", |v| v)
}

/// `suffix` ends an SQL literal of the type.
fn cast<T>(
    to: &DataType,
    mode: EvalMode,
    suffix: &'static str,
    long: fn(T::Native) -> i64,
) -> Option<Kernel>
where
    T: ArrowPrimitiveType,
    T::Native: Display,
{
    let target = to.clone();
    let error = move |v: T::Native| overflow(format!("{v}{suffix}"), &T::DATA_TYPE, &target);
    let checked = mode != EvalMode::Legacy;
    Some(match to {
        DataType::Int8 => fixed::<T, Int8Type>(to, mode, error, move |v| {
            let v = long(v);
            (v as i8, checked && i64::from(v as i8) != v)
        }),
        DataType::Int16 => fixed::<T, Int16Type>(to, mode, error, move |v| {
            let v = long(v);
            (v as i16, checked && i64::from(v as i16) != v)
        }),
        DataType::Int32 => fixed::<T, Int32Type>(to, mode, error, move |v| {
            let v = long(v);
            (v as i32, checked && i64::from(v as i32) != v)
        }),
        DataType::Int64 => total::<T, Int64Type>(to, long),
        DataType::Float32 => total::<T, Float32Type>(to, move |v| long(v) as f32),
        DataType::Float64 => total::<T, Float64Type>(to, move |v| long(v) as f64),
        DataType::Decimal128(precision, scale) => decimal::<T>(*precision, *scale, mode, long),
        DataType::Boolean => to_boolean::<T>(move |v| long(v) != 0),
        // `TimeUnit.SECONDS.toMicros` saturates.
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            total::<T, TimestampMicrosecondType>(to, move |v| long(v).saturating_mul(1_000_000))
        }
        DataType::Utf8 => to_string::<T>(|v, text| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{v}");
        }),
        DataType::Binary if mode == EvalMode::Legacy => binary::<T>(long),
        _ => return None,
    })
}

/// `Decimal(long).changePrecision`.
fn decimal<T>(precision: u8, scale: i8, mode: EvalMode, long: fn(T::Native) -> i64) -> Kernel
where
    T: ArrowPrimitiveType,
    T::Native: Display,
{
    let bound = pow10(u32::from(precision)).unsigned_abs();
    let factor = pow10(scale as u32);
    let f = move |v: T::Native| {
        let scaled = i128::from(long(v)).checked_mul(factor)?;
        (scaled.unsigned_abs() < bound).then_some(scaled)
    };
    to_decimal::<T>(precision, scale, mode, f, |v| v.to_string())
}

/// `NumberConverter.toBinary`: big endian.
fn binary<T: ArrowPrimitiveType>(long: fn(T::Native) -> i64) -> Kernel {
    Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let values = array.as_primitive::<T>();
        let width = size_of::<T::Native>();
        let mut output = BinaryBuilder::with_capacity(values.len(), width * values.len());
        for value in values {
            match value {
                Some(value) => output.append_value(&long(value).to_be_bytes()[8 - width..]),
                None => output.append_null(),
            }
        }
        let output = output.finish();
        if output.is_empty() {
            return Ok(ColumnarValue::Array(Arc::new(output)));
        }
        rows::finish(Arc::new(output), args)
    })
}
