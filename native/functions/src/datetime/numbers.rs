//! Timestamps made from numbers of seconds, milliseconds and microseconds.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::timestamp::{MICROS_PER_SECOND, finish, long_overflow};
use crate::SparkError;
use crate::argument::Values;
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

fn from_integral(call: &Call, unit: i64) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let values = ColumnarValue::Array(Arc::new(longs(&args[0].to_array(rows)?)?));
        let failure = Failure::Raise(|_| long_overflow());
        let output = rows::unary::<Int64Type, TimestampMicrosecondType>(
            &[values],
            rows,
            &failure,
            |value| value.overflowing_mul(unit),
        )?;
        finish(output, &to, args)
    }))
}

fn longs(array: &ArrayRef) -> Result<Int64Array> {
    if !array.data_type().is_integer() {
        return internal_err!("a {} for an integral number", array.data_type());
    }
    Ok(cast(array, &DataType::Int64)?
        .as_primitive::<Int64Type>()
        .clone())
}

pub fn timestamp_micros(call: &Call) -> Result<Kernel> {
    from_integral(call, 1)
}

pub fn timestamp_millis(call: &Call) -> Result<Kernel> {
    from_integral(call, 1000)
}

/// `SecondsToTimestamp`, of any number: NULL for NaN and the infinities, cut to whole microseconds;
/// a decimal must need no cut.
pub fn timestamp_seconds(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    match call.arg_types.first() {
        Some(DataType::Float32 | DataType::Float64) => Ok(Arc::new(move |args, rows| {
            let seconds = cast(&args[0].to_array(rows)?, &DataType::Float64)?;
            let failure: Failure<fn(f64) -> SparkError> = Failure::Null;
            let output = rows::unary::<Float64Type, TimestampMicrosecondType>(
                &[ColumnarValue::Array(seconds)],
                rows,
                &failure,
                |seconds| {
                    let micros = (seconds * MICROS_PER_SECOND as f64) as i64;
                    (micros, !seconds.is_finite())
                },
            )?;
            finish(output, &to, args)
        })),
        Some(&DataType::Decimal128(_, scale)) => Ok(Arc::new(move |args, rows| {
            let seconds = Values::<Decimal128Type>::new(&args[0])?;
            let output = (0..rows)
                .map(|row| {
                    seconds
                        .get(row)
                        .map(|v| decimal_micros(v, scale))
                        .transpose()
                })
                .collect::<Result<TimestampMicrosecondArray, SparkError>>()?;
            finish(output, &to, args)
        })),
        _ => from_integral(call, MICROS_PER_SECOND),
    }
}

/// `BigDecimal.longValueExact` of the seconds times a million.
fn decimal_micros(unscaled: i128, scale: i8) -> Result<i64, SparkError> {
    let micros = if scale <= 6 {
        unscaled.checked_mul(10_i128.pow((6 - i32::from(scale)).unsigned_abs()))
    } else {
        let unit = 10_i128.pow((i32::from(scale) - 6).unsigned_abs());
        if unscaled % unit != 0 {
            return Err(SparkError::java_arithmetic("Rounding necessary"));
        }
        Some(unscaled / unit)
    };
    micros
        .and_then(|micros| i64::try_from(micros).ok())
        .ok_or_else(|| SparkError::java_arithmetic("Overflow"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::timestamp::tests::{at, longs, timestamp_type};
    use super::*;
    use datafusion_common::ScalarValue;

    #[test]
    fn units() {
        let call = at("UTC", timestamp_type());
        let long = |v| [ColumnarValue::Scalar(ScalarValue::Int64(Some(v)))];
        assert_eq!(
            longs(timestamp_millis(&call), &long(2), 1).unwrap(),
            [Some(2000)]
        );
        assert_eq!(
            longs(timestamp_micros(&call), &long(i64::MIN), 1).unwrap(),
            [Some(i64::MIN)]
        );
        assert!(longs(timestamp_seconds(&call), &long(i64::MAX), 1).is_err());
        let mut floats = call.clone();
        floats.arg_types = vec![DataType::Float64];
        let double = |v| [ColumnarValue::Scalar(ScalarValue::Float64(Some(v)))];
        let seconds = |v| longs(timestamp_seconds(&floats), &double(v), 1).unwrap()[0];
        assert_eq!(seconds(1.5), Some(1_500_000));
        assert_eq!(seconds(f64::NAN), None);
        assert_eq!(seconds(1e300), Some(i64::MAX));
        assert!(decimal_micros(1_234_567_890, 9).is_err());
        assert_eq!(decimal_micros(1_234_567_000, 9).unwrap(), 1_234_567);
        assert_eq!(decimal_micros(-15, 1).unwrap(), -1_500_000);
    }
}
