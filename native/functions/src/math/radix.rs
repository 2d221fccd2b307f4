//! `hex`, `unhex` and `bin`.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{Array, AsArray, BinaryBuilder, StringBuilder};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::rows;
use crate::EvalMode;
use crate::cast::kernel::{strings, to_string};
use crate::table::{Call, Kernel};

pub fn bin(call: &Call) -> Result<Kernel> {
    match call.arg_types[..] {
        [DataType::Int64] => Ok(to_string::<Int64Type>(|v, text| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{v:b}");
        })),
        _ => internal_err!("bin of {:?}", call.arg_types),
    }
}

pub fn hex(call: &Call) -> Result<Kernel> {
    match call.arg_types[..] {
        [DataType::Int64] => Ok(to_string::<Int64Type>(|v, text| {
            let _ = write!(text, "{v:X}");
        })),
        [DataType::Binary | DataType::Utf8 | DataType::Utf8View] => Ok(Arc::new(bytes_to_hex)),
        _ => internal_err!("hex of {:?}", call.arg_types),
    }
}

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

fn bytes_to_hex(args: &[ColumnarValue], rows: usize) -> Result<ColumnarValue> {
    let array = cast(&args[0].to_array(rows)?, &DataType::Binary)?;
    let mut output = StringBuilder::with_capacity(rows, 16 * rows);
    let mut text = String::new();
    for bytes in array.as_binary::<i32>() {
        match bytes {
            Some(bytes) => {
                text.clear();
                for byte in bytes {
                    text.push(char::from(DIGITS[usize::from(byte >> 4)]));
                    text.push(char::from(DIGITS[usize::from(byte & 15)]));
                }
                output.append_value(&text);
            }
            None => output.append_null(),
        }
    }
    rows::finish(Arc::new(output.finish()), args)
}

/// NULL for anything else than digits; an odd first digit is a byte of its own.
pub fn unhex(call: &Call) -> Result<Kernel> {
    if call.mode == EvalMode::Ansi {
        return internal_err!("unhex that raises errors");
    }
    Ok(Arc::new(|args, _| {
        let strings = strings(args)?;
        let mut output =
            BinaryBuilder::with_capacity(strings.len(), strings.value_data().len() / 2);
        for text in &strings {
            match text.and_then(|text| from_hex(text.as_bytes())) {
                Some(bytes) => output.append_value(bytes),
                None => output.append_null(),
            }
        }
        rows::finish(Arc::new(output.finish()), args)
    }))
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |b: &u8| char::from(*b).to_digit(16).map(|d| d as u8);
    let (first, pairs) = text.split_at(text.len() % 2);
    let mut bytes = Vec::with_capacity(text.len().div_ceil(2));
    for single in first {
        bytes.push(digit(single)?);
    }
    for pair in pairs.chunks_exact(2) {
        bytes.push(digit(&pair[0])? << 4 | digit(&pair[1])?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_pairs() {
        assert_eq!(from_hex(b"0aFf"), Some(vec![0x0a, 0xff]));
        assert_eq!(from_hex(b"a0f"), Some(vec![0x0a, 0x0f]));
        assert_eq!(from_hex(b""), Some(vec![]));
        assert_eq!(from_hex(b"0g"), None);
        assert_eq!(from_hex("é".as_bytes()), None);
    }
}
