//! `+ - * / div % pmod` and negation, absolute value: Spark's arithmetic.scala.

use std::sync::Arc;

use arrow::array::ArrowPrimitiveType;
use arrow::datatypes::{
    DataType, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
};
use datafusion_common::{Result, internal_err};

use super::float::Float;
use super::integer::Integer;
use super::rows::{self, Failure};
use crate::decimal::{self, Op};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

pub fn add(call: &Call) -> Result<Kernel> {
    bind(Op::Add, call)
}

pub fn subtract(call: &Call) -> Result<Kernel> {
    bind(Op::Subtract, call)
}

pub fn multiply(call: &Call) -> Result<Kernel> {
    bind(Op::Multiply, call)
}

/// Division of doubles and decimals; Spark casts other operands.
pub fn divide(call: &Call) -> Result<Kernel> {
    match call.return_field.data_type() {
        t if t.is_integer() => internal_err!("division of {t}"),
        _ => bind(Op::Divide, call),
    }
}

/// `div`: of longs or decimals, a long.
pub fn integral_divide(call: &Call) -> Result<Kernel> {
    match (&call.arg_types[..], call.return_field.data_type()) {
        ([DataType::Decimal128(..), ..], DataType::Int64) => {
            decimal::arithmetic(Op::IntegralDivide, call)
        }
        ([DataType::Int64, DataType::Int64], DataType::Int64) => {
            Ok(integer::<Int64Type>(Op::IntegralDivide, call.mode))
        }
        (args, _) => internal_err!("integral division of {args:?}"),
    }
}

pub fn remainder(call: &Call) -> Result<Kernel> {
    bind(Op::Remainder, call)
}

pub fn pmod(call: &Call) -> Result<Kernel> {
    bind(Op::Pmod, call)
}

fn bind(op: Op, call: &Call) -> Result<Kernel> {
    let result = call.return_field.data_type();
    let mode = call.mode;
    match result {
        DataType::Decimal128(..) => return decimal::arithmetic(op, call),
        _ if call.arg_types.iter().any(|t| t != result) => {}
        DataType::Int8 => return Ok(integer::<Int8Type>(op, mode)),
        DataType::Int16 => return Ok(integer::<Int16Type>(op, mode)),
        DataType::Int32 => return Ok(integer::<Int32Type>(op, mode)),
        DataType::Int64 => return Ok(integer::<Int64Type>(op, mode)),
        DataType::Float32 => return Ok(float::<Float32Type>(op, mode)),
        DataType::Float64 => return Ok(float::<Float64Type>(op, mode)),
        _ => {}
    }
    internal_err!("{op:?} of {:?}", call.arg_types)
}

type Pair<T> = fn(T, T) -> SparkError;

fn kernel<T: ArrowPrimitiveType>(
    failure: Failure<Pair<T::Native>>,
    f: impl Fn(T::Native, T::Native) -> (T::Native, bool) + Send + Sync + 'static,
) -> Kernel {
    Arc::new(move |args, rows| {
        let output = rows::binary::<T, T, T>(args, rows, &failure, &f)?;
        rows::finish(Arc::new(output), args)
    })
}

fn integer<T>(op: Op, mode: EvalMode) -> Kernel
where
    T: ArrowPrimitiveType,
    T::Native: Integer,
{
    let overflow = |error: Pair<T::Native>| match mode {
        EvalMode::Ansi => Failure::Raise(error),
        _ => Failure::Null,
    };
    let wraps = mode == EvalMode::Legacy;
    match op {
        Op::Add if wraps => kernel::<T>(Failure::Null, |a, b| (a.plus(b).0, false)),
        Op::Add => kernel::<T>(overflow(|a, b| out_of_type::<T>(Op::Add, a, b)), |a, b| {
            a.plus(b)
        }),
        Op::Subtract if wraps => kernel::<T>(Failure::Null, |a, b| (a.minus(b).0, false)),
        Op::Subtract => kernel::<T>(
            overflow(|a, b| out_of_type::<T>(Op::Subtract, a, b)),
            |a, b| a.minus(b),
        ),
        Op::Multiply if wraps => kernel::<T>(Failure::Null, |a, b| (a.times(b).0, false)),
        Op::Multiply => kernel::<T>(
            overflow(|a, b| out_of_type::<T>(Op::Multiply, a, b)),
            |a, b| a.times(b),
        ),
        Op::Divide | Op::IntegralDivide if mode == EvalMode::Legacy => {
            kernel::<T>(Failure::Null, |a, b| a.quotient(b))
        }
        Op::Divide | Op::IntegralDivide => kernel::<T>(
            overflow(|_, b| {
                if b.is_zero() {
                    SparkError::divide_by_zero()
                } else {
                    // `QueryExecutionErrors.overflowInIntegralDivideError`
                    SparkError::new("ARITHMETIC_OVERFLOW")
                        .with("message", "Overflow in integral divide")
                        .with("hint", "try_divide")
                }
            }),
            |a, b| {
                let (quotient, by_zero) = a.quotient(b);
                (quotient, by_zero || a.quotient_overflows(b))
            },
        ),
        Op::Remainder => kernel::<T>(overflow(|_, _| SparkError::remainder_by_zero()), |a, b| {
            a.remainder(b)
        }),
        Op::Pmod => kernel::<T>(overflow(|_, _| SparkError::remainder_by_zero()), |a, b| {
            a.positive_remainder(b)
        }),
    }
}

fn float<T>(op: Op, mode: EvalMode) -> Kernel
where
    T: ArrowPrimitiveType,
    T::Native: Float,
{
    let by_zero = |error: Pair<T::Native>| match mode {
        EvalMode::Ansi => Failure::Raise(error),
        _ => Failure::Null,
    };
    match op {
        Op::Add => kernel::<T>(Failure::Null, |a, b| (a + b, false)),
        Op::Subtract => kernel::<T>(Failure::Null, |a, b| (a - b, false)),
        Op::Multiply => kernel::<T>(Failure::Null, |a, b| (a * b, false)),
        Op::Divide | Op::IntegralDivide => {
            kernel::<T>(by_zero(|_, _| SparkError::divide_by_zero()), |a, b| {
                (a / b, b.is_zero())
            })
        }
        Op::Remainder => kernel::<T>(by_zero(|_, _| SparkError::remainder_by_zero()), |a, b| {
            (a % b, b.is_zero())
        }),
        Op::Pmod => kernel::<T>(by_zero(|_, _| SparkError::remainder_by_zero()), |a, b| {
            let rest = a % b;
            let positive = if rest.is_negative() {
                (rest + b) % b
            } else {
                rest
            };
            (positive, b.is_zero())
        }),
    }
}

/// `MathUtils` for int and long; `QueryExecutionErrors.binaryArithmeticCauseOverflowError` below.
fn out_of_type<T: ArrowPrimitiveType>(op: Op, a: T::Native, b: T::Native) -> SparkError
where
    T::Native: Integer,
{
    let (symbol, hint) = match op {
        Op::Add => ("+", "try_add"),
        Op::Subtract => ("-", "try_subtract"),
        _ => ("*", "try_multiply"),
    };
    match T::DATA_TYPE {
        DataType::Int32 => SparkError::arithmetic_overflow("integer", hint),
        DataType::Int64 => SparkError::arithmetic_overflow("long", hint),
        _ => SparkError::new("BINARY_ARITHMETIC_OVERFLOW")
            .with("value1", a.to_string())
            .with("symbol", symbol)
            .with("value2", b.to_string())
            .with("functionName", hint),
    }
}

#[derive(Clone, Copy)]
enum Sign {
    Negate,
    Abs,
}

pub fn negative(call: &Call) -> Result<Kernel> {
    sign(Sign::Negate, call)
}

pub fn abs(call: &Call) -> Result<Kernel> {
    sign(Sign::Abs, call)
}

/// `UnaryPositive`: its argument.
pub fn positive(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, _| match args {
        [arg] => Ok(arg.clone()),
        _ => internal_err!("{} arguments where 1 is due", args.len()),
    }))
}

fn sign(sign: Sign, call: &Call) -> Result<Kernel> {
    let mode = call.mode;
    Ok(match *call.return_field.data_type() {
        DataType::Int8 => integer_sign::<Int8Type>(sign, mode, "byte"),
        DataType::Int16 => integer_sign::<Int16Type>(sign, mode, "short"),
        DataType::Int32 => integer_sign::<Int32Type>(sign, mode, "integer"),
        DataType::Int64 => integer_sign::<Int64Type>(sign, mode, "long"),
        DataType::Float32 => match sign {
            Sign::Negate => infallible::<Float32Type>(|a| -a),
            Sign::Abs => infallible::<Float32Type>(f32::abs),
        },
        DataType::Float64 => match sign {
            Sign::Negate => infallible::<Float64Type>(|a| -a),
            Sign::Abs => infallible::<Float64Type>(f64::abs),
        },
        DataType::Decimal128(precision, scale) => Arc::new(move |args, rows| {
            let never = Failure::<fn(i128) -> SparkError>::Null;
            let output =
                rows::unary::<Decimal128Type, Decimal128Type>(
                    args,
                    rows,
                    &never,
                    |a| match sign {
                        Sign::Negate => (a.wrapping_neg(), false),
                        Sign::Abs => (a.wrapping_abs(), false),
                    },
                )?;
            let output = output.with_precision_and_scale(precision, scale)?;
            rows::finish(Arc::new(output), args)
        }),
        ref other => return internal_err!("the sign of {other}"),
    })
}

fn integer_sign<T>(sign: Sign, mode: EvalMode, name: &'static str) -> Kernel
where
    T: ArrowPrimitiveType,
    T::Native: Integer,
{
    Arc::new(move |args, rows| {
        let failure = match mode {
            EvalMode::Ansi => {
                Failure::Raise(|_: T::Native| SparkError::arithmetic_overflow(name, ""))
            }
            _ => Failure::Null,
        };
        let output = rows::unary::<T, T>(args, rows, &failure, |a| {
            let (value, overflows) = match sign {
                Sign::Negate => a.negated(),
                Sign::Abs => a.magnitude(),
            };
            (value, overflows && mode != EvalMode::Legacy)
        })?;
        rows::finish(Arc::new(output), args)
    })
}

fn infallible<T: ArrowPrimitiveType>(f: fn(T::Native) -> T::Native) -> Kernel {
    Arc::new(move |args, rows| {
        let never = Failure::<fn(T::Native) -> SparkError>::Null;
        let output = rows::unary::<T, T>(args, rows, &never, |a| (f(a), false))?;
        rows::finish(Arc::new(output), args)
    })
}
