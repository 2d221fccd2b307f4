//! `conv(number, from, to)` (`NumberConverter`).

use std::sync::Arc;

use datafusion_common::{DataFusionError, Result};

use crate::argument::{Ints, Text, strings};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

pub fn conv(call: &Call) -> Result<Kernel> {
    let ansi = call.mode == EvalMode::Ansi;
    Ok(Arc::new(move |args, rows| {
        let text = Text::new(&args[0])?;
        let (from, to) = (Ints::new(&args[1])?, Ints::new(&args[2])?);
        let mut failure: Option<DataFusionError> = None;
        let output = strings(rows, text.bytes() + 4 * rows, |row, out| {
            let (text, from, to) = (text.get(row)?, from.get(row)?, to.get(row)?);
            if !is_radix(from.into()) || !is_radix(i64::from(to).abs()) {
                return None;
            }
            let digits = text.trim_matches(' ').as_bytes();
            let (negative, digits) = match digits {
                [] => return None,
                [b'-', digits @ ..] => (true, digits),
                digits => (false, digits),
            };
            let number = match parsed(digits, from as u32) {
                Some(number) => number,
                None if ansi => {
                    failure.get_or_insert(overflow().into());
                    return None;
                }
                None => u64::MAX,
            };
            write(number, negative, to, out);
            Some(())
        });
        failure.map_or(output, Err)
    }))
}

/// `QueryExecutionErrors.overflowInConvError`
fn overflow() -> SparkError {
    SparkError::new("ARITHMETIC_OVERFLOW").with("message", "Overflow in function conv()")
}

fn is_radix(base: i64) -> bool {
    (2..=36).contains(&base)
}

/// The digits up to the first other character; None if they are more than fits.
fn parsed(digits: &[u8], base: u32) -> Option<u64> {
    let mut number = 0u64;
    for digit in digits {
        let Some(digit) = char::from(*digit).to_digit(base) else {
            break;
        };
        number = number.checked_mul(base.into())?.checked_add(digit.into())?;
    }
    Some(number)
}

fn write(number: u64, negative: bool, to: i32, out: &mut String) {
    let is_large = (number as i64) < 0;
    let (mut number, mut minus) = (number, negative && to < 0);
    if negative && to > 0 {
        number = if is_large {
            u64::MAX
        } else {
            number.wrapping_neg()
        };
    }
    if to < 0 && is_large {
        number = number.wrapping_neg();
        minus = true;
    }
    let base = u64::from(to.unsigned_abs());
    let mut digits = [0; 64];
    let mut first = digits.len();
    loop {
        first -= 1;
        let digit = (number % base) as u8;
        digits[first] = if digit < 10 {
            b'0' + digit
        } else {
            b'A' + digit - 10
        };
        number /= base;
        if number == 0 {
            break;
        }
    }
    if minus {
        out.push('-');
    }
    // They are ASCII.
    out.push_str(std::str::from_utf8(&digits[first..]).unwrap_or_default());
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::string::testing::{call, eval, int, scalar};

    fn converted(text: &str, from: i32, to: i32) -> String {
        eval(conv, &[scalar(text), int(from), int(to)], 1).remove(0)
    }

    #[test]
    fn bases() {
        assert_eq!(converted("100", 2, 10), "4");
        assert_eq!(converted("-10", 16, -10), "-16");
        assert_eq!(converted("-10", 16, 10), "18446744073709551600");
        assert_eq!(converted("  7f! ", 16, 2), "1111111");
        assert_eq!(converted("-", 10, -10), "-0");
        assert_eq!(converted("", 10, 16), "NULL");
        assert_eq!(converted("   ", 10, 16), "NULL");
        assert_eq!(converted("z", 36, 36), "Z");
        assert_eq!(converted("1", 37, 10), "NULL");
        assert_eq!(converted("1", 10, i32::MIN), "NULL");
        assert_eq!(converted("9", 8, 10), "0");
    }

    #[test]
    fn overflows() {
        assert_eq!(
            converted("ffffffffffffffff", 16, 10),
            "18446744073709551615"
        );
        assert_eq!(converted("ffffffffffffffff", 16, -10), "-1");
        assert_eq!(
            converted("fffffffffffffffff", 16, 10),
            "18446744073709551615"
        );
        assert_eq!(converted("-fffffffffffffffff", 16, 16), "FFFFFFFFFFFFFFFF");
        assert_eq!(converted("8000000000000000", 16, -2).len(), 65);
        let ansi = Call {
            mode: EvalMode::Ansi,
            ..call()
        };
        let args = [scalar("fffffffffffffffff"), int(16), int(10)];
        let error = conv(&ansi).unwrap()(&args, 1).unwrap_err().to_string();
        assert!(error.contains("Overflow in function conv()"), "{error}");
    }
}
