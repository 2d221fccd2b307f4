//! `+ - * / %` and negation: `Arithmetic` of Spark's arithmetic.scala.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Datum};
use arrow::compute::kernels::numeric;
use arrow::compute::{kernels::cmp, nullif};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use datafusion_common::{DataFusionError, Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use crate::decimal::{self, Op};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

type Numeric = fn(&dyn Datum, &dyn Datum) -> std::result::Result<ArrayRef, ArrowError>;

pub fn add(call: &Call) -> Result<Kernel> {
    bind(
        call,
        Op::Add,
        numeric::add_wrapping,
        numeric::add,
        "try_add",
    )
}

pub fn subtract(call: &Call) -> Result<Kernel> {
    bind(
        call,
        Op::Subtract,
        numeric::sub_wrapping,
        numeric::sub,
        "try_subtract",
    )
}

pub fn multiply(call: &Call) -> Result<Kernel> {
    bind(
        call,
        Op::Multiply,
        numeric::mul_wrapping,
        numeric::mul,
        "try_multiply",
    )
}

/// Division of doubles and decimals; Spark casts other operands.
pub fn divide(call: &Call) -> Result<Kernel> {
    match call.return_field.data_type() {
        DataType::Decimal128(..) => decimal::arithmetic(Op::Divide, call),
        DataType::Float32 | DataType::Float64 => Ok(by_nonzero(
            numeric::div,
            call.mode,
            SparkError::divide_by_zero,
        )),
        other => internal_err!("division of {other}"),
    }
}

pub fn remainder(call: &Call) -> Result<Kernel> {
    match call.return_field.data_type() {
        DataType::Decimal128(..) => decimal::arithmetic(Op::Remainder, call),
        t if t.is_numeric() => Ok(by_nonzero(
            numeric::rem,
            call.mode,
            SparkError::remainder_by_zero,
        )),
        other => internal_err!("remainder of {other}"),
    }
}

fn bind(
    call: &Call,
    op: Op,
    wrapping: Numeric,
    checked: Numeric,
    hint: &'static str,
) -> Result<Kernel> {
    let result = call.return_field.data_type().clone();
    match &result {
        DataType::Decimal128(..) => decimal::arithmetic(op, call),
        t if t.is_floating() || (t.is_integer() && call.mode == EvalMode::Legacy) => {
            Ok(Arc::new(move |args, rows| {
                apply(args, rows, |l, r| Ok(wrapping(l, r)?))
            }))
        }
        t if t.is_integer() && call.mode == EvalMode::Ansi => Ok(Arc::new(move |args, rows| {
            apply(args, rows, |l, r| {
                checked(l, r).map_err(|e| overflow(e, &result, op, hint))
            })
        })),
        other => internal_err!("{op:?} of {other} in mode {:?}", call.mode),
    }
}

/// `MathUtils` for int and long; `QueryExecutionErrors.binaryArithmeticCauseOverflowError` below.
fn overflow(error: ArrowError, data_type: &DataType, op: Op, hint: &str) -> DataFusionError {
    if !matches!(error, ArrowError::ArithmeticOverflow(_)) {
        return error.into();
    }
    match data_type {
        DataType::Int32 => SparkError::arithmetic_overflow("integer", hint).into(),
        DataType::Int64 => SparkError::arithmetic_overflow("long", hint).into(),
        _ => {
            let symbol = match op {
                Op::Add => "+",
                Op::Subtract => "-",
                _ => "*",
            };
            SparkError::new("BINARY_ARITHMETIC_OVERFLOW")
                .with("symbol", symbol)
                .with("functionName", hint)
                .into()
        }
    }
}

/// `DivModLike`: a zero divisor gives NULL, or DIVIDE_BY_ZERO in ANSI mode.
fn by_nonzero(f: Numeric, mode: EvalMode, by_zero: fn() -> SparkError) -> Kernel {
    Arc::new(move |args, rows| {
        let divisor = args[1].to_array(rows)?;
        let zero = ScalarValue::new_zero(divisor.data_type())?.to_scalar()?;
        let zeros = zeros(&divisor, &zero)?;
        let dividend = args[0].to_array(rows)?;
        if mode == EvalMode::Ansi {
            let raised =
                (0..rows).any(|i| zeros.is_valid(i) && zeros.value(i) && dividend.is_valid(i));
            if raised {
                return Err(by_zero().into());
            }
        }
        let divisor = nullif(&divisor, &zeros)?;
        // -2^n / -1 and the like wrap in Java; Arrow says overflow only for them.
        let quotient = f(&dividend, &divisor)?;
        Ok(ColumnarValue::Array(quotient))
    })
}

fn zeros(divisor: &ArrayRef, zero: &dyn Datum) -> Result<BooleanArray> {
    let positive = cmp::eq(divisor, zero)?;
    if !divisor.data_type().is_floating() {
        return Ok(positive);
    }
    // Arrow compares floats by bits: -0.0 is another zero.
    let negated = numeric::neg(divisor)?;
    let negative = cmp::eq(&negated, zero)?;
    Ok(arrow::compute::or(&positive, &negative)?)
}

pub fn negative(call: &Call) -> Result<Kernel> {
    let mode = call.mode;
    let data_type = call.return_field.data_type().clone();
    if !data_type.is_numeric() {
        return internal_err!("negation of {data_type}");
    }
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let output = if mode == EvalMode::Ansi && data_type.is_integer() {
            numeric::neg(&array).map_err(|e| overflow(e, &data_type, Op::Subtract, ""))?
        } else {
            numeric::neg_wrapping(&array)?
        };
        Ok(ColumnarValue::Array(output))
    }))
}

/// Calls `f` with constants as Arrow scalars.
fn apply(
    args: &[ColumnarValue],
    rows: usize,
    f: impl Fn(&dyn Datum, &dyn Datum) -> Result<ArrayRef>,
) -> Result<ColumnarValue> {
    let output = match (&args[0], &args[1]) {
        (ColumnarValue::Array(l), ColumnarValue::Array(r)) => f(l, r)?,
        (ColumnarValue::Array(l), ColumnarValue::Scalar(r)) => f(l, &r.to_scalar()?)?,
        (ColumnarValue::Scalar(l), ColumnarValue::Array(r)) => f(&l.to_scalar()?, r)?,
        (ColumnarValue::Scalar(l), ColumnarValue::Scalar(_)) => {
            let l = l.to_array_of_size(rows)?;
            f(&l, &args[1].to_array(rows)?)?
        }
    };
    Ok(ColumnarValue::Array(output))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow::array::{AsArray, Float64Array, Int32Array, make_array};
    use arrow::datatypes::{Field, Float64Type, Int32Type};

    fn call(name: &str, t: DataType, mode: EvalMode) -> Call {
        Call {
            name: name.into(),
            arg_types: vec![t.clone(), t.clone()],
            return_field: Arc::new(Field::new("", t, true)),
            mode,
            time_zone: "UTC".into(),
        }
    }

    fn column(array: impl Array + 'static) -> ColumnarValue {
        ColumnarValue::Array(make_array(array.to_data()))
    }

    #[test]
    fn integers_wrap_in_legacy_and_raise_in_ansi() {
        let l = column(Int32Array::from(vec![Some(i32::MAX), None]));
        let r = column(Int32Array::from(vec![1, 1]));
        let kernel = add(&call("+", DataType::Int32, EvalMode::Legacy)).unwrap();
        let sum = kernel(&[l.clone(), r.clone()], 2)
            .unwrap()
            .to_array(2)
            .unwrap();
        assert_eq!(sum.as_primitive::<Int32Type>().value(0), i32::MIN);
        assert!(sum.is_null(1));
        let kernel = add(&call("+", DataType::Int32, EvalMode::Ansi)).unwrap();
        let error = kernel(&[l, r], 2).unwrap_err().to_string();
        assert!(error.contains("ARITHMETIC_OVERFLOW"), "{error}");
    }

    #[test]
    fn both_zeros_divide_to_null() {
        let l = column(Float64Array::from(vec![1.0, 1.0, 1.0]));
        let r = column(Float64Array::from(vec![0.0, -0.0, 2.0]));
        let kernel = divide(&call("/", DataType::Float64, EvalMode::Legacy)).unwrap();
        let out = kernel(&[l, r], 3).unwrap().to_array(3).unwrap();
        assert!(out.is_null(0) && out.is_null(1));
        assert_eq!(out.as_primitive::<Float64Type>().value(2), 0.5);
    }
}
