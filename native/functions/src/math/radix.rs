//! `hex`, `unhex` and `bin`.

use std::sync::Arc;

use arrow::datatypes::{DataType, Int64Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use crate::argument::{Bytes, Text, binaries, strings};
use crate::cast::kernel::to_string;
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

pub fn bin(call: &Call) -> Result<Kernel> {
    match call.arg_types[..] {
        [DataType::Int64] => Ok(to_string::<Int64Type>(digits::<1>)),
        _ => internal_err!("bin of {:?}", call.arg_types),
    }
}

pub fn hex(call: &Call) -> Result<Kernel> {
    match call.arg_types[..] {
        [DataType::Int64] => Ok(to_string::<Int64Type>(digits::<4>)),
        [DataType::Binary | DataType::Utf8 | DataType::Utf8View] => Ok(Arc::new(bytes_to_hex)),
        _ => internal_err!("hex of {:?}", call.arg_types),
    }
}

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// A number without its sign, in digits of so many bits.
fn digits<const BITS: u32>(number: i64, text: &mut String) {
    let mut rest = number as u64;
    let mut digits = [0; 64];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = DIGITS[(rest & ((1 << BITS) - 1)) as usize];
        rest >>= BITS;
        if rest == 0 {
            break;
        }
    }
    // They are ASCII.
    text.push_str(std::str::from_utf8(&digits[first..]).unwrap_or_default());
}

fn bytes_to_hex(args: &[ColumnarValue], rows: usize) -> Result<ColumnarValue> {
    let bytes = Bytes::new(&args[0])?;
    strings(rows, 16 * rows, |row, out| {
        for part in bytes.get(row)?.chunks(32) {
            let mut digits = [0; 64];
            for (pair, byte) in digits.chunks_exact_mut(2).zip(part) {
                pair[0] = DIGITS[usize::from(byte >> 4)];
                pair[1] = DIGITS[usize::from(byte & 15)];
            }
            // They are ASCII.
            out.push_str(std::str::from_utf8(&digits[..2 * part.len()]).unwrap_or_default());
        }
        Some(())
    })
}

/// NULL, or an error, for anything else than digits; an odd first digit is a byte of its own.
pub fn unhex(call: &Call) -> Result<Kernel> {
    let ansi = call.mode == EvalMode::Ansi;
    Ok(Arc::new(move |args, rows| {
        let text = Text::new(&args[0])?;
        binaries(rows, |row, out| {
            let Some(text) = text.get(row) else {
                return Ok(None);
            };
            match from_hex(text.as_bytes(), out) {
                None if ansi => Err(SparkError::not_binary(text, "HEX").into()),
                done => Ok(done),
            }
        })
    }))
}

/// The digits' values; 255 is none.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut digit = 0;
    while digit < 16 {
        values[DIGITS[digit] as usize] = digit as u8;
        values[DIGITS[digit].to_ascii_lowercase() as usize] = digit as u8;
        digit += 1;
    }
    values
};

fn from_hex(text: &[u8], bytes: &mut Vec<u8>) -> Option<()> {
    let value = |digit: u8| VALUES[usize::from(digit)];
    let (first, pairs) = text.split_at(text.len() % 2);
    let mut all = 0;
    for single in first {
        all |= value(*single);
        bytes.push(value(*single));
    }
    for pair in pairs.chunks_exact(2) {
        let (high, low) = (value(pair[0]), value(pair[1]));
        all |= high | low;
        bytes.push(high << 4 | low);
    }
    (all < 16).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_pairs() {
        let from_hex = |text: &[u8]| {
            let mut bytes = vec![];
            from_hex(text, &mut bytes).map(|()| bytes)
        };
        assert_eq!(from_hex(b"0aFf"), Some(vec![0x0a, 0xff]));
        assert_eq!(from_hex(b"a0f"), Some(vec![0x0a, 0x0f]));
        assert_eq!(from_hex(b""), Some(vec![]));
        assert_eq!(from_hex(b"0g"), None);
        assert_eq!(from_hex("é".as_bytes()), None);
    }

    #[test]
    fn digits_of_numbers() {
        let text = |number| {
            let mut text = String::new();
            digits::<4>(number, &mut text);
            text.push(' ');
            digits::<1>(number & 7, &mut text);
            text
        };
        assert_eq!(text(0), "0 0");
        assert_eq!(text(0x1af), "1AF 111");
        assert_eq!(text(-1), "FFFFFFFFFFFFFFFF 111");
        assert_eq!(text(i64::MIN), "8000000000000000 0");
    }
}
