//! `+ - * / % div` of decimals. Where the types prove that 128 bits hold the exact result, the loops
//! have no checks.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Decimal128Type, i256};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::rescale::{out_of_range, pow10};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone, Copy)]
struct Shape {
    p1: u8,
    s1: i8,
    p2: u8,
    s2: i8,
    p: u8,
    s: i8,
}

pub fn bind(op: Op, call: &Call) -> Result<Kernel> {
    let ([DataType::Decimal128(p1, s1), DataType::Decimal128(p2, s2)], DataType::Decimal128(p, s)) =
        (&call.arg_types[..], call.return_field.data_type())
    else {
        return internal_err!("decimal {op:?} of {:?}", call.arg_types);
    };
    let shape = Shape {
        p1: *p1,
        s1: *s1,
        p2: *p2,
        s2: *s2,
        p: *p,
        s: *s,
    };
    let mode = call.mode;
    if exact_in_128(op, shape) {
        return Ok(Arc::new(move |args, rows| {
            let [l, r] = operands(args, rows)?;
            let output = match op {
                Op::Multiply => binary(&l, &r, |a, b| a.wrapping_mul(b)),
                Op::Add => scaled(&l, &r, shape, |a, b| a.wrapping_add(b)),
                _ => scaled(&l, &r, shape, |a, b| a.wrapping_sub(b)),
            };
            finish(output, shape, args)
        }));
    }
    Ok(Arc::new(move |args, rows| {
        let [l, r] = operands(args, rows)?;
        let output = checked(&l, &r, shape, mode, |a, b| value(op, shape, a, b))?;
        finish(output, shape, args)
    }))
}

/// Whether every pair of operands has a result that needs neither rounding nor a check.
fn exact_in_128(op: Op, t: Shape) -> bool {
    match op {
        Op::Multiply => t.p1 + t.p2 <= 38 && t.s1 + t.s2 == t.s && t.p >= t.p1 + t.p2,
        Op::Add | Op::Subtract => {
            let digits = (t.p1 as i8 - t.s1).max(t.p2 as i8 - t.s2) + t.s + 1;
            t.s == t.s1.max(t.s2) && digits <= 38 && t.p as i8 >= digits
        }
        Op::Divide | Op::Remainder => false,
    }
}

enum Outcome {
    Value(i128),
    Overflow(String),
    DivideByZero,
    RemainderByZero,
}

fn value(op: Op, t: Shape, a: i128, b: i128) -> Outcome {
    let wide = i256::from_i128;
    let exact = match op {
        Op::Multiply => (wide(a).wrapping_mul(wide(b)), t.s1 + t.s2),
        Op::Add | Op::Subtract => {
            let scale = t.s1.max(t.s2);
            let l = wide(a).wrapping_mul(wide(pow10((scale - t.s1) as u32)));
            let r = wide(b).wrapping_mul(wide(pow10((scale - t.s2) as u32)));
            match op {
                Op::Add => (l.wrapping_add(r), scale),
                _ => (l.wrapping_sub(r), scale),
            }
        }
        Op::Divide if b == 0 => return Outcome::DivideByZero,
        Op::Divide => return divide(t, a, b),
        Op::Remainder if b == 0 => return Outcome::RemainderByZero,
        Op::Remainder => {
            let scale = t.s1.max(t.s2);
            let l = wide(a).wrapping_mul(wide(pow10((scale - t.s1) as u32)));
            let r = wide(b).wrapping_mul(wide(pow10((scale - t.s2) as u32)));
            (l.wrapping_rem(r), scale)
        }
    };
    rounded(exact.0, exact.1, t)
}

fn rounded(value: i256, scale: i8, t: Shape) -> Outcome {
    let result = if scale > t.s {
        let divisor = i256::from_i128(10).wrapping_pow((scale - t.s) as u32);
        let (quotient, rest) = (value.wrapping_div(divisor), value.wrapping_rem(divisor));
        let twice = rest.wrapping_abs().wrapping_add(rest.wrapping_abs());
        match (twice >= divisor, value < i256::ZERO) {
            (true, true) => quotient.wrapping_sub(i256::ONE),
            (true, false) => quotient.wrapping_add(i256::ONE),
            (false, _) => quotient,
        }
    } else {
        value.wrapping_mul(i256::from_i128(pow10((t.s - scale) as u32)))
    };
    match result.to_i128() {
        Some(v) if v.unsigned_abs() < pow10(t.p as u32).unsigned_abs() => Outcome::Value(v),
        _ => Outcome::Overflow(result.to_string()),
    }
}

/// a / 10^s1 / (b / 10^s2) at scale s: long division, so that no intermediate leaves 256 bits.
fn divide(t: Shape, a: i128, b: i128) -> Outcome {
    let negative = (a < 0) != (b < 0);
    let (a, b) = (a.unsigned_abs(), b.unsigned_abs());
    let shift = t.s as i32 + t.s2 as i32 - t.s1 as i32;
    let bound = pow10(t.p as u32).unsigned_abs();
    let signed = |v: u128| {
        let v = v as i128;
        Outcome::Value(if negative { -v } else { v })
    };
    if (0..=38).contains(&shift)
        && let Some(dividend) = a.checked_mul(pow10(shift as u32).unsigned_abs())
    {
        let (quotient, rest) = (dividend / b, dividend % b);
        let quotient = quotient + u128::from(rest >= b - rest);
        return if quotient < bound {
            signed(quotient)
        } else {
            Outcome::Overflow(quotient.to_string())
        };
    }
    let (mut quotient, mut rest) = (a / b, a % b);
    if shift < 0 {
        // Fewer digits are wanted than the integer quotient of the unscaled values has.
        let divisor = pow10((-shift) as u32).unsigned_abs();
        let dropped = quotient % divisor;
        return signed(quotient / divisor + u128::from(dropped >= divisor - dropped));
    }
    for _ in 0..shift {
        let (digit, next) = digit(rest, b);
        rest = next;
        match quotient
            .checked_mul(10)
            .and_then(|q| q.checked_add(digit))
            .filter(|q| *q < bound)
        {
            Some(q) => quotient = q,
            None => return Outcome::Overflow(format!("{quotient}{digit}")),
        }
    }
    let quotient = quotient + u128::from(rest >= b - rest);
    if quotient < bound {
        signed(quotient)
    } else {
        Outcome::Overflow(quotient.to_string())
    }
}

/// The next decimal digit of rest / b, and what remains; rest < b < 10^38.
fn digit(rest: u128, b: u128) -> (u128, u128) {
    match rest.checked_mul(10) {
        Some(ten) => (ten / b, ten % b),
        None => {
            let ten = i256::from_i128(rest as i128).wrapping_mul(i256::from_i128(10));
            let by = i256::from_i128(b as i128);
            let quotient = ten.wrapping_div(by).as_i128() as u128;
            (quotient, ten.wrapping_rem(by).as_i128() as u128)
        }
    }
}

/// One operand: a column, or a constant (None is NULL).
enum Operand {
    Column(Decimal128Array),
    Constant(Option<i128>, usize),
}

fn operands(args: &[ColumnarValue], rows: usize) -> Result<[Operand; 2]> {
    let operand = |arg: &ColumnarValue| -> Result<Operand> {
        Ok(match arg {
            ColumnarValue::Scalar(ScalarValue::Decimal128(v, _, _)) => Operand::Constant(*v, rows),
            ColumnarValue::Scalar(_) => Operand::Constant(None, rows),
            ColumnarValue::Array(array) => {
                Operand::Column(array.as_primitive::<Decimal128Type>().clone())
            }
        })
    };
    match args {
        [l, r] => Ok([operand(l)?, operand(r)?]),
        _ => internal_err!("decimal arithmetic of {} arguments", args.len()),
    }
}

fn binary(l: &Operand, r: &Operand, f: impl Fn(i128, i128) -> i128) -> Decimal128Array {
    match (l, r) {
        (Operand::Column(l), Operand::Column(r)) => {
            let nulls = NullBuffer::union(l.nulls(), r.nulls());
            let values = l.values().iter().zip(r.values().iter());
            let values = values.map(|(a, b)| f(*a, *b)).collect();
            Decimal128Array::new(values, nulls)
        }
        (Operand::Column(l), Operand::Constant(Some(b), _)) => l.unary(|a| f(a, *b)),
        (Operand::Constant(Some(a), _), Operand::Column(r)) => r.unary(|b| f(*a, b)),
        (Operand::Constant(Some(a), rows), Operand::Constant(Some(b), _)) => {
            Decimal128Array::from_value(f(*a, *b), *rows)
        }
        (Operand::Column(c), Operand::Constant(None, _))
        | (Operand::Constant(None, _), Operand::Column(c)) => Decimal128Array::new_null(c.len()),
        (Operand::Constant(_, rows), Operand::Constant(_, _)) => Decimal128Array::new_null(*rows),
    }
}

/// Both operands brought to one scale; the types prove that nothing overflows.
fn scaled(l: &Operand, r: &Operand, t: Shape, f: impl Fn(i128, i128) -> i128) -> Decimal128Array {
    let (x, y) = (pow10((t.s - t.s1) as u32), pow10((t.s - t.s2) as u32));
    if x == 1 && y == 1 {
        binary(l, r, f)
    } else {
        binary(l, r, |a, b| f(a.wrapping_mul(x), b.wrapping_mul(y)))
    }
}

fn checked(
    l: &Operand,
    r: &Operand,
    t: Shape,
    mode: EvalMode,
    f: impl Fn(i128, i128) -> Outcome,
) -> Result<Decimal128Array> {
    let array = |o: &Operand| -> ArrayRef {
        match o {
            Operand::Column(c) => Arc::new(c.clone()),
            Operand::Constant(Some(v), rows) => Arc::new(Decimal128Array::from_value(*v, *rows)),
            Operand::Constant(None, rows) => Arc::new(Decimal128Array::new_null(*rows)),
        }
    };
    let (l, r) = (array(l), array(r));
    let (l, r) = (
        l.as_primitive::<Decimal128Type>(),
        r.as_primitive::<Decimal128Type>(),
    );
    let mut output = Decimal128Array::builder(l.len());
    for i in 0..l.len() {
        if l.is_null(i) || r.is_null(i) {
            output.append_null();
            continue;
        }
        match (f(l.value(i), r.value(i)), mode) {
            (Outcome::Value(v), _) => output.append_value(v),
            (Outcome::DivideByZero, EvalMode::Ansi) => {
                return Err(SparkError::divide_by_zero().into());
            }
            (Outcome::RemainderByZero, EvalMode::Ansi) => {
                return Err(SparkError::remainder_by_zero().into());
            }
            (Outcome::Overflow(v), EvalMode::Ansi) => {
                return Err(out_of_range(v, t.p, t.s).into());
            }
            _ => output.append_null(),
        }
    }
    Ok(output.finish())
}

fn finish(output: Decimal128Array, t: Shape, args: &[ColumnarValue]) -> Result<ColumnarValue> {
    let output = output.with_precision_and_scale(t.p, t.s)?;
    if args.iter().all(|a| matches!(a, ColumnarValue::Scalar(_))) {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
            &output, 0,
        )?));
    }
    Ok(ColumnarValue::Array(Arc::new(output)))
}
