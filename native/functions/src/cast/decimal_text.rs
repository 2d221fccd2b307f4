//! Decimals from strings: `java.math.BigDecimal(String)`, then rounded HALF_UP.

#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    Malformed,
    /// More than 38 digits before the point: `Decimal.fromString` does not even try.
    Unsupported,
    /// Too large for the type; the value as it was.
    OutOfRange(String),
}

/// The zeros of Unicode's decimal digits in the basic plane, which `Character.isDigit` knows.
const ZEROS: [u32; 37] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
    0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.to_digit(10).map(|d| d as u8);
    }
    let code = u32::from(c);
    let zero = ZEROS
        .iter()
        .find(|zero| (**zero..**zero + 10).contains(&code))?;
    Some((code - zero) as u8)
}

/// A number as written: digits without zeros in front (one 0 for zero), and how many of them follow
/// the point.
struct Number {
    negative: bool,
    digits: Vec<u8>,
    scale: i64,
}

fn number(text: &str) -> Option<Number> {
    // `String.trim`
    let text = text.trim_matches(|c| c <= ' ');
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mut digits, mut scale, mut seen, mut point) = (Vec::new(), 0i64, false, false);
    let mut exponent = None;
    for (at, c) in text.char_indices() {
        match c {
            '.' if !point => point = true,
            'e' | 'E' => {
                exponent = Some(&text[at + 1..]);
                break;
            }
            _ => {
                let digit = digit(c)?;
                seen = true;
                scale += i64::from(point);
                if digit != 0 || !digits.is_empty() {
                    digits.push(digit);
                }
            }
        }
    }
    if !seen {
        return None;
    }
    if let Some(text) = exponent {
        scale -= parse_exponent(text)?;
    }
    if digits.is_empty() {
        digits.push(0);
    }
    // BigDecimal's scale is an int.
    i32::try_from(scale).ok()?;
    Some(Number {
        negative,
        digits,
        scale,
    })
}

/// At most ten digits after zeros, in the range of an int.
fn parse_exponent(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits: Option<Vec<u8>> = text.chars().map(digit).collect();
    let digits = digits.filter(|digits| !digits.is_empty())?;
    let significant = digits
        .iter()
        .position(|d| *d != 0)
        .unwrap_or(digits.len() - 1);
    let digits = &digits[significant..];
    if digits.len() > 10 {
        return None;
    }
    let value = digits.iter().fold(0i64, |v, d| v * 10 + i64::from(*d));
    Some(sign * value)
}

pub fn parse(text: &str, precision: u8, scale: i8) -> Result<i128, Failure> {
    let number = number(text).ok_or(Failure::Malformed)?;
    let length = number.digits.len() as i64;
    if length - number.scale > 38 {
        return Err(Failure::Unsupported);
    }
    // The digits of the unscaled result, before rounding.
    let kept = length - number.scale + i64::from(scale);
    if number.digits == [0] || kept < 0 {
        return Ok(0);
    }
    if kept > i64::from(precision) {
        return Err(Failure::OutOfRange(plain(&number)));
    }
    let digits = &number.digits[..(kept as usize).min(number.digits.len())];
    let mut value = digits.iter().fold(0i128, |v, d| v * 10 + i128::from(*d));
    for _ in length..kept {
        value *= 10;
    }
    if number.digits.get(kept as usize).is_some_and(|d| *d >= 5) {
        value += 1;
    }
    if value >= crate::decimal::pow10(u32::from(precision)) {
        return Err(Failure::OutOfRange(plain(&number)));
    }
    Ok(if number.negative { -value } else { value })
}

/// `BigDecimal.toPlainString`.
fn plain(number: &Number) -> String {
    let mut text: String = number.digits.iter().map(|d| char::from(b'0' + d)).collect();
    if number.scale < 0 {
        text.extend(std::iter::repeat_n('0', -number.scale as usize));
    } else if number.scale > 0 {
        let scale = number.scale as usize;
        if text.len() <= scale {
            text.insert_str(0, &"0".repeat(scale + 1 - text.len()));
        }
        text.insert(text.len() - scale, '.');
    }
    if number.negative {
        text.insert(0, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (text, value) in [
            ("12.345", 1235),
            ("-12.345", -1235),
            (" +1e2 ", 10_000),
            (".5", 50),
            ("5.", 500),
            ("1E-3", 0),
            ("5e-3", 1),
            ("4.9e-3", 0),
            ("000000000000000000000000000000000000000000001", 100),
            ("\u{661}\u{662}", 1200),
            ("0e10", 0),
        ] {
            assert_eq!(parse(text, 10, 2), Ok(value), "{text}");
        }
    }

    #[test]
    fn failures() {
        for text in [
            "",
            ".",
            "e5",
            "1e",
            "1.2.3",
            "1d",
            "1 2",
            "0x10",
            "--1",
            "1e12345678901",
        ] {
            assert_eq!(parse(text, 10, 2), Err(Failure::Malformed), "{text}");
        }
        assert_eq!(parse("1e38", 38, 0), Err(Failure::Unsupported));
        assert_eq!(parse("0e38", 38, 0), Err(Failure::Unsupported));
        assert_eq!(
            parse("-1.5e2", 3, 1),
            Err(Failure::OutOfRange("-150".to_string()))
        );
        assert_eq!(
            parse("9.96", 2, 1),
            Err(Failure::OutOfRange("9.96".to_string()))
        );
    }
}
