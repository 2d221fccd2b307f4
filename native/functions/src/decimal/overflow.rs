//! The errors of decimal arithmetic. Spark shows the result as it was before it was rounded: exact, but
//! cut at 39 digits (`Decimal.MATH_CONTEXT`), quotients at 39 decimals.

use arrow::datatypes::{Decimal256Type, DecimalType, i256};

use super::arithmetic::{Op, Shape};
use super::rescale::out_of_range;
use super::value::{Outcome, Value, aligned, power};
use crate::SparkError;

/// Why `a op b` failed in ANSI mode.
pub fn error(op: Op, t: Shape, a: i128, b: i128) -> SparkError {
    match Value::new(op, t).of(a, b) {
        Outcome::DivideByZero => match op {
            Op::Remainder | Op::Pmod => SparkError::remainder_by_zero(),
            _ => SparkError::divide_by_zero(),
        },
        Outcome::Impossible => division_impossible(),
        _ => out_of_range(unrounded(op, t, a, b), t.p, t.s),
    }
}

/// `java.lang.ArithmeticException` of `BigDecimal.divideToIntegralValue`; Spark has no condition for it.
pub fn division_impossible() -> SparkError {
    SparkError::new("INTERNAL_ERROR").with("message", "Division impossible")
}

fn unrounded(op: Op, t: Shape, a: i128, b: i128) -> String {
    let common = t.s1.max(t.s2);
    let (l, r) = aligned(t, a, b);
    match op {
        Op::Add => plain(l.wrapping_add(r), common),
        Op::Subtract => plain(l.wrapping_sub(r), common),
        Op::Multiply => {
            let product = i256::from_i128(a).wrapping_mul(i256::from_i128(b));
            cut(product, t.s1 + t.s2)
        }
        Op::Divide => quotient(l, r),
        Op::IntegralDivide => plain(l.wrapping_div(r), 0),
        Op::Remainder => plain(l.wrapping_rem(r), common),
        Op::Pmod => plain(l.wrapping_rem(r).wrapping_add(r), common),
    }
}

fn plain(value: i256, scale: i8) -> String {
    Decimal256Type::format_decimal(value, 76, scale)
}

fn digits(value: i256) -> u32 {
    value.wrapping_abs().to_string().len() as u32
}

/// Without the digits after the 39th; zeros stand for those before the point.
fn cut(value: i256, scale: i8) -> String {
    let excess = digits(value).saturating_sub(39);
    let kept = value.wrapping_div(power(excess));
    let scale = i32::from(scale) - excess as i32;
    if scale >= 0 {
        plain(kept, scale as i8)
    } else {
        plain(kept.wrapping_mul(power(-scale as u32)), 0)
    }
}

/// An overflowing quotient is at least 1, so the divisor has at most 38 digits.
fn quotient(l: i256, r: i256) -> String {
    let sign = if (l < i256::ZERO) == (r < i256::ZERO) {
        ""
    } else {
        "-"
    };
    let (l, r) = (l.wrapping_abs(), r.wrapping_abs());
    let mut text = format!("{sign}{}.", l.wrapping_div(r));
    let mut rest = l.wrapping_rem(r);
    let ten = i256::from_i128(10);
    for _ in 0..39 {
        rest = rest.wrapping_mul(ten);
        text.push_str(&rest.wrapping_div(r).to_string());
        rest = rest.wrapping_rem(r);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::pow10;

    fn shape(p1: u8, s1: i8, p2: u8, s2: i8, p: u8, s: i8) -> Shape {
        Shape {
            p1,
            s1,
            p2,
            s2,
            p,
            s,
        }
    }

    #[test]
    fn the_value_is_unrounded() {
        let t = shape(38, 2, 38, 2, 38, 2);
        let error = error(Op::Add, t, 6 * pow10(37), 5 * pow10(37));
        let nines = "1100000000000000000000000000000000000.00";
        assert_eq!(error.parameters["value"], nines);
        assert_eq!(error.parameters["precision"], "38");
    }

    #[test]
    fn products_are_cut_at_39_digits() {
        let t = shape(38, 0, 38, 0, 38, 0);
        let text = unrounded(Op::Multiply, t, pow10(37) + 1, pow10(37) + 1);
        let expected = format!("1{}2{}", "0".repeat(36), "0".repeat(37));
        assert_eq!(text, expected);
    }

    #[test]
    fn quotients_have_39_decimals() {
        let t = shape(38, 0, 38, 20, 38, 6);
        let text = unrounded(Op::Divide, t, -pow10(30), 3);
        let expected = format!("-{}.{}", "3".repeat(50), "3".repeat(39));
        assert_eq!(text, expected);
    }
}
