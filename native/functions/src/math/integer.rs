//! Java's arithmetic of the integer types: the wrapped result, and whether it is wrong.

use std::fmt::Display;

pub trait Integer: Copy + Display + Send + Sync + 'static {
    fn plus(self, other: Self) -> (Self, bool);
    fn minus(self, other: Self) -> (Self, bool);
    fn times(self, other: Self) -> (Self, bool);
    /// The flag marks a zero divisor.
    fn quotient(self, other: Self) -> (Self, bool);
    /// The flag marks a zero divisor.
    fn remainder(self, other: Self) -> (Self, bool);
    /// `Pmod`; the flag marks a zero divisor.
    fn positive_remainder(self, other: Self) -> (Self, bool);
    fn negated(self) -> (Self, bool);
    fn magnitude(self) -> (Self, bool);
    fn is_zero(self) -> bool;
    /// Whether self / other is 2^(n-1).
    fn quotient_overflows(self, other: Self) -> bool;
}

macro_rules! integer {
    ($native:ident, $wide:ident) => {
        impl Integer for $native {
            // The sign tests vectorise, `overflowing_add` does not.
            fn plus(self, other: Self) -> (Self, bool) {
                let sum = self.wrapping_add(other);
                (sum, ((self ^ sum) & (other ^ sum)) < 0)
            }

            fn minus(self, other: Self) -> (Self, bool) {
                let difference = self.wrapping_sub(other);
                (difference, ((self ^ other) & (self ^ difference)) < 0)
            }

            fn times(self, other: Self) -> (Self, bool) {
                let product = <$wide>::from(self) * <$wide>::from(other);
                (
                    product as $native,
                    <$wide>::from(product as $native) != product,
                )
            }

            fn quotient(self, other: Self) -> (Self, bool) {
                match other {
                    0 => (0, true),
                    _ => (self.wrapping_div(other), false),
                }
            }

            fn remainder(self, other: Self) -> (Self, bool) {
                match other {
                    0 => (0, true),
                    _ => (self.wrapping_rem(other), false),
                }
            }

            fn positive_remainder(self, other: Self) -> (Self, bool) {
                let (rest, by_zero) = self.remainder(other);
                if rest >= 0 || by_zero {
                    (rest, by_zero)
                } else {
                    (positive!($native, rest, other), false)
                }
            }

            fn negated(self) -> (Self, bool) {
                (self.wrapping_neg(), self == <$native>::MIN)
            }

            fn magnitude(self) -> (Self, bool) {
                (self.wrapping_abs(), self == <$native>::MIN)
            }

            fn is_zero(self) -> bool {
                self == 0
            }

            fn quotient_overflows(self, other: Self) -> bool {
                self == <$native>::MIN && other == -1
            }
        }
    };
}

/// `(rest + by) % by` as Java computes it: bytes and shorts as ints, ints and longs wrapping.
macro_rules! positive {
    (i8, $rest:expr, $by:expr) => {
        ((i32::from($rest) + i32::from($by)) % i32::from($by)) as i8
    };
    (i16, $rest:expr, $by:expr) => {
        ((i32::from($rest) + i32::from($by)) % i32::from($by)) as i16
    };
    ($native:ident, $rest:expr, $by:expr) => {
        $rest.wrapping_add($by).wrapping_rem($by)
    };
}

integer!(i8, i32);
integer!(i16, i32);
integer!(i32, i64);
integer!(i64, i128);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_tell_overflow() {
        assert_eq!(i32::MAX.plus(1), (i32::MIN, true));
        assert_eq!(i32::MIN.minus(1), (i32::MAX, true));
        assert_eq!((-1i32).minus(i32::MIN), (i32::MAX, false));
        assert_eq!(0i32.minus(i32::MIN), (i32::MIN, true));
        assert_eq!(100i8.times(2), (-56, true));
        assert_eq!(i64::MIN.times(-1), (i64::MIN, true));
        assert_eq!((i64::MAX / 2).times(2), (i64::MAX - 1, false));
    }

    #[test]
    fn remainders_follow_the_dividend_or_are_positive() {
        assert_eq!((-7i32).remainder(3), (-1, false));
        assert_eq!((-7i32).positive_remainder(3), (2, false));
        assert_eq!((-7i32).positive_remainder(-3), (-1, false));
        assert_eq!(i32::MIN.remainder(-1), (0, false));
        assert_eq!((-100i8).positive_remainder(127), (27, false));
        assert_eq!((-1i32).positive_remainder(i32::MIN), (i32::MAX, false));
        assert_eq!(1i32.remainder(0), (0, true));
    }
}
