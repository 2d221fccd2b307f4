//! Decimals to another precision and scale.

use std::sync::Arc;

use arrow::array::ArrowPrimitiveType;
use arrow::datatypes::{DataType, Decimal128Type, DecimalType, Int64Type};
use datafusion_common::{Result, internal_err};

use crate::math::rows::{self, Failure};
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

/// `QueryExecutionErrors.cannotChangeDecimalPrecisionError`.
pub fn out_of_range(value: String, precision: u8, scale: i8) -> SparkError {
    SparkError::new("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION")
        .with("value", value)
        .with("precision", precision.to_string())
        .with("scale", scale.to_string())
}

/// A kernel of `f` from `T` to a decimal; None is NULL, or out of range in ANSI mode, where `show`
/// gives the value to blame.
pub fn to_decimal<T: ArrowPrimitiveType>(
    precision: u8,
    scale: i8,
    mode: EvalMode,
    f: impl Fn(T::Native) -> Option<i128> + Send + Sync + 'static,
    show: impl Fn(T::Native) -> String + Send + Sync + 'static,
) -> Kernel {
    let failure = match mode {
        EvalMode::Ansi => Failure::Raise(move |v| out_of_range(show(v), precision, scale)),
        _ => Failure::Null,
    };
    Arc::new(move |args, rows| {
        let output = rows::unary::<T, Decimal128Type>(args, rows, &failure, |v| match f(v) {
            Some(decimal) => (decimal, false),
            None => (0, true),
        })?;
        let output = output.with_precision_and_scale(precision, scale)?;
        rows::finish(Arc::new(output), args)
    })
}

/// A decimal of scale `from` to another precision and scale.
pub fn change(from: i8, precision: u8, scale: i8, mode: EvalMode) -> Kernel {
    let bound = pow10(u32::from(precision));
    let show = move |v| Decimal128Type::format_decimal(v, 38, from);
    if scale < from {
        let divisor = pow10((from - scale) as u32);
        let shrink = move |v| within(round_half_up(v, divisor), bound);
        return to_decimal::<Decimal128Type>(precision, scale, mode, shrink, show);
    }
    let factor = pow10((scale - from) as u32);
    let grow = move |v: i128| within(v.checked_mul(factor)?, bound);
    to_decimal::<Decimal128Type>(precision, scale, mode, grow, show)
}

fn within(value: i128, bound: i128) -> Option<i128> {
    (value.unsigned_abs() < bound.unsigned_abs()).then_some(value)
}

/// `CheckOverflow`: to the result's precision and scale, HALF_UP.
pub fn check_overflow(call: &Call) -> Result<Kernel> {
    match (&call.arg_types[..], call.return_field.data_type()) {
        ([DataType::Decimal128(_, from)], DataType::Decimal128(precision, scale)) => {
            Ok(change(*from, *precision, *scale, call.mode))
        }
        (args, result) => internal_err!("check_overflow of {args:?} as {result}"),
    }
}

/// `MakeDecimal`: an unscaled long as a decimal. Its error shows the decimal that it failed to set: 0.
pub fn make_decimal(call: &Call) -> Result<Kernel> {
    let DataType::Decimal128(precision, scale) = *call.return_field.data_type() else {
        return internal_err!("make_decimal gives a decimal");
    };
    let bound = pow10(u32::from(precision));
    Ok(to_decimal::<Int64Type>(
        precision,
        scale,
        call.mode,
        move |v| within(i128::from(v), bound),
        |_| "0".to_string(),
    ))
}

/// `UnscaledValue`: the unscaled long of a decimal of at most 18 digits.
pub fn unscaled_value(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let never = Failure::<fn(i128) -> SparkError>::Null;
        let longs =
            rows::unary::<Decimal128Type, Int64Type>(args, rows, &never, |v| (v as i64, false))?;
        rows::finish(Arc::new(longs), args)
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use datafusion_common::ScalarValue;
    use datafusion_expr::ColumnarValue;

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!(round_half_up(15, 10), 2);
        assert_eq!(round_half_up(-15, 10), -2);
        assert_eq!(round_half_up(14, 10), 1);
        assert_eq!(round_half_up(-14, 10), -1);
        assert_eq!(round_half_up(7, 1), 7);
    }

    fn rescaled(value: i128, from: i8, precision: u8, scale: i8) -> Option<i128> {
        let kernel = change(from, precision, scale, EvalMode::Try);
        let input = ScalarValue::Decimal128(Some(value), 38, from);
        match kernel(&[ColumnarValue::Scalar(input)], 1).unwrap() {
            ColumnarValue::Scalar(ScalarValue::Decimal128(v, p, s)) => {
                assert_eq!((p, s), (precision, scale));
                v
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn rescaling_keeps_to_the_precision() {
        assert_eq!(rescaled(1234, 2, 3, 1), Some(123));
        assert_eq!(rescaled(9995, 1, 3, 0), None);
        assert_eq!(rescaled(5, 0, 3, 2), Some(500));
        assert_eq!(rescaled(10, 0, 3, 2), None);
    }

    #[test]
    fn errors_show_the_value_as_it_was() {
        let kernel = change(2, 3, 1, EvalMode::Ansi);
        let input = ScalarValue::Decimal128(Some(-99_950), 38, 2);
        let error = kernel(&[ColumnarValue::Scalar(input)], 1).unwrap_err();
        assert!(error.to_string().contains("value=-999.50"), "{error}");
    }
}
