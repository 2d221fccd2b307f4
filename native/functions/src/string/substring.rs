//! Parts of a string by position: `substring`, `left`, `right` (`UTF8String.substringSQL`).

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion_common::Result;

use crate::argument::{Bytes, Ints, Text, binaries, strings};
use crate::table::{Call, Kernel};

/// `substring(str, pos, len)` of a string, by code points, or of a binary, by bytes.
pub fn substring(call: &Call) -> Result<Kernel> {
    if call.return_field.data_type() == &DataType::Binary {
        return binary_substring();
    }
    Ok(Arc::new(|args, rows| {
        let (text, pos, len) = (
            Text::new(&args[0])?,
            Ints::new(&args[1])?,
            Ints::new(&args[2])?,
        );
        let capacity = match (&pos, &len) {
            (Ints::Constant(_), Ints::Constant(Some(len))) if (0..64).contains(len) => {
                rows * *len as usize
            }
            _ => text.bytes(),
        };
        strings(rows, capacity, |row, out| {
            out.push_str(slice(text.get(row)?, pos.get(row)?, len.get(row)?));
            Some(())
        })
    }))
}

fn binary_substring() -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (bytes, pos, len) = (
            Bytes::new(&args[0])?,
            Ints::new(&args[1])?,
            Ints::new(&args[2])?,
        );
        binaries(rows, |row, out| {
            let (Some(bytes), Some(pos), Some(len)) = (bytes.get(row), pos.get(row), len.get(row))
            else {
                return Ok(None);
            };
            out.extend_from_slice(byte_slice(bytes, pos, len));
            Ok(Some(()))
        })
    }))
}

/// `ByteArray.subStringSQL`, in Java's arithmetic.
pub(super) fn byte_slice(bytes: &[u8], pos: i32, len: i32) -> &[u8] {
    let size = bytes.len() as i32;
    if pos > size {
        return &[];
    }
    let start = match pos {
        1.. => pos - 1,
        0 => 0,
        _ => size.wrapping_add(pos),
    };
    let end = if size.wrapping_sub(start) < len {
        size
    } else {
        start.wrapping_add(len)
    };
    let (start, end) = (start.max(0) as usize, end.max(0) as usize);
    bytes.get(start..end.min(bytes.len())).unwrap_or_default()
}

/// The first `len` code points.
pub(super) fn head(text: &str, len: i32) -> &str {
    slice(text, 1, len)
}

/// The units from and to which `pos` and `len` reach in a text of `units` units; the end may lie
/// behind the text, and an empty range is `(0, 0)`. Positions count from 1; 0 is 1; a negative one
/// counts from the end.
fn range(pos: i32, len: i32, units: usize) -> (usize, usize) {
    let start = match i64::from(pos) {
        pos if pos > 0 => pos - 1,
        0 => 0,
        pos => pos + units as i64,
    };
    let end = start + i64::from(len);
    if len <= 0 || end <= 0 {
        return (0, 0);
    }
    (start.max(0) as usize, end as usize)
}

pub(super) fn slice(text: &str, pos: i32, len: i32) -> &str {
    // Up to `end` bytes of ASCII are as many code points: no need to look at the rest.
    if pos >= 0 {
        let (start, end) = range(pos, len, 0);
        let head = &text.as_bytes()[..end.min(text.len())];
        if head.is_ascii() {
            return text.get(start..head.len()).unwrap_or_default();
        }
        return code_points(text, start, end);
    }
    if text.is_ascii() {
        let (start, end) = range(pos, len, text.len());
        return text.get(start..end.min(text.len())).unwrap_or_default();
    }
    let (start, end) = range(pos, len, text.chars().count());
    code_points(text, start, end)
}

fn code_points(text: &str, start: usize, end: usize) -> &str {
    let mut positions = text.char_indices().map(|(at, _)| at);
    let from = positions.nth(start).unwrap_or(text.len());
    let to = match end.saturating_sub(start) {
        0 => from,
        count => positions.nth(count - 1).unwrap_or(text.len()),
    };
    &text[from..to]
}

#[cfg(test)]
mod tests {
    use super::{byte_slice, slice};

    #[test]
    fn bytes() {
        assert_eq!(byte_slice(b"Spark", 2, 2), b"pa");
        assert_eq!(byte_slice(b"Spark", -2, i32::MAX), b"rk");
        assert_eq!(byte_slice(b"Spark", -7, 3), b"S");
        assert_eq!(byte_slice(b"Spark", 6, 3), b"");
        assert_eq!(byte_slice(b"Spark", 2, -3), b"");
        assert_eq!(byte_slice(b"Spark", i32::MIN, 1), b"Spark");
    }

    #[test]
    fn positions() {
        assert_eq!(slice("Spark SQL", 5, i32::MAX), "k SQL");
        assert_eq!(slice("Spark SQL", -3, i32::MAX), "SQL");
        assert_eq!(slice("Spark SQL", 5, 1), "k");
        assert_eq!(slice("Spark", 0, 2), "Sp");
        assert_eq!(slice("Spark", -7, 3), "S");
        assert_eq!(slice("Spark", -7, 2), "");
        assert_eq!(slice("Spark", 9, 3), "");
        assert_eq!(slice("Spark", 1, 0), "");
        assert_eq!(slice("Spark", 2, -1), "");
        assert_eq!(slice("Spark", i32::MIN, i32::MAX), "Spar");
        assert_eq!(slice("Spark", i32::MAX, i32::MAX), "");
        assert_eq!(slice("", 1, 5), "");
    }

    #[test]
    fn positions_are_code_points() {
        assert_eq!(slice("a\u{1F600}b", 2, 1), "\u{1F600}");
        assert_eq!(slice("a\u{1F600}b", 1, 2), "a\u{1F600}");
        assert_eq!(slice("a\u{1F600}b", -2, 2), "\u{1F600}b");
        assert_eq!(slice("a\u{1F600}b", -4, 2), "a");
        assert_eq!(slice("\u{e9}t\u{e9}", 3, 9), "\u{e9}");
        assert_eq!(slice("\u{e9}t\u{e9}", 4, 9), "");
    }
}
