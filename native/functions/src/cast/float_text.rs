//! Doubles and floats from strings: `Double.parseDouble`, and Spark's
//! `Cast.processFloatingPointSpecialLiterals` for what it rejects.

use std::str::FromStr;

pub trait Float: FromStr + Copy {
    const NAN: Self;
    const INFINITY: Self;
    const NEGATIVE_INFINITY: Self;
    /// The bits of a significand.
    const DIGITS: u32;
    /// The exponent of the least bit of the least number.
    const LEAST_EXPONENT: i64;
    /// significand * 2^exponent; both are in range.
    fn scaled(significand: u64, exponent: i64) -> Self;
    fn negated(self) -> Self;
}

macro_rules! float {
    ($native:ident, $least:expr) => {
        impl Float for $native {
            const NAN: Self = $native::NAN;
            const INFINITY: Self = $native::INFINITY;
            const NEGATIVE_INFINITY: Self = $native::NEG_INFINITY;
            const DIGITS: u32 = $native::MANTISSA_DIGITS;
            const LEAST_EXPONENT: i64 = $least;

            fn scaled(significand: u64, exponent: i64) -> Self {
                // Two steps, as 2^-1074 itself is subnormal; the significand has at most the type's
                // digits, so no step rounds.
                let half = exponent / 2;
                let power = |n: i64| (2.0 as $native).powi(n as i32);
                significand as $native * power(half) * power(exponent - half)
            }

            fn negated(self) -> Self {
                -self
            }
        }
    };
}

float!(f32, -149);
float!(f64, -1074);

pub fn parse<F: Float>(text: &str) -> Option<F> {
    // `String.trim`
    let text = text.trim_matches(|c| c <= ' ');
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = match unsigned {
        "NaN" => F::NAN,
        "Infinity" => F::INFINITY,
        _ if unsigned.starts_with("0x") || unsigned.starts_with("0X") => {
            hexadecimal(&unsigned[2..])?
        }
        _ if is_decimal(unsigned) => {
            let digits = unsigned.trim_end_matches(['f', 'F', 'd', 'D']);
            digits.parse().ok()?
        }
        _ => return special(text),
    };
    Some(if negative { value.negated() } else { value })
}

fn special<F: Float>(text: &str) -> Option<F> {
    match text.to_ascii_lowercase().as_str() {
        "inf" | "+inf" | "infinity" | "+infinity" => Some(F::INFINITY),
        "-inf" | "-infinity" => Some(F::NEGATIVE_INFINITY),
        "nan" => Some(F::NAN),
        _ => None,
    }
}

/// Digits with at most one point, an exponent, a type suffix.
fn is_decimal(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let whole = digits(0);
    let mut at = whole;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        fraction = digits(at + 1);
        at += 1 + fraction;
    }
    if whole + fraction == 0 {
        return false;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        let exponent = digits(at.min(bytes.len()));
        if exponent == 0 {
            return false;
        }
        at += exponent;
    }
    match &bytes[at..] {
        [] => true,
        [suffix] => matches!(suffix, b'f' | b'F' | b'd' | b'D'),
        _ => false,
    }
}

/// Java's hexadecimal floating-point: digits with a point, and an exponent of two that must be there.
fn hexadecimal<F: Float>(text: &str) -> Option<F> {
    let (digits, exponent) = text.split_once(['p', 'P'])?;
    let exponent = match exponent.as_bytes() {
        [rest @ .., b'f' | b'F' | b'd' | b'D'] => &exponent[..rest.len()],
        _ => exponent,
    };
    let (sign, magnitude) = match exponent.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, exponent.strip_prefix('+').unwrap_or(exponent)),
    };
    if magnitude.is_empty() || !magnitude.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut exponent = sign
        * magnitude
            .parse()
            .unwrap_or(i64::from(i32::MAX))
            .min(1 << 31);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    // The leading 60 bits, and whether any bit was lost.
    let (mut significand, mut lost) = (0u64, false);
    for (position, c) in whole.chars().chain(fraction.chars()).enumerate() {
        let digit = u64::from(c.to_digit(16)?);
        let after_point = position >= whole.len();
        if significand >> 60 == 0 {
            significand = significand << 4 | digit;
            exponent -= if after_point { 4 } else { 0 };
        } else {
            lost |= digit != 0;
            exponent += if after_point { 0 } else { 4 };
        }
    }
    Some(rounded(significand, exponent, lost))
}

/// significand * 2^exponent, and a little more if bits were lost, rounded half to even.
fn rounded<F: Float>(significand: u64, exponent: i64, lost: bool) -> F {
    if significand == 0 {
        return F::scaled(0, 0);
    }
    let bits = i64::from(64 - significand.leading_zeros());
    // By how much the significand must shrink to fit, or to reach the least exponent.
    let excess = (bits - i64::from(F::DIGITS)).max(F::LEAST_EXPONENT - exponent);
    let (mut kept, mut exponent) = (significand, exponent);
    if excess > 0 {
        if excess > bits + 1 {
            return F::scaled(0, 0);
        }
        let wide = u128::from(significand);
        let cut = wide & ((1 << excess) - 1);
        let half = 1u128 << (excess - 1);
        kept = (wide >> excess) as u64;
        if cut > half || (cut == half && (lost || kept & 1 == 1)) {
            kept += 1;
        }
        exponent += excess;
    }
    let top = i64::from(64 - kept.leading_zeros()) + exponent;
    let most = 3 - i64::from(F::DIGITS) - F::LEAST_EXPONENT;
    if top > most {
        return F::INFINITY;
    }
    F::scaled(kept, exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (text, value) in [
            ("1.5", 1.5),
            (" -1e3 ", -1000.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("1d", 1.0),
            ("1.0F", 1.0),
            ("0x1p3", 8.0),
            ("-0x1.8p1d", -3.0),
            ("0x.8p0", 0.5),
            ("0x1p-1074", 5e-324),
            ("0x1p-1075", 0.0),
            ("0x1.8p-1075", 5e-324),
            ("0x1p1023", 8.98846567431158e307),
            ("0x1p1024", f64::INFINITY),
            ("0x1.fffffffffffff8p0", 2.0),
            ("inf", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
            ("+INFINITY", f64::INFINITY),
            ("1e400", f64::INFINITY),
        ] {
            assert_eq!(parse::<f64>(text), Some(value), "{text}");
        }
        assert!(parse::<f64>("nAn").is_some_and(f64::is_nan));
        assert!(parse::<f64>("+NaN").is_some_and(f64::is_nan));
        assert_eq!(parse::<f32>("0x1p127"), Some(1.7014118e38));
        assert_eq!(parse::<f32>("0x1p128"), Some(f32::INFINITY));
        assert_eq!(parse::<f32>("16777217"), Some(16_777_216.0));
    }

    #[test]
    fn failures() {
        for text in [
            "", ".", "1e", "1e+", "e5", "1df", "d", "+nan", "1_0", "0x1", "0xp1", "0x1p", "++1",
            "1 2", "infinit", "- 1",
        ] {
            assert_eq!(parse::<f64>(text), None, "{text}");
        }
    }
}
