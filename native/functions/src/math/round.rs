//! `round bround ceil floor`: `RoundBase`, `Ceil` and `Floor` of mathExpressions.scala. Not of doubles
//! and floats with a scale: those go through Java's `toString`, which is not the same on all versions.

use std::sync::Arc;

use arrow::array::ArrowPrimitiveType;
use arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::rows::{self, Failure};
use crate::decimal::pow10;
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

/// `java.math.RoundingMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rounding {
    HalfUp,
    HalfEven,
    Ceiling,
    Floor,
}

impl Rounding {
    /// value / divisor; divisor > 0.
    fn divide(self, value: i128, divisor: i128) -> i128 {
        let (quotient, rest) = (value / divisor, value % divisor);
        let twice = rest.unsigned_abs().saturating_mul(2);
        let away = match self {
            Self::HalfUp => twice >= divisor.unsigned_abs(),
            Self::HalfEven => {
                twice > divisor.unsigned_abs()
                    || (twice == divisor.unsigned_abs() && quotient % 2 != 0)
            }
            Self::Ceiling => rest > 0,
            Self::Floor => rest < 0,
        };
        if away {
            quotient + value.signum()
        } else {
            quotient
        }
    }

    /// Above 10^38 any divisor is the same.
    fn drop_digits(self, value: i128, digits: u32) -> i128 {
        match digits {
            0..=38 => self.divide(value, pow10(digits)),
            _ => match self {
                Self::HalfUp | Self::HalfEven => 0,
                Self::Ceiling => i128::from(value > 0),
                Self::Floor => -i128::from(value < 0),
            },
        }
    }
}

pub fn round(call: &Call) -> Result<Kernel> {
    bind(call, Rounding::HalfUp)
}

pub fn bround(call: &Call) -> Result<Kernel> {
    bind(call, Rounding::HalfEven)
}

pub fn ceil(call: &Call) -> Result<Kernel> {
    whole(call, Rounding::Ceiling)
}

pub fn floor(call: &Call) -> Result<Kernel> {
    whole(call, Rounding::Floor)
}

/// With one argument to a whole number: a long or a decimal.
fn whole(call: &Call, rounding: Rounding) -> Result<Kernel> {
    match (&call.arg_types[..], call.return_field.data_type()) {
        ([_, _], _) => bind(call, rounding),
        ([DataType::Int64], DataType::Int64) => Ok(Arc::new(|args, _| Ok(args[0].clone()))),
        ([DataType::Float64], DataType::Int64) => Ok(Arc::new(move |args, rows| {
            let never = Failure::<fn(f64) -> SparkError>::Null;
            let output = rows::unary::<Float64Type, Int64Type>(args, rows, &never, |v| {
                // Rust's `as` saturates as Java's cast does.
                let whole = match rounding {
                    Rounding::Ceiling => v.ceil(),
                    _ => v.floor(),
                };
                (whole as i64, false)
            })?;
            rows::finish(Arc::new(output), args)
        })),
        ([DataType::Decimal128(_, scale)], DataType::Decimal128(..)) => {
            Ok(decimal(call, rounding, *scale, None))
        }
        (args, _) => internal_err!("{} of {args:?}", call.name),
    }
}

fn bind(call: &Call, rounding: Rounding) -> Result<Kernel> {
    let mode = call.mode;
    match (&call.arg_types[..], call.return_field.data_type()) {
        ([DataType::Decimal128(_, from), ..], DataType::Decimal128(..)) => {
            Ok(decimal(call, rounding, *from, Some(1)))
        }
        ([DataType::Int8, ..], _) => Ok(integer::<Int8Type>(rounding, mode, |v| v as i8)),
        ([DataType::Int16, ..], _) => Ok(integer::<Int16Type>(rounding, mode, |v| v as i16)),
        ([DataType::Int32, ..], _) => Ok(integer::<Int32Type>(rounding, mode, |v| v as i32)),
        ([DataType::Int64, ..], _) => Ok(integer::<Int64Type>(rounding, mode, |v| v as i64)),
        (args, _) => internal_err!("{} of {args:?}", call.name),
    }
}

/// The scale, which Spark requires to be a constant; None is NULL.
fn scale(args: &[ColumnarValue]) -> Result<Option<i32>> {
    match args {
        [_] => Ok(Some(0)),
        [_, ColumnarValue::Scalar(ScalarValue::Int32(scale))] => Ok(*scale),
        _ => internal_err!("a scale that is no constant"),
    }
}

fn integer<T>(rounding: Rounding, mode: EvalMode, narrow: fn(i128) -> T::Native) -> Kernel
where
    T: ArrowPrimitiveType,
    T::Native: Into<i128>,
{
    Arc::new(move |args, rows| {
        let Some(scale) = scale(args)? else {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from(&T::DATA_TYPE)?));
        };
        if scale >= 0 {
            return Ok(args[0].clone());
        }
        let digits = scale.unsigned_abs();
        // `MathUtils.withOverflow` of `BigDecimal.longValueExact`
        let failure = match mode {
            EvalMode::Ansi => Failure::Raise(|_: T::Native| {
                SparkError::new("ARITHMETIC_OVERFLOW")
                    .with("message", "Overflow")
                    .with("hint", "")
            }),
            _ => Failure::Null,
        };
        let output = rows::unary::<T, T>(&args[..1], rows, &failure, |v| {
            let dropped = rounding.drop_digits(v.into(), digits);
            // More than 19 digits leave 0.
            let rounded = dropped.wrapping_mul(pow10(digits.min(38)));
            let value = narrow(rounded);
            (value, mode != EvalMode::Legacy && value.into() != rounded)
        })?;
        rows::finish(Arc::new(output), &args[..1])
    })
}

/// `scale_argument`: the place of the scale among the arguments; without one to a whole number.
fn decimal(call: &Call, rounding: Rounding, from: i8, scale_argument: Option<usize>) -> Kernel {
    let result = call.return_field.data_type().clone();
    let (precision, to) = match result {
        DataType::Decimal128(precision, to) => (precision, to),
        _ => (38, 0),
    };
    let bound = pow10(u32::from(precision)).unsigned_abs();
    let digits = (from - to).max(0) as u32;
    Arc::new(move |args, rows| {
        let args = if scale_argument.is_some() {
            args
        } else {
            &args[..1]
        };
        let Some(scale) = scale(args)? else {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from(&result)?));
        };
        let value = &args[..1];
        let output = if scale >= 0 {
            let failure = Failure::<fn(i128) -> SparkError>::Null;
            rows::unary::<Decimal128Type, Decimal128Type>(value, rows, &failure, |v| {
                let rounded = rounding.drop_digits(v, digits);
                (rounded, rounded.unsigned_abs() >= bound)
            })?
        } else {
            let zeros = scale.unsigned_abs();
            let failure = Failure::Raise(|v| {
                too_long(
                    rounding.drop_digits(v, from as u32 + zeros),
                    zeros,
                    precision,
                )
            });
            rows::unary::<Decimal128Type, Decimal128Type>(value, rows, &failure, |v| {
                let dropped = rounding.drop_digits(v, from as u32 + zeros);
                if dropped == 0 {
                    return (0, false);
                }
                // A factor of more than 38 digits would leave any precision.
                match (zeros <= 38)
                    .then(|| dropped.checked_mul(pow10(zeros)))
                    .flatten()
                {
                    Some(rounded) => (rounded, rounded.unsigned_abs() >= bound),
                    None => (0, true),
                }
            })?
        };
        let output = output.with_precision_and_scale(precision, to)?;
        rows::finish(Arc::new(output), value)
    })
}

/// `Decimal.set` of digits * 10^zeros, in all modes.
fn too_long(digits: i128, zeros: u32, precision: u8) -> SparkError {
    let text = digits.unsigned_abs().to_string();
    let sign = if digits < 0 { "-" } else { "" };
    let (first, rest) = text.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let exponent = text.len() - 1 + zeros as usize;
    SparkError::new("NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION")
        .with(
            "roundedValue",
            format!("{digits}{}", "0".repeat(zeros as usize)),
        )
        .with(
            "originalValue",
            format!("{sign}{first}{point}{rest}E+{exponent}"),
        )
        .with("precision", precision.to_string())
        .with("scale", "0")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow::datatypes::Field;

    #[test]
    fn roundings() {
        let all = |v| {
            [
                Rounding::HalfUp,
                Rounding::HalfEven,
                Rounding::Ceiling,
                Rounding::Floor,
            ]
            .map(|rounding| rounding.divide(v, 10))
        };
        assert_eq!(all(25), [3, 2, 3, 2]);
        assert_eq!(all(-25), [-3, -2, -2, -3]);
        assert_eq!(all(-21), [-2, -2, -2, -3]);
        assert_eq!(all(20), [2, 2, 2, 2]);
    }

    fn decimal(value: i128, precision: u8, scale: i8) -> ScalarValue {
        ScalarValue::Decimal128(Some(value), precision, scale)
    }

    fn run(
        function: fn(&Call) -> Result<Kernel>,
        args: Vec<ScalarValue>,
        result: DataType,
        mode: EvalMode,
    ) -> Result<ScalarValue> {
        let call = Call {
            name: "round".to_string(),
            arg_types: args.iter().map(ScalarValue::data_type).collect(),
            return_field: Arc::new(Field::new("", result, true)),
            mode,
            time_zone: "UTC".into(),
        };
        let args: Vec<_> = args.into_iter().map(ColumnarValue::Scalar).collect();
        let output = function(&call)?(&args, 1)?.to_array(1)?;
        ScalarValue::try_from_array(&output, 0)
    }

    #[test]
    fn decimals_round_at_the_scale_of_the_result() {
        let result = DataType::Decimal128(4, 1);
        let args = vec![decimal(1255, 4, 2), ScalarValue::Int32(Some(1))];
        let output = run(round, args, result, EvalMode::Legacy).unwrap();
        assert_eq!(output, decimal(126, 4, 1));
        let result = DataType::Decimal128(4, 0);
        let args = vec![decimal(12_550, 5, 2), ScalarValue::Int32(Some(-2))];
        let output = run(round, args, result.clone(), EvalMode::Legacy).unwrap();
        assert_eq!(output, decimal(100, 4, 0));
        let output = run(ceil, vec![decimal(101, 5, 2)], result, EvalMode::Legacy).unwrap();
        assert_eq!(output, decimal(2, 4, 0));
    }

    #[test]
    fn integers_round_before_the_point() {
        let args = || vec![ScalarValue::Int8(Some(127)), ScalarValue::Int32(Some(-1))];
        let output = run(round, args(), DataType::Int8, EvalMode::Legacy).unwrap();
        assert_eq!(output, ScalarValue::Int8(Some(-126)));
        let output = run(round, args(), DataType::Int8, EvalMode::Ansi);
        assert!(
            output
                .unwrap_err()
                .to_string()
                .contains("ARITHMETIC_OVERFLOW")
        );
        let args = vec![ScalarValue::Int8(Some(127)), ScalarValue::Int32(None)];
        let output = run(bround, args, DataType::Int8, EvalMode::Ansi).unwrap();
        assert_eq!(output, ScalarValue::Int8(None));
    }

    #[test]
    fn doubles_become_longs() {
        let args = vec![ScalarValue::Float64(Some(-1.5))];
        let output = run(floor, args, DataType::Int64, EvalMode::Ansi).unwrap();
        assert_eq!(output, ScalarValue::Int64(Some(-2)));
    }
}
