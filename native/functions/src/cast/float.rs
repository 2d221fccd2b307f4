//! Casts from float and double. Not to strings and decimals: both go through Java's `toString`, which
//! is not the same on all Java versions.

use arrow::array::ArrowPrimitiveType;
use arrow::datatypes::{
    DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampMicrosecondType,
};

use super::kernel::{fixed, invalid, overflow, to_boolean, total};
use crate::EvalMode;
use crate::table::Kernel;

pub fn from_float(to: &DataType, mode: EvalMode) -> Option<Kernel> {
    match to {
        DataType::Float64 => Some(total::<Float32Type, Float64Type>(to, f64::from)),
        _ => cast::<Float32Type>(to, mode, f64::from, |v| {
            java_text(f64::from(v), format!("{v:e}"))
        }),
    }
}

pub fn from_double(to: &DataType, mode: EvalMode) -> Option<Kernel> {
    match to {
        DataType::Float32 => Some(total::<Float64Type, Float32Type>(to, |v| v as f32)),
        _ => cast::<Float64Type>(to, mode, |v| v, double_text),
    }
}

/// A double as an SQL literal.
fn double_text(v: f64) -> String {
    let text = java_text(v, format!("{v:e}"));
    if v.is_finite() { text + "D" } else { text }
}

fn cast<T: ArrowPrimitiveType>(
    to: &DataType,
    mode: EvalMode,
    double: fn(T::Native) -> f64,
    show: fn(T::Native) -> String,
) -> Option<Kernel> {
    let target = to.clone();
    let error = move |v| overflow(show(v), &T::DATA_TYPE, &target);
    let checked = mode != EvalMode::Legacy;
    // Rust's `as` truncates and saturates as Java's casts do.
    Some(match to {
        DataType::Int8 => fixed::<T, Int8Type>(to, mode, error, move |v| {
            let v = double(v);
            let fails = checked && !within(v, f64::from(i8::MIN), f64::from(i8::MAX));
            (v as i32 as i8, fails)
        }),
        DataType::Int16 => fixed::<T, Int16Type>(to, mode, error, move |v| {
            let v = double(v);
            let fails = checked && !within(v, f64::from(i16::MIN), f64::from(i16::MAX));
            (v as i32 as i16, fails)
        }),
        DataType::Int32 => fixed::<T, Int32Type>(to, mode, error, move |v| {
            let v = double(v);
            let fails = checked && !within(v, f64::from(i32::MIN), f64::from(i32::MAX));
            (v as i32, fails)
        }),
        DataType::Int64 => fixed::<T, Int64Type>(to, mode, error, move |v| {
            let v = double(v);
            (v as i64, checked && !within_long(v))
        }),
        DataType::Boolean => to_boolean::<T>(move |v| double(v) != 0.0),
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => timestamp::<T>(to, mode, double),
        _ => return None,
    })
}

/// `DoubleExactNumeric.toInt`.
fn within(v: f64, min: f64, max: f64) -> bool {
    v.floor() <= max && v.ceil() >= min
}

/// `DoubleExactNumeric.toLong`: Long.MaxValue counts as 2^63.
fn within_long(v: f64) -> bool {
    within(v, i64::MIN as f64, i64::MAX as f64)
}

/// `doubleToTimestamp` and `DateTimeUtils.doubleToTimestampAnsi`.
fn timestamp<T: ArrowPrimitiveType>(
    to: &DataType,
    mode: EvalMode,
    double: fn(T::Native) -> f64,
) -> Kernel {
    let target = to.clone();
    let error = move |v| {
        let v = double(v);
        if v.is_finite() {
            let micros = double_text(v * 1_000_000.0);
            overflow(micros, &DataType::Float64, &DataType::Int64)
        } else {
            invalid(double_text(v), &DataType::Float64, &target)
        }
    };
    fixed::<T, TimestampMicrosecondType>(to, mode, error, move |v| {
        let v = double(v);
        let micros = v * 1_000_000.0;
        let fails = !v.is_finite() || (mode != EvalMode::Legacy && !within_long(micros));
        (micros as i64, fails)
    })
}

/// `Double.toString` and `Float.toString` of Java 19, from Rust's shortest digits; for errors only.
fn java_text(v: f64, scientific: String) -> String {
    if v.is_nan() {
        return "NaN".to_string();
    }
    if v.is_infinite() {
        return if v > 0.0 { "Infinity" } else { "-Infinity" }.to_string();
    }
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let digits = digits.replace('.', "");
    let magnitude = v.abs();
    if magnitude != 0.0 && !(1e-3..1e7).contains(&magnitude) {
        let (first, rest) = digits.split_at(1);
        let rest = if rest.is_empty() { "0" } else { rest };
        return format!("{sign}{first}.{rest}E{exponent}");
    }
    if exponent < 0 {
        let zeros = "0".repeat((-exponent - 1) as usize);
        return format!("{sign}0.{zeros}{digits}");
    }
    let whole = exponent as usize + 1;
    if digits.len() > whole {
        let (whole, fraction) = digits.split_at(whole);
        format!("{sign}{whole}.{fraction}")
    } else {
        format!("{sign}{digits:0<whole$}.0")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_as_java_writes_them() {
        for (v, text) in [
            (0.0, "0.0D"),
            (-0.0, "-0.0D"),
            (1.0, "1.0D"),
            (123.25, "123.25D"),
            (0.001, "0.001D"),
            (0.000_12, "1.2E-4D"),
            (9_999_999.0, "9999999.0D"),
            (1e7, "1.0E7D"),
            (-2.5e300, "-2.5E300D"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(double_text(v), text);
        }
    }

    #[test]
    fn bounds_are_those_of_the_truncated_value() {
        assert!(within(127.9, -128.0, 127.0));
        assert!(within(-128.9, -128.0, 127.0));
        assert!(!within(128.0, -128.0, 127.0));
        assert!(!within(f64::NAN, -128.0, 127.0));
        assert!(within_long(i64::MAX as f64));
        assert!(!within_long(1e19));
    }
}
