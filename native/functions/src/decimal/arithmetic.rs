//! `+ - * / div % pmod` of decimals. Where the types, or the values of a batch, prove that 128 bits
//! hold the exact result, the loops have no checks.

use std::sync::Arc;

use arrow::array::{AsArray, Decimal128Array};
use arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::overflow;
use super::rescale::pow10;
use super::value::{Outcome, Value};
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    IntegralDivide,
    Remainder,
    Pmod,
}

/// Precision and scale of the operands and the result.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub p1: u8,
    pub s1: i8,
    pub p2: u8,
    pub s2: i8,
    pub p: u8,
    pub s: i8,
}

pub fn bind(op: Op, call: &Call) -> Result<Kernel> {
    let [DataType::Decimal128(p1, s1), DataType::Decimal128(p2, s2)] = call.arg_types[..] else {
        return internal_err!("decimal {op:?} of {:?}", call.arg_types);
    };
    let (p, s) = match (op, call.return_field.data_type()) {
        // `IntegralDivide.resultDecimalType`
        (Op::IntegralDivide, DataType::Int64) => {
            let digits = i16::from(p1) - i16::from(s1) + i16::from(s2);
            (digits.clamp(1, 38) as u8, 0)
        }
        (_, DataType::Decimal128(p, s)) => (*p, *s),
        (_, other) => return internal_err!("decimal {op:?} as {other}"),
    };
    let shape = Shape {
        p1,
        s1,
        p2,
        s2,
        p,
        s,
    };
    Ok(match op {
        Op::Add | Op::Subtract | Op::Multiply if fits(op, shape) => exact(op, shape),
        Op::Add | Op::Subtract | Op::Multiply if keeps_scale(op, shape) => {
            guarded(op, shape, call.mode)
        }
        Op::IntegralDivide => integral(shape, call.mode),
        _ => checked(op, shape, call.mode),
    })
}

/// Whether the exact result has the scale of the result.
fn keeps_scale(op: Op, t: Shape) -> bool {
    match op {
        Op::Multiply => t.s1 + t.s2 == t.s,
        _ => t.s1.max(t.s2) == t.s,
    }
}

/// Whether the exact result of all operands of these types is one of the result's type.
fn fits(op: Op, t: Shape) -> bool {
    let digits = match op {
        Op::Multiply => i16::from(t.p1) + i16::from(t.p2),
        _ => {
            let whole = (i16::from(t.p1) - i16::from(t.s1)).max(i16::from(t.p2) - i16::from(t.s2));
            whole + i16::from(t.s1.max(t.s2)) + 1
        }
    };
    keeps_scale(op, t) && digits <= i16::from(t.p)
}

/// 10^x and 10^y that bring both operands to the larger of their scales.
fn factors(t: Shape) -> (i128, i128) {
    let scale = t.s1.max(t.s2);
    (pow10((scale - t.s1) as u32), pow10((scale - t.s2) as u32))
}

type Args<'a> = &'a [ColumnarValue];

fn unchecked(op: Op, t: Shape, args: Args, rows: usize) -> Result<ColumnarValue> {
    let (x, y) = factors(t);
    let output = match op {
        Op::Multiply => total(args, rows, |a, b| a.wrapping_mul(b)),
        Op::Add if x == 1 && y == 1 => total(args, rows, |a, b| a.wrapping_add(b)),
        Op::Add => total(args, rows, |a, b| {
            a.wrapping_mul(x).wrapping_add(b.wrapping_mul(y))
        }),
        _ if x == 1 && y == 1 => total(args, rows, |a, b| a.wrapping_sub(b)),
        _ => total(args, rows, |a, b| {
            a.wrapping_mul(x).wrapping_sub(b.wrapping_mul(y))
        }),
    };
    finish(output?, t, args)
}

fn total(args: Args, rows: usize, f: impl Fn(i128, i128) -> i128) -> Result<Decimal128Array> {
    let never = Failure::<fn(i128, i128) -> SparkError>::Null;
    rows::binary::<Decimal128Type, Decimal128Type, Decimal128Type>(args, rows, &never, |a, b| {
        (f(a, b), false)
    })
}

fn exact(op: Op, t: Shape) -> Kernel {
    Arc::new(move |args, rows| unchecked(op, t, args, rows))
}

/// The types allow results that leave the precision (38 digits), the values mostly do not: a look at
/// the magnitudes of a batch saves the checks of its rows.
fn guarded(op: Op, t: Shape, mode: EvalMode) -> Kernel {
    let slow = checked(op, t, mode);
    let (x, y) = factors(t);
    Arc::new(move |args, rows| {
        let [left, right] = args else {
            return internal_err!("decimal {op:?} of {} arguments", args.len());
        };
        let bits = match op {
            Op::Multiply => bits(left) + bits(right),
            _ => (bits(left) + length(x)).max(bits(right) + length(y)) + 1,
        };
        // 2^(3p) < 10^p, and 2^126 < 10^38.
        let safe = if t.p == 38 { 126 } else { 3 * u32::from(t.p) };
        if bits <= safe {
            unchecked(op, t, args, rows)
        } else {
            slow(args, rows)
        }
    })
}

fn length(magnitude: i128) -> u32 {
    128 - magnitude.leading_zeros()
}

/// Bits n so that no magnitude in a column is above 2^n, values below nulls included.
fn bits(arg: &ColumnarValue) -> u32 {
    match arg {
        ColumnarValue::Scalar(ScalarValue::Decimal128(Some(v), _, _)) => length(v ^ (v >> 127)),
        ColumnarValue::Scalar(_) => 0,
        ColumnarValue::Array(array) => match array.as_primitive_opt::<Decimal128Type>() {
            // v ^ (v >> 127) is |v|, or |v| - 1 of a negative v.
            Some(decimals) => {
                let or = |all, v: &i128| all | (v ^ (v >> 127));
                length(decimals.values().iter().fold(0, or))
            }
            None => 128,
        },
    }
}

fn checked(op: Op, t: Shape, mode: EvalMode) -> Kernel {
    let value = Value::new(op, t);
    let failure = match mode {
        EvalMode::Ansi => Failure::Raise(move |a, b| overflow::error(op, t, a, b)),
        _ => Failure::Null,
    };
    Arc::new(move |args, rows| {
        let output = rows::binary::<Decimal128Type, Decimal128Type, Decimal128Type>(
            args,
            rows,
            &failure,
            |a, b| match value.of(a, b) {
                Outcome::Value(v) => (v, false),
                _ => (0, true),
            },
        )?;
        if mode == EvalMode::Legacy {
            impossible(&value, args, rows, &output)?;
        }
        finish(output, t, args)
    })
}

fn integral(t: Shape, mode: EvalMode) -> Kernel {
    let value = Value::new(Op::IntegralDivide, t);
    let failure = match mode {
        EvalMode::Ansi => Failure::Raise(move |a, b| overflow::error(Op::IntegralDivide, t, a, b)),
        _ => Failure::Null,
    };
    Arc::new(move |args, rows| {
        let output = rows::binary::<Decimal128Type, Decimal128Type, Int64Type>(
            args,
            rows,
            &failure,
            |a, b| match value.of(a, b) {
                // `Decimal.toLong` keeps the low 64 bits.
                Outcome::Value(v) => (v as i64, false),
                _ => (0, true),
            },
        )?;
        if mode == EvalMode::Legacy {
            impossible(&value, args, rows, &output)?;
        }
        rows::finish(Arc::new(output), args)
    })
}

/// Java's BigDecimal raises an error in legacy mode too where a remainder's quotient has too many
/// digits; only wide types allow such rows.
fn impossible(
    value: &Value,
    args: Args,
    rows: usize,
    output: &dyn arrow::array::Array,
) -> Result<()> {
    if !value.may_be_impossible() || output.null_count() == 0 {
        return Ok(());
    }
    let (left, right) = (args[0].to_array(rows)?, args[1].to_array(rows)?);
    let (left, right) = (
        left.as_primitive::<Decimal128Type>(),
        right.as_primitive::<Decimal128Type>(),
    );
    for (a, b) in left.iter().zip(right) {
        if let (Some(a), Some(b)) = (a, b)
            && matches!(value.of(a, b), Outcome::Impossible)
        {
            return Err(overflow::division_impossible().into());
        }
    }
    Ok(())
}

fn finish(output: Decimal128Array, t: Shape, args: Args) -> Result<ColumnarValue> {
    let output = output.with_precision_and_scale(t.p, t.s)?;
    rows::finish(Arc::new(output), args)
}
