//! `luhn_check` (`ExpressionImplUtils.isLuhnNumber`).

use std::sync::Arc;

use datafusion_common::Result;

use crate::argument::{Text, booleans};
use crate::table::{Call, Kernel};

/// The zeros of Java's decimal digits of one UTF-16 unit.
const ZEROS: [u32; 37] = [
    0x0030, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6,
    0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80,
    0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
    0xff10,
];

fn digit(c: char) -> Option<u32> {
    let c = u32::from(c);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= c)?;
    Some(c - zero).filter(|digit| *digit < 10)
}

pub fn luhn_check(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let text = Text::new(&args[0])?;
        booleans(rows, |row| Some(is_luhn(text.get(row)?)))
    }))
}

fn is_luhn(text: &str) -> bool {
    let mut sum = 0;
    for (i, c) in text.chars().rev().enumerate() {
        let digit = match c.to_digit(10) {
            Some(digit) => digit,
            None => match digit(c) {
                Some(digit) => digit,
                None => return false,
            },
        };
        let doubled = digit << (i % 2);
        sum = (sum + doubled % 10 + doubled / 10) % 10;
    }
    !text.is_empty() && sum == 0
}

#[cfg(test)]
mod tests {
    use super::is_luhn;

    #[test]
    fn checks() {
        assert!(is_luhn("8112189876"));
        assert!(is_luhn("79927398713"));
        assert!(!is_luhn("79927398714"));
        assert!(!is_luhn(""));
        assert!(!is_luhn("0 "));
        assert!(is_luhn("\u{660}"));
        assert!(!is_luhn("\u{661}"));
    }
}
