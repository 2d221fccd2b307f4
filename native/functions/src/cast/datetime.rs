//! Casts from dates and timestamps.

use std::sync::Arc;

use arrow::array::{ArrowPrimitiveType, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimeUnit, TimestampMicrosecondType,
};
use datafusion_common::Result;

use super::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND};
use super::kernel::{fixed, input, null, overflow, to_boolean, total};
use super::text::ascii_column;
use super::timestamp_text::{write, write_date};
use crate::datetime::zone::Zone;
use crate::math::rows;
use crate::table::Kernel;
use crate::{EvalMode, SparkError};

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
        |_| SparkError::java_arithmetic("long overflow"),
        move |v| match f(v) {
            Some(micros) => (micros, false),
            None => (0, true),
        },
    )
}

fn to_text<T: ArrowPrimitiveType>(
    width: usize,
    write: impl Fn(T::Native, &mut Vec<u8>) + Send + Sync + 'static,
) -> Kernel {
    Arc::new(move |args, _| {
        let array = input(args)?;
        let output = ascii_column(array.as_primitive::<T>(), width, &write)?;
        rows::finish(Arc::new(output), args)
    })
}

/// Microseconds of an instant and of its second.
fn micros(seconds: i64, of_second: i64) -> Option<i64> {
    let micros = i128::from(seconds) * i128::from(MICROS_PER_SECOND) + i128::from(of_second);
    i64::try_from(micros).ok()
}

pub fn from_date(to: &DataType, mode: EvalMode, zone: &Arc<Zone>) -> Result<Option<Kernel>> {
    Ok(Some(match to {
        DataType::Utf8 => to_text::<Date32Type>(10, write_date),
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            checked::<Date32Type>(to, mode, |days| i64::from(days).checked_mul(MICROS_PER_DAY))
        }
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            let zone = Arc::clone(zone);
            checked::<Date32Type>(to, mode, move |days| {
                micros(zone.start_of_day(i64::from(days)), 0)
            })
        }
        // Hive has none of these casts.
        DataType::Boolean if mode == EvalMode::Legacy => null(to)?,
        t if t.is_numeric() && mode == EvalMode::Legacy => null(to)?,
        _ => return Ok(None),
    }))
}

/// Without a time zone; `zone` is the session's.
pub fn from_local(to: &DataType, mode: EvalMode, zone: &Arc<Zone>) -> Option<Kernel> {
    Some(match to {
        DataType::Date32 => to_date(to, Arc::new(Zone::fixed(0))),
        DataType::Utf8 => {
            let zone = Zone::fixed(0);
            to_text::<TimestampMicrosecondType>(26, move |micros, text| write(micros, &zone, text))
        }
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            let zone = Arc::clone(zone);
            checked::<TimestampMicrosecondType>(to, mode, move |v| {
                let instant = zone.instant(v.div_euclid(MICROS_PER_SECOND));
                micros(instant, v.rem_euclid(MICROS_PER_SECOND))
            })
        }
        _ => return None,
    })
}

/// `zone` is the session's.
pub fn from_timestamp(to: &DataType, mode: EvalMode, zone: &Arc<Zone>) -> Option<Kernel> {
    let zone = Arc::clone(zone);
    let seconds = |v: i64| v.div_euclid(MICROS_PER_SECOND);
    let target = to.clone();
    let from = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let shown = Arc::clone(&zone);
    let error = move |v| {
        let mut text = Vec::new();
        write(v, &shown, &mut text);
        let text = String::from_utf8_lossy(&text);
        overflow(format!("TIMESTAMP '{text}'"), &from, &target)
    };
    Some(match to {
        DataType::Date32 => to_date(to, zone),
        DataType::Utf8 => {
            to_text::<TimestampMicrosecondType>(26, move |micros, text| write(micros, &zone, text))
        }
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            checked::<TimestampMicrosecondType>(to, mode, move |v| {
                let seconds = v.div_euclid(MICROS_PER_SECOND);
                let local = seconds + zone.offset(seconds);
                micros(local, v.rem_euclid(MICROS_PER_SECOND))
            })
        }
        // In legacy mode Spark 3.5 wraps and Spark 4 gives NULL.
        DataType::Int8 | DataType::Int16 | DataType::Int32 if mode == EvalMode::Legacy => {
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

fn to_date(to: &DataType, zone: Arc<Zone>) -> Kernel {
    total::<TimestampMicrosecondType, Date32Type>(to, move |v| {
        let seconds = v.div_euclid(MICROS_PER_SECOND);
        (seconds + zone.offset(seconds)).div_euclid(86_400) as i32
    })
}
