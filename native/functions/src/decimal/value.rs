//! One operation on two decimals: the exact result, rounded HALF_UP to the result's scale.

use arrow::datatypes::i256;

use super::arithmetic::{Op, Shape};
use super::rescale::{pow10, round_half_up};

#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Value(i128),
    Overflow,
    DivideByZero,
    /// Java's "Division impossible": an integral quotient of more than 39 digits.
    Impossible,
}

/// An operation bound to its types.
pub struct Value {
    op: Op,
    t: Shape,
    /// 10^p
    bound: i128,
    /// Operands are multiplied by these to come to one scale; for division, the dividend and the
    /// divisor, so that the integral quotient has the result's scale.
    x: Option<i128>,
    y: Option<i128>,
    /// Divides an exact sum or product, to come to the result's scale.
    excess: i256,
    /// `excess`, if it has at most 38 digits.
    narrow_excess: Option<i128>,
}

impl Value {
    pub fn new(op: Op, t: Shape) -> Self {
        let common = t.s1.max(t.s2);
        let narrow = |n: i32| u32::try_from(n).ok().filter(|n| *n <= 38).map(pow10);
        let (x, y, exact) = match op {
            Op::Multiply => (0, 0, i32::from(t.s1) + i32::from(t.s2)),
            Op::Divide => {
                let shift = i32::from(t.s) + i32::from(t.s2) - i32::from(t.s1);
                (shift.max(0), (-shift).max(0), i32::from(t.s))
            }
            _ => (
                i32::from(common - t.s1),
                i32::from(common - t.s2),
                i32::from(match op {
                    Op::IntegralDivide => 0,
                    _ => common,
                }),
            ),
        };
        let excess = (exact - i32::from(t.s)).max(0);
        Self {
            op,
            t,
            bound: pow10(u32::from(t.p)),
            x: narrow(x),
            y: narrow(y),
            excess: power(excess as u32),
            narrow_excess: narrow(excess),
        }
    }

    /// Whether there are operands whose quotient Java refuses to compute.
    pub fn may_be_impossible(&self) -> bool {
        let integral = matches!(self.op, Op::IntegralDivide | Op::Remainder | Op::Pmod);
        let digits = i16::from(self.t.p1) - i16::from(self.t.s1) + i16::from(self.t.s2);
        integral && digits > 39
    }

    pub fn of(&self, a: i128, b: i128) -> Outcome {
        if !matches!(self.op, Op::Add | Op::Subtract | Op::Multiply) && b == 0 {
            return Outcome::DivideByZero;
        }
        self.in_128(a, b).unwrap_or_else(|| self.in_256(a, b))
    }

    /// None if an intermediate result leaves 128 bits.
    fn in_128(&self, a: i128, b: i128) -> Option<Outcome> {
        if self.op == Op::Multiply {
            return self.rounded(a.checked_mul(b)?);
        }
        let (l, r) = (a.checked_mul(self.x?)?, b.checked_mul(self.y?)?);
        match self.op {
            Op::Add => self.rounded(l.checked_add(r)?),
            Op::Subtract => self.rounded(l.checked_sub(r)?),
            Op::Divide => {
                let (quotient, rest) = (l.checked_div(r)?, l.checked_rem(r)?);
                let up = rest.unsigned_abs() >= r.unsigned_abs() - rest.unsigned_abs();
                let sign = if (l < 0) == (r < 0) { 1 } else { -1 };
                Some(self.bounded(quotient + if up { sign } else { 0 }))
            }
            Op::IntegralDivide => Some(self.bounded(l.checked_div(r)?)),
            Op::Remainder => self.rounded(l.checked_rem(r)?),
            _ => {
                let rest = l.checked_rem(r)?;
                self.rounded(if rest < 0 && r > 0 { rest + r } else { rest })
            }
        }
    }

    fn rounded(&self, exact: i128) -> Option<Outcome> {
        Some(match self.narrow_excess? {
            1 => self.rescaled(exact),
            excess => self.bounded(round_half_up(exact, excess)),
        })
    }

    /// From the common scale, where the result's may be larger.
    fn rescaled(&self, exact: i128) -> Outcome {
        let more = self.more();
        if more == 0 {
            return self.bounded(exact);
        }
        match exact.checked_mul(pow10(more)) {
            Some(v) => self.bounded(v),
            None => Outcome::Overflow,
        }
    }

    /// By how many digits the result's scale exceeds the exact result's.
    fn more(&self) -> u32 {
        let exact = match self.op {
            Op::Multiply => self.t.s1 + self.t.s2,
            Op::Divide | Op::IntegralDivide => self.t.s,
            _ => self.t.s1.max(self.t.s2),
        };
        (self.t.s - exact).max(0) as u32
    }

    fn bounded(&self, value: i128) -> Outcome {
        if value.unsigned_abs() < self.bound.unsigned_abs() {
            Outcome::Value(value)
        } else {
            Outcome::Overflow
        }
    }

    fn in_256(&self, a: i128, b: i128) -> Outcome {
        let (t, wide) = (self.t, i256::from_i128);
        match self.op {
            Op::Divide => return self.long_division(a, b),
            Op::Multiply => {
                let product = wide(a).wrapping_mul(wide(b));
                return self.rounded_wide(product);
            }
            _ => {}
        }
        let (l, r) = aligned(t, a, b);
        match self.op {
            Op::Add => self.rounded_wide(l.wrapping_add(r)),
            Op::Subtract => self.rounded_wide(l.wrapping_sub(r)),
            Op::IntegralDivide => {
                let quotient = l.wrapping_div(r);
                if is_impossible(quotient) {
                    return Outcome::Impossible;
                }
                self.narrowed(quotient)
            }
            _ => {
                if is_impossible(l.wrapping_div(r)) {
                    return Outcome::Impossible;
                }
                let rest = l.wrapping_rem(r);
                if self.op == Op::Pmod && rest < i256::ZERO && r > i256::ZERO {
                    self.rounded_wide(rest.wrapping_add(r))
                } else {
                    self.rounded_wide(rest)
                }
            }
        }
    }

    fn rounded_wide(&self, exact: i256) -> Outcome {
        let excess = self.excess;
        let (quotient, rest) = (exact.wrapping_div(excess), exact.wrapping_rem(excess));
        let rest = rest.wrapping_abs();
        let rounded = match (rest >= excess.wrapping_sub(rest), exact < i256::ZERO) {
            (true, true) => quotient.wrapping_sub(i256::ONE),
            (true, false) => quotient.wrapping_add(i256::ONE),
            (false, _) => quotient,
        };
        self.narrowed(rounded)
    }

    fn narrowed(&self, value: i256) -> Outcome {
        match value.to_i128() {
            Some(v) => self.rescaled(v),
            None => Outcome::Overflow,
        }
    }

    /// Division by digits, so that no intermediate result leaves 256 bits.
    fn long_division(&self, a: i128, b: i128) -> Outcome {
        let t = self.t;
        let sign = if (a < 0) == (b < 0) { 1 } else { -1 };
        let (a, b) = (
            i256::from_i128(a).wrapping_abs(),
            i256::from_i128(b).wrapping_abs(),
        );
        let shift = i32::from(t.s) + i32::from(t.s2) - i32::from(t.s1);
        // With a negative shift the divisor grows, to at most 76 digits.
        let b = b.wrapping_mul(i256::from_i128(pow10((-shift).clamp(0, 38) as u32)));
        let (mut quotient, mut rest) = (a.wrapping_div(b), a.wrapping_rem(b));
        let ten = i256::from_i128(10);
        let bound = i256::from_i128(self.bound);
        for _ in 0..shift.max(0) {
            // rest < b, and b < 10^38 as the shift is positive.
            let next = rest.wrapping_mul(ten);
            quotient = quotient
                .wrapping_mul(ten)
                .wrapping_add(next.wrapping_div(b));
            rest = next.wrapping_rem(b);
            if quotient >= bound {
                return Outcome::Overflow;
            }
        }
        if rest >= b.wrapping_sub(rest) {
            quotient = quotient.wrapping_add(i256::ONE);
        }
        match quotient.to_i128() {
            Some(v) => self.bounded(v * sign),
            None => Outcome::Overflow,
        }
    }
}

/// 10^n for n <= 76.
pub fn power(n: u32) -> i256 {
    let half = i256::from_i128(pow10(n / 2));
    half.wrapping_mul(half)
        .wrapping_mul(i256::from_i128(pow10(n % 2)))
}

/// Both operands at the larger of their scales.
pub fn aligned(t: Shape, a: i128, b: i128) -> (i256, i256) {
    let scale = t.s1.max(t.s2);
    let to = |v: i128, from: i8| {
        i256::from_i128(v).wrapping_mul(i256::from_i128(pow10((scale - from) as u32)))
    };
    (to(a, t.s1), to(b, t.s2))
}

/// `BigDecimal.divideToIntegralValue` at 39 digits: whether that cuts off anything but zeros.
fn is_impossible(quotient: i256) -> bool {
    let ten = i256::from_i128(10);
    let mut rest = quotient.wrapping_abs();
    while rest >= power(39) {
        if rest.wrapping_rem(ten) != i256::ZERO {
            return true;
        }
        rest = rest.wrapping_div(ten);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(op: Op, types: [(u8, i8); 3], a: i128, b: i128) -> Outcome {
        let [(p1, s1), (p2, s2), (p, s)] = types;
        let shape = Shape {
            p1,
            s1,
            p2,
            s2,
            p,
            s,
        };
        Value::new(op, shape).of(a, b)
    }

    #[test]
    fn products_round_half_up() {
        let types = [(38, 10), (38, 10), (38, 6)];
        // 0.0000000005 * 1.0 at scale 6; 0.0000005 rounds up.
        let one = pow10(10);
        assert_eq!(of(Op::Multiply, types, 5, one), Outcome::Value(0));
        assert_eq!(of(Op::Multiply, types, 5000, one), Outcome::Value(1));
        assert_eq!(of(Op::Multiply, types, -5000, one), Outcome::Value(-1));
        let huge = pow10(37);
        assert_eq!(
            of(Op::Multiply, types, huge, one),
            Outcome::Value(pow10(33))
        );
        assert_eq!(of(Op::Multiply, types, huge, huge), Outcome::Overflow);
    }

    #[test]
    fn small_fractions_have_long_products() {
        let types = [(38, 38), (38, 38), (38, 37)];
        let tenth = pow10(37);
        assert_eq!(
            of(Op::Multiply, types, tenth, tenth),
            Outcome::Value(pow10(35))
        );
        assert_eq!(of(Op::Multiply, types, 5 * tenth, 1), Outcome::Value(0));
        assert_eq!(of(Op::Multiply, types, 5 * tenth, 10), Outcome::Value(1));
    }

    #[test]
    fn sums_bring_operands_to_one_scale() {
        let types = [(10, 2), (10, 4), (13, 4)];
        assert_eq!(of(Op::Add, types, 123, 1), Outcome::Value(12301));
        let wide = [(38, 0), (38, 10), (38, 6)];
        assert_eq!(
            of(Op::Add, wide, pow10(31), 5_000),
            Outcome::Value(pow10(37) + 1)
        );
        assert_eq!(of(Op::Subtract, wide, pow10(33), 0), Outcome::Overflow);
    }

    #[test]
    fn quotients_round_half_up() {
        let types = [(10, 0), (10, 0), (21, 11)];
        assert_eq!(of(Op::Divide, types, 2, 3), Outcome::Value(66_666_666_667));
        assert_eq!(
            of(Op::Divide, types, -2, 3),
            Outcome::Value(-66_666_666_667)
        );
        assert_eq!(of(Op::Divide, types, 1, 0), Outcome::DivideByZero);
        let wide = [(38, 0), (38, 20), (38, 6)];
        assert_eq!(
            of(Op::Divide, wide, pow10(30), 3 * pow10(20)),
            Outcome::Value(pow10(36) / 3)
        );
        assert_eq!(of(Op::Divide, wide, pow10(30), 1), Outcome::Overflow);
        // The divisor grows where the result has few digits: 10^37 / 10^38 / 0.5 = 0.2.
        let narrow = [(38, 38), (2, 1), (8, 6)];
        assert_eq!(
            of(Op::Divide, narrow, pow10(37), 5),
            Outcome::Value(200_000)
        );
    }

    #[test]
    fn remainders() {
        let types = [(10, 2), (10, 1), (10, 2)];
        assert_eq!(of(Op::Remainder, types, -725, 20), Outcome::Value(-125));
        assert_eq!(of(Op::Pmod, types, -725, 20), Outcome::Value(75));
        assert_eq!(of(Op::Pmod, types, -725, -20), Outcome::Value(-125));
        let div = [(10, 2), (10, 1), (9, 0)];
        assert_eq!(of(Op::IntegralDivide, div, -725, 20), Outcome::Value(-3));
    }

    #[test]
    fn java_refuses_quotients_of_forty_digits() {
        let types = [(38, 0), (38, 10), (38, 10)];
        let digits = pow10(37) + 7;
        assert_eq!(of(Op::Remainder, types, digits, 1), Outcome::Value(0));
        let odd = [(38, 0), (38, 38), (38, 38)];
        assert_eq!(of(Op::Remainder, odd, digits, 3), Outcome::Impossible);
        assert_eq!(of(Op::Remainder, odd, pow10(37), 1), Outcome::Value(0));
    }
}
