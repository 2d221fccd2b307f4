//! Casts from decimals.

use arrow::datatypes::{
    DataType, Decimal128Type, DecimalType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType, i256,
};

use super::kernel::{fixed, overflow, to_boolean, to_string, total};
use crate::EvalMode;
use crate::decimal::{change, pow10};
use crate::table::Kernel;

pub fn cast(precision: u8, scale: i8, to: &DataType, mode: EvalMode) -> Option<Kernel> {
    let divisor = pow10(scale as u32);
    let (from, target) = (DataType::Decimal128(precision, scale), to.clone());
    let error = move |v| overflow(exact_text(v, scale) + "BD", &from, &target);
    let checked = mode != EvalMode::Legacy;
    // `Decimal.roundToNumeric` of a Decimal that is not compact goes through a double, which from 16
    // digits on may reach the next integer. Which Decimals are compact, their types do not tell.
    let unsure = checked && precision > 15 && scale > 0;
    Some(match to {
        DataType::Decimal128(precision, to) => change(scale, *precision, *to, mode),
        DataType::Int8 | DataType::Int16 | DataType::Int32 if unsure => return None,
        // `Decimal.toByte` and its kin keep the low bits.
        DataType::Int8 => fixed::<Decimal128Type, Int8Type>(to, mode, error, move |v| {
            let v = v / divisor;
            (v as i8, checked && i128::from(v as i8) != v)
        }),
        DataType::Int16 => fixed::<Decimal128Type, Int16Type>(to, mode, error, move |v| {
            let v = v / divisor;
            (v as i16, checked && i128::from(v as i16) != v)
        }),
        DataType::Int32 => fixed::<Decimal128Type, Int32Type>(to, mode, error, move |v| {
            let v = v / divisor;
            (v as i32, checked && i128::from(v as i32) != v)
        }),
        DataType::Int64 => fixed::<Decimal128Type, Int64Type>(to, mode, error, move |v| {
            let v = v / divisor;
            (v as i64, checked && i128::from(v as i64) != v)
        }),
        DataType::Float32 => total::<Decimal128Type, Float32Type>(to, move |v| float(v, scale)),
        DataType::Float64 => total::<Decimal128Type, Float64Type>(to, move |v| double(v, scale)),
        DataType::Boolean => to_boolean::<Decimal128Type>(|v| v != 0),
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            total::<Decimal128Type, TimestampMicrosecondType>(to, move |v| micros(v, divisor))
        }
        // `Cast.useDecimalPlainString`
        DataType::Utf8 if checked => to_string::<Decimal128Type>(move |v, text| {
            text.push_str(&Decimal128Type::format_decimal(v, 38, scale));
        }),
        DataType::Utf8 => to_string::<Decimal128Type>(move |v, text| {
            text.push_str(&exact_text(v, scale));
        }),
        _ => return None,
    })
}

/// `BigDecimal.doubleValue`: the nearest double.
pub(crate) fn double(v: i128, scale: i8) -> f64 {
    // Both operands are exact, so the quotient is the nearest double.
    if v.unsigned_abs() < 1 << 53 && scale <= 22 {
        v as f64 / 10f64.powi(i32::from(scale))
    } else {
        let text = Decimal128Type::format_decimal(v, 38, scale);
        text.parse().unwrap_or(f64::NAN)
    }
}

/// `BigDecimal.floatValue`: the nearest float.
fn float(v: i128, scale: i8) -> f32 {
    if v.unsigned_abs() < 1 << 24 && scale <= 10 {
        v as f32 / 10f32.powi(i32::from(scale))
    } else {
        let text = Decimal128Type::format_decimal(v, 38, scale);
        text.parse().unwrap_or(f32::NAN)
    }
}

/// `decimalToTimestamp`: the low 64 bits of the truncated microseconds.
fn micros(v: i128, divisor: i128) -> i64 {
    match v.checked_mul(1_000_000) {
        Some(micros) => (micros / divisor) as i64,
        None => {
            let micros = i256::from_i128(v).wrapping_mul(i256::from_i128(1_000_000));
            micros.wrapping_div(i256::from_i128(divisor)).as_i128() as i64
        }
    }
}

/// `BigDecimal.toString`: with an exponent below 10^-6.
fn exact_text(v: i128, scale: i8) -> String {
    let digits = v.unsigned_abs().to_string();
    let exponent = digits.len() as i32 - 1 - i32::from(scale);
    if exponent >= -6 {
        return Decimal128Type::format_decimal(v, 38, scale);
    }
    let sign = if v < 0 { "-" } else { "" };
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{first}{point}{rest}E{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_the_nearest_double() {
        assert_eq!(double(10, 2), 0.1);
        assert_eq!(
            double(12_345_678_901_234_567_890_123, 2),
            123_456_789_012_345_678_901.23
        );
        assert_eq!(float(10, 2), 0.1);
        assert_eq!(float(16_777_217, 0), 16_777_216.0);
    }

    #[test]
    fn small_decimals_have_exponents() {
        assert_eq!(exact_text(1, 6), "0.000001");
        assert_eq!(exact_text(1, 7), "1E-7");
        assert_eq!(exact_text(-12, 9), "-1.2E-8");
        assert_eq!(exact_text(0, 7), "0E-7");
        assert_eq!(exact_text(0, 2), "0.00");
        assert_eq!(exact_text(1234, 2), "12.34");
    }

    #[test]
    fn timestamps_are_truncated() {
        assert_eq!(micros(-15, 10_000_000), -1);
        assert_eq!(
            micros(pow10(37), 1),
            (pow10(37).wrapping_mul(1_000_000)) as i64
        );
    }
}
