//! Decimals to another precision and scale.

use std::sync::Arc;

use arrow::array::{AsArray, Decimal128Array, Int64Array};
use arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

/// 10^n for n <= 38.
pub fn pow10(n: u32) -> i128 {
    10i128.pow(n)
}

/// `value / divisor`, rounded HALF_UP; `divisor` > 0.
pub fn round_half_up(value: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (value / divisor, value % divisor);
    if rest.unsigned_abs() >= divisor.unsigned_abs().div_ceil(2) {
        quotient + value.signum()
    } else {
        quotient
    }
}

/// `value` of scale `from` at scale `to`; None if it leaves `bound` = 10^precision.
pub fn rescaled(value: i128, from: i8, to: i8, bound: i128) -> Option<i128> {
    let result = if to >= from {
        value.checked_mul(pow10((to - from) as u32))?
    } else {
        round_half_up(value, pow10((from - to) as u32))
    };
    (result.unsigned_abs() < bound.unsigned_abs()).then_some(result)
}

/// `QueryExecutionErrors.cannotChangeDecimalPrecisionError`.
pub fn out_of_range(value: String, precision: u8, scale: i8) -> SparkError {
    SparkError::new("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION")
        .with("value", value)
        .with("precision", precision.to_string())
        .with("scale", scale.to_string())
}

/// Applies `f` to every valid value; None is NULL, or the error in ANSI mode.
pub fn map_decimal(
    input: &Decimal128Array,
    precision: u8,
    scale: i8,
    mode: EvalMode,
    f: impl Fn(i128) -> Option<i128>,
) -> Result<Decimal128Array> {
    let from = input.scale();
    let output: Decimal128Array = if mode == EvalMode::Ansi {
        input.try_unary(|v| {
            f(v).ok_or_else(|| {
                let text = Decimal128Type::format(v, from);
                arrow::error::ArrowError::from_external_error(Box::new(out_of_range(
                    text, precision, scale,
                )))
            })
        })?
    } else {
        input.unary_opt(f)
    };
    Ok(output.with_precision_and_scale(precision, scale)?)
}

trait Format {
    fn format(value: i128, scale: i8) -> String;
}

impl Format for Decimal128Type {
    fn format(value: i128, scale: i8) -> String {
        <Self as arrow::datatypes::DecimalType>::format_decimal(value, 38, scale)
    }
}

/// `CheckOverflow`: to the result's precision and scale, HALF_UP.
pub fn check_overflow(call: &Call) -> Result<Kernel> {
    let DataType::Decimal128(precision, scale) = *call.return_field.data_type() else {
        return internal_err!("check_overflow gives a decimal");
    };
    let mode = call.mode;
    let bound = pow10(precision as u32);
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let input = array.as_primitive::<Decimal128Type>();
        let from = input.scale();
        let output = map_decimal(input, precision, scale, mode, |v| {
            rescaled(v, from, scale, bound)
        })?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

/// `MakeDecimal`: an unscaled long as a decimal.
pub fn make_decimal(call: &Call) -> Result<Kernel> {
    let DataType::Decimal128(precision, scale) = *call.return_field.data_type() else {
        return internal_err!("make_decimal gives a decimal");
    };
    let mode = call.mode;
    let bound = pow10(precision as u32);
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let longs: Decimal128Array = array.as_primitive::<Int64Type>().unary(i128::from);
        let output = map_decimal(&longs, precision, scale, mode, |v| {
            (v.abs() < bound).then_some(v)
        })?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

/// `UnscaledValue`: the unscaled long of a decimal of at most 18 digits.
pub fn unscaled_value(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let array = args[0].to_array(rows)?;
        let longs: Int64Array = array.as_primitive::<Decimal128Type>().unary(|v| v as i64);
        Ok(ColumnarValue::Array(Arc::new(longs)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!(round_half_up(15, 10), 2);
        assert_eq!(round_half_up(-15, 10), -2);
        assert_eq!(round_half_up(14, 10), 1);
        assert_eq!(round_half_up(-14, 10), -1);
        assert_eq!(round_half_up(7, 1), 7);
    }

    #[test]
    fn rescaling_keeps_to_the_precision() {
        assert_eq!(rescaled(1234, 2, 1, pow10(3)), Some(123));
        assert_eq!(rescaled(9995, 1, 0, pow10(3)), None);
        assert_eq!(rescaled(5, 0, 2, pow10(3)), Some(500));
        assert_eq!(rescaled(10, 0, 2, pow10(3)), None);
    }
}
