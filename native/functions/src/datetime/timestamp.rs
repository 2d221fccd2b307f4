//! Timestamps in a zone of fixed offset: fields of the clock, intervals added, microseconds counted.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int32Array, Int64Array, TimestampMicrosecondArray,
};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Decimal128Type, DurationMicrosecondType, Float64Type, Int64Type,
    IntervalYearMonthType, TimestampMicrosecondType,
};
use datafusion_common::{Result, exec_datafusion_err, internal_err};
use datafusion_expr::ColumnarValue;

use super::calendar::plus_months;
use super::zone::offset;
use crate::argument::Values;
use crate::table::{Call, Kernel};

pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
pub(super) const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;
const SECONDS_PER_DAY: i64 = 86_400;

pub(super) type Timestamps = Values<TimestampMicrosecondType>;

/// The day since 1970-01-01 and the microsecond in it, on clocks `offset` seconds ahead of UTC.
pub(super) fn split(micros: i64, offset: i64) -> (i32, i64) {
    let local = i128::from(micros) + i128::from(offset * MICROS_PER_SECOND);
    let day = i128::from(MICROS_PER_DAY);
    // An i64 of microseconds spans 2 * 10^8 days.
    (local.div_euclid(day) as i32, local.rem_euclid(day) as i64)
}

/// The inverse of `split`, for any day.
pub(super) fn join(days: i64, micros: i64, offset: i64) -> Result<i64> {
    let local = i128::from(days) * i128::from(MICROS_PER_DAY) + i128::from(micros);
    exact(local - i128::from(offset * MICROS_PER_SECOND))
}

/// Java's `Math.*Exact`, which throws no condition of Spark's.
fn exact(value: i128) -> Result<i64> {
    i64::try_from(value).map_err(|_| exec_datafusion_err!("long overflow"))
}

/// A column of the call's timestamp type.
pub(super) fn timestamps(
    rows: usize,
    call: &DataType,
    f: impl FnMut(usize) -> Result<Option<i64>>,
) -> Result<ColumnarValue> {
    let output = (0..rows)
        .map(f)
        .collect::<Result<TimestampMicrosecondArray>>()?;
    Ok(ColumnarValue::Array(Arc::new(
        output.with_data_type(call.clone()),
    )))
}

fn clock(call: &Call, f: fn(i64) -> i64) -> Result<Kernel> {
    let offset = offset(call, call.arg_types.first())?;
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let Some(micros) = array.as_primitive_opt::<TimestampMicrosecondType>() else {
            return internal_err!("a {} for a timestamp", array.data_type());
        };
        let output: Int32Array = micros.unary(|micros| {
            let seconds = micros.div_euclid(MICROS_PER_SECOND) + offset;
            f(seconds.rem_euclid(SECONDS_PER_DAY)) as i32
        });
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

pub fn hour(call: &Call) -> Result<Kernel> {
    clock(call, |second| second / 3600)
}

pub fn minute(call: &Call) -> Result<Kernel> {
    clock(call, |second| second / 60 % 60)
}

pub fn second(call: &Call) -> Result<Kernel> {
    clock(call, |second| second % 60)
}

/// A timestamp plus a day-time interval.
pub fn time_add(call: &Call) -> Result<Kernel> {
    // Days and time of day added in turn are their sum, if the offset stays.
    offset(call, call.arg_types.first())?;
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let micros = Timestamps::new(&args[0])?;
        let by = Values::<DurationMicrosecondType>::new(&args[1])?;
        timestamps(rows, &to, |row| match (micros.get(row), by.get(row)) {
            (Some(micros), Some(by)) => exact(i128::from(micros) + i128::from(by)).map(Some),
            _ => Ok(None),
        })
    }))
}

/// A timestamp plus a year-month interval.
pub fn timestamp_add_ym_interval(call: &Call) -> Result<Kernel> {
    let offset = offset(call, call.arg_types.first())?;
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let micros = Timestamps::new(&args[0])?;
        let months = Values::<IntervalYearMonthType>::new(&args[1])?;
        timestamps(rows, &to, |row| match (micros.get(row), months.get(row)) {
            (Some(micros), Some(months)) => {
                let (days, time) = split(micros, offset);
                join(plus_months(days, months), time, offset).map(Some)
            }
            _ => Ok(None),
        })
    }))
}

fn count(unit: i64) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let Some(micros) = array.as_primitive_opt::<TimestampMicrosecondType>() else {
            return internal_err!("a {} for a timestamp", array.data_type());
        };
        let output: Int64Array = micros.unary(|micros| micros.div_euclid(unit));
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

pub fn unix_seconds(_call: &Call) -> Result<Kernel> {
    count(MICROS_PER_SECOND)
}

pub fn unix_millis(_call: &Call) -> Result<Kernel> {
    count(1000)
}

pub fn unix_micros(_call: &Call) -> Result<Kernel> {
    count(1)
}

fn from_integral(call: &Call, unit: i64) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let array = longs(&args[0].to_array(rows)?)?;
        let output: TimestampMicrosecondArray = array.try_unary(|value| {
            value
                .checked_mul(unit)
                .ok_or_else(|| exec_datafusion_err!("long overflow"))
        })?;
        Ok(ColumnarValue::Array(Arc::new(
            output.with_data_type(to.clone()),
        )))
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
            let array = cast(&args[0].to_array(rows)?, &DataType::Float64)?;
            let seconds: &Float64Array = array.as_primitive::<Float64Type>();
            timestamps(rows, &to, |row| {
                let seconds = seconds.is_valid(row).then(|| seconds.value(row));
                Ok(seconds
                    .filter(|seconds| seconds.is_finite())
                    .map(|seconds| (seconds * MICROS_PER_SECOND as f64) as i64))
            })
        })),
        Some(&DataType::Decimal128(_, scale)) => Ok(Arc::new(move |args, rows| {
            let seconds = Values::<Decimal128Type>::new(&args[0])?;
            timestamps(rows, &to, |row| {
                seconds
                    .get(row)
                    .map(|v| decimal_micros(v, scale))
                    .transpose()
            })
        })),
        _ => from_integral(call, MICROS_PER_SECOND),
    }
}

/// `BigDecimal.longValueExact` of the seconds times a million.
fn decimal_micros(unscaled: i128, scale: i8) -> Result<i64> {
    let micros = if scale <= 6 {
        unscaled.checked_mul(10_i128.pow((6 - i32::from(scale)).unsigned_abs()))
    } else {
        let unit = 10_i128.pow((i32::from(scale) - 6).unsigned_abs());
        if unscaled % unit != 0 {
            return Err(exec_datafusion_err!("Rounding necessary"));
        }
        Some(unscaled / unit)
    };
    micros
        .and_then(|micros| i64::try_from(micros).ok())
        .ok_or_else(|| exec_datafusion_err!("Overflow"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::calendar::from_civil;
    use super::*;
    use crate::string::testing::call;
    use arrow::datatypes::{Field, TimeUnit};
    use datafusion_common::ScalarValue;

    fn at(zone: &str) -> Call {
        let timestamp = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        Call {
            arg_types: vec![timestamp.clone()],
            return_field: Arc::new(Field::new("", timestamp, true)),
            time_zone: zone.into(),
            ..call()
        }
    }

    fn timestamp(micros: i64) -> ColumnarValue {
        ColumnarValue::Scalar(ScalarValue::TimestampMicrosecond(
            Some(micros),
            Some("UTC".into()),
        ))
    }

    fn eval(kernel: Result<Kernel>, args: &[ColumnarValue]) -> Result<i64> {
        let array = kernel?(args, 1)?.to_array(1)?;
        let array = match array.data_type() {
            DataType::Timestamp(_, _) => array
                .as_primitive::<TimestampMicrosecondType>()
                .reinterpret_cast::<Int64Type>(),
            _ => longs(&array)?,
        };
        Ok(array.value(0))
    }

    #[test]
    fn clocks() {
        let micros = -1;
        assert_eq!(eval(hour(&at("UTC")), &[timestamp(micros)]).unwrap(), 23);
        assert_eq!(eval(minute(&at("UTC")), &[timestamp(micros)]).unwrap(), 59);
        assert_eq!(eval(second(&at("UTC")), &[timestamp(micros)]).unwrap(), 59);
        assert_eq!(eval(hour(&at("+05:30")), &[timestamp(0)]).unwrap(), 5);
        assert_eq!(eval(minute(&at("+05:30")), &[timestamp(0)]).unwrap(), 30);
        assert!(hour(&at("Europe/Berlin")).is_err());
        assert_eq!(
            eval(hour(&at("-18:00")), &[timestamp(i64::MIN)]).unwrap(),
            1
        );
    }

    #[test]
    fn intervals() {
        let start = |month, day, hour: i64| {
            from_civil(2024, month, day) * MICROS_PER_DAY + hour * 3600 * MICROS_PER_SECOND
        };
        let month = ColumnarValue::Scalar(ScalarValue::IntervalYearMonth(Some(1)));
        let add = |zone, start| {
            eval(
                timestamp_add_ym_interval(&at(zone)),
                &[timestamp(start), month.clone()],
            )
            .unwrap()
        };
        assert_eq!(add("UTC", start(1, 31, 23)), start(2, 29, 23));
        // Already the first of February there.
        assert_eq!(add("+02:00", start(1, 31, 23)), start(2, 29, 23));
        assert_eq!(add("-01:00", start(3, 1, 0)), start(3, 30, 0));
        let hour = ColumnarValue::Scalar(ScalarValue::DurationMicrosecond(Some(5)));
        let args = |micros| [timestamp(micros), hour.clone()];
        assert_eq!(eval(time_add(&at("UTC")), &args(-7)).unwrap(), -2);
        assert!(eval(time_add(&at("UTC")), &args(i64::MAX)).is_err());
    }

    #[test]
    fn units() {
        assert_eq!(
            eval(unix_seconds(&at("UTC")), &[timestamp(-1)]).unwrap(),
            -1
        );
        assert_eq!(
            eval(unix_millis(&at("UTC")), &[timestamp(-1001)]).unwrap(),
            -2
        );
        let long = |v| [ColumnarValue::Scalar(ScalarValue::Int64(Some(v)))];
        assert_eq!(eval(timestamp_millis(&at("UTC")), &long(2)).unwrap(), 2000);
        assert!(eval(timestamp_seconds(&at("UTC")), &long(i64::MAX)).is_err());
        assert_eq!(decimal_micros(1_234_567_890, 9).ok(), None);
        assert_eq!(decimal_micros(1_234_567_000, 9).unwrap(), 1_234_567);
        assert_eq!(decimal_micros(-15, 1).unwrap(), -1_500_000);
    }
}
