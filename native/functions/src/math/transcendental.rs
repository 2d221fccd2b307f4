//! Functions of doubles that Spark takes from `StrictMath`, or from `Math` where that is `StrictMath`.

use std::cell::Cell;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::{DataType, Float64Type};
use datafusion_common::{Result, internal_err};

use super::rows::{self, Failure};
use super::strict;
use crate::SparkError;
use crate::table::{Call, Kernel};

fn doubles(call: &Call, count: usize) -> Result<()> {
    if call.arg_types == vec![DataType::Float64; count] {
        Ok(())
    } else {
        internal_err!("{} of {:?}", call.name, call.arg_types)
    }
}

fn unary(call: &Call, f: impl Fn(f64) -> f64 + Send + Sync + 'static) -> Result<Kernel> {
    doubles(call, 1)?;
    Ok(Arc::new(move |args, rows| {
        let never = Failure::<fn(f64) -> SparkError>::Null;
        let output =
            rows::unary::<Float64Type, Float64Type>(args, rows, &never, |v| (f(v), false))?;
        rows::finish(Arc::new(output), args)
    }))
}

fn binary(call: &Call, f: impl Fn(f64, f64) -> f64 + Send + Sync + 'static) -> Result<Kernel> {
    doubles(call, 2)?;
    Ok(Arc::new(move |args, rows| {
        let never = Failure::<fn(f64, f64) -> SparkError>::Null;
        let output =
            rows::binary::<Float64Type, Float64Type, Float64Type>(args, rows, &never, |a, b| {
                (f(a, b), false)
            })?;
        rows::finish(Arc::new(output), args)
    }))
}

/// NULL from the argument `bound` downwards (`UnaryLogExpression`).
fn above(
    call: &Call,
    bound: f64,
    f: impl Fn(f64) -> f64 + Send + Sync + 'static,
) -> Result<Kernel> {
    doubles(call, 1)?;
    Ok(Arc::new(move |args, rows| {
        let operand = rows::Operand::<Float64Type>::new(&args[0])?;
        let never = Failure::<fn(f64) -> SparkError>::Null;
        let output =
            rows::unary::<Float64Type, Float64Type>(args, rows, &never, |v| (f(v), false))?;
        let values = operand.values();
        let is_low = |row: usize| values[if values.len() == 1 { 0 } else { row }] <= bound;
        rows::finish(without(output, rows, is_low), args)
    }))
}

/// NULL in the rows that `is_null` says, too.
fn without(output: Float64Array, rows: usize, is_null: impl Fn(usize) -> bool) -> ArrayRef {
    let valid = BooleanBuffer::collect_bool(rows, |row| !is_null(row));
    if valid.count_set_bits() == rows {
        return Arc::new(output);
    }
    let nulls = NullBuffer::union(output.nulls(), Some(&NullBuffer::new(valid)));
    Arc::new(Float64Array::new(output.values().clone(), nulls))
}

pub fn exp(call: &Call) -> Result<Kernel> {
    unary(call, strict::exp)
}

pub fn expm1(call: &Call) -> Result<Kernel> {
    unary(call, strict::expm1)
}

pub fn ln(call: &Call) -> Result<Kernel> {
    above(call, 0.0, strict::ln)
}

pub fn log2(call: &Call) -> Result<Kernel> {
    let two = strict::ln(2.0);
    above(call, 0.0, move |v| strict::ln(v) / two)
}

pub fn log10(call: &Call) -> Result<Kernel> {
    above(call, 0.0, strict::log10)
}

pub fn log1p(call: &Call) -> Result<Kernel> {
    above(call, -1.0, strict::log1p)
}

/// `log(base, value)`: NULL unless both are above zero, or no numbers.
pub fn log(call: &Call) -> Result<Kernel> {
    doubles(call, 2)?;
    Ok(Arc::new(|args, rows| {
        let failure = Failure::<fn(f64, f64) -> SparkError>::Null;
        // The base is a constant more often than not.
        let known = Cell::new((1.0, 0.0));
        let output = rows::binary::<Float64Type, Float64Type, Float64Type>(
            args,
            rows,
            &failure,
            |base, value| {
                if base <= 0.0 || value <= 0.0 {
                    return (0.0, true);
                }
                if known.get().0 != base {
                    known.set((base, strict::ln(base)));
                }
                (strict::ln(value) / known.get().1, false)
            },
        )?;
        rows::finish(Arc::new(output), args)
    }))
}

pub fn power(call: &Call) -> Result<Kernel> {
    binary(call, strict::pow)
}

pub fn hypot(call: &Call) -> Result<Kernel> {
    binary(call, strict::hypot)
}

/// Of zeros without a sign.
pub fn atan2(call: &Call) -> Result<Kernel> {
    binary(call, |y, x| strict::atan2(y + 0.0, x + 0.0))
}

pub fn cbrt(call: &Call) -> Result<Kernel> {
    unary(call, strict::cbrt)
}

pub fn acos(call: &Call) -> Result<Kernel> {
    unary(call, strict::acos)
}

pub fn asin(call: &Call) -> Result<Kernel> {
    unary(call, strict::asin)
}

pub fn atan(call: &Call) -> Result<Kernel> {
    unary(call, strict::atan)
}

pub fn cosh(call: &Call) -> Result<Kernel> {
    unary(call, strict::cosh)
}

pub fn sinh(call: &Call) -> Result<Kernel> {
    unary(call, strict::sinh)
}

pub fn tanh(call: &Call) -> Result<Kernel> {
    unary(call, strict::tanh)
}

/// `Acosh`: of large numbers without their square.
pub fn acosh(call: &Call) -> Result<Kernel> {
    let (large, two) = (f64::MAX.sqrt(), strict::ln(2.0));
    unary(call, move |x| {
        if x >= large {
            strict::ln(x) + two
        } else if x < 1.0 {
            f64::NAN
        } else {
            strict::ln(x + (x * x - 1.0).sqrt())
        }
    })
}

/// `Asinh`: as `acosh`.
pub fn asinh(call: &Call) -> Result<Kernel> {
    let (large, two) = (f64::MAX.sqrt() - 1.0, strict::ln(2.0));
    unary(call, move |x| {
        if x.abs() >= large {
            x.signum() * (strict::ln(x.abs()) + two)
        } else {
            strict::ln(x + (x * x + 1.0).sqrt())
        }
    })
}

pub fn atanh(call: &Call) -> Result<Kernel> {
    unary(call, |x| 0.5 * (strict::log1p(x) - strict::log1p(-x)))
}

/// `Math.toDegrees`
pub fn degrees(call: &Call) -> Result<Kernel> {
    unary(call, |x| x * 57.29577951308232)
}

/// `Math.toRadians`
pub fn radians(call: &Call) -> Result<Kernel> {
    unary(call, |x| x * 0.017453292519943295)
}
