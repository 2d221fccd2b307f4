//! Casts from dates and timestamps, in zones of one offset.

use arrow::array::ArrowPrimitiveType;
use arrow::datatypes::{
    DataType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimeUnit, TimestampMicrosecondType,
};
use datafusion_common::Result;

use super::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND, write_date, write_timestamp};
use super::kernel::{fixed, long_overflow, null, overflow, to_boolean, to_string, total};
use crate::EvalMode;
use crate::table::Kernel;

/// Java raises its own error where Spark has none, in legacy mode too.
fn always_raised(mode: EvalMode) -> EvalMode {
    match mode {
        EvalMode::Try => EvalMode::Try,
        _ => EvalMode::Ansi,
    }
}

fn checked<T>(
    to: &DataType,
    mode: EvalMode,
    f: impl Fn(T::Native) -> Option<i64> + Send + Sync + 'static,
) -> Kernel
where
    T: ArrowPrimitiveType,
{
    fixed::<T, TimestampMicrosecondType>(
        to,
        always_raised(mode),
        |_| long_overflow(),
        move |v| match f(v) {
            Some(micros) => (micros, false),
            None => (0, true),
        },
    )
}

fn offset_micros(seconds: i32) -> i64 {
    i64::from(seconds) * MICROS_PER_SECOND
}

/// `offset`: of the session time zone, in seconds; None if it has several.
pub fn from_date(to: &DataType, mode: EvalMode, offset: Option<i32>) -> Result<Option<Kernel>> {
    let midnight = |offset: i64| {
        move |days: i32| {
            let micros = i64::from(days).checked_mul(MICROS_PER_DAY)?;
            micros.checked_sub(offset)
        }
    };
    Ok(Some(match to {
        DataType::Utf8 => to_string::<Date32Type>(|days, text| write_date(i64::from(days), text)),
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            checked::<Date32Type>(to, mode, midnight(0))
        }
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => match offset {
            Some(offset) => checked::<Date32Type>(to, mode, midnight(offset_micros(offset))),
            None => return Ok(None),
        },
        // Hive has none of these casts.
        DataType::Boolean if mode == EvalMode::Legacy => null(to)?,
        t if t.is_numeric() && mode == EvalMode::Legacy => null(to)?,
        _ => return Ok(None),
    }))
}

/// Without a time zone. `offset` as above.
pub fn from_local(to: &DataType, mode: EvalMode, offset: Option<i32>) -> Option<Kernel> {
    Some(match to {
        DataType::Date32 => to_date(to, 0),
        DataType::Utf8 => to_string::<TimestampMicrosecondType>(|micros, text| {
            write_timestamp(micros, 0, text);
        }),
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            let offset = offset_micros(offset?);
            checked::<TimestampMicrosecondType>(to, mode, move |v| v.checked_sub(offset))
        }
        _ => return None,
    })
}

/// `offset` as above.
pub fn from_timestamp(to: &DataType, mode: EvalMode, offset: Option<i32>) -> Option<Kernel> {
    let seconds = |v: i64| v.div_euclid(MICROS_PER_SECOND);
    let target = to.clone();
    let from = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let error = move |v| {
        let mut text = String::from("TIMESTAMP '");
        write_timestamp(v, offset.unwrap_or(0), &mut text);
        overflow(text + "'", &from, &target)
    };
    Some(match to {
        DataType::Date32 => to_date(to, offset?),
        DataType::Utf8 => {
            let offset = offset?;
            to_string::<TimestampMicrosecondType>(move |micros, text| {
                write_timestamp(micros, offset, text);
            })
        }
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            let offset = offset_micros(offset?);
            checked::<TimestampMicrosecondType>(to, mode, move |v| v.checked_add(offset))
        }
        // In legacy mode Spark 3.5 wraps and Spark 4 gives NULL.
        DataType::Int8 | DataType::Int16 | DataType::Int32
            if mode == EvalMode::Legacy || offset.is_none() =>
        {
            return None;
        }
        DataType::Int8 => fixed::<TimestampMicrosecondType, Int8Type>(to, mode, error, move |v| {
            let v = seconds(v);
            (v as i8, i64::from(v as i8) != v)
        }),
        DataType::Int16 => {
            fixed::<TimestampMicrosecondType, Int16Type>(to, mode, error, move |v| {
                let v = seconds(v);
                (v as i16, i64::from(v as i16) != v)
            })
        }
        DataType::Int32 => {
            fixed::<TimestampMicrosecondType, Int32Type>(to, mode, error, move |v| {
                let v = seconds(v);
                (v as i32, i64::from(v as i32) != v)
            })
        }
        DataType::Int64 => total::<TimestampMicrosecondType, Int64Type>(to, seconds),
        DataType::Float32 => {
            total::<TimestampMicrosecondType, Float32Type>(to, |v| (v as f64 / 1_000_000.0) as f32)
        }
        DataType::Float64 => {
            total::<TimestampMicrosecondType, Float64Type>(to, |v| v as f64 / 1_000_000.0)
        }
        DataType::Boolean if mode == EvalMode::Legacy => {
            to_boolean::<TimestampMicrosecondType>(|v| v != 0)
        }
        _ => return None,
    })
}

fn to_date(to: &DataType, offset: i32) -> Kernel {
    let offset = offset_micros(offset);
    total::<TimestampMicrosecondType, Date32Type>(to, move |v| {
        let of_day = v.rem_euclid(MICROS_PER_DAY) + offset;
        (v.div_euclid(MICROS_PER_DAY) + of_day.div_euclid(MICROS_PER_DAY)) as i32
    })
}
