//! Numbers of fixed widths as text, and columns of such texts.

use arrow::array::{Array, ArrowPrimitiveType, PrimitiveArray, StringArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use datafusion_common::{Result, exec_err};

/// Two digits of a number below 100.
#[inline]
pub(crate) fn pair(number: u32, text: &mut Vec<u8>) {
    text.extend_from_slice(&[b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
}

/// A number with zeros before it up to a width.
#[inline]
pub(crate) fn digits(mut number: u64, width: usize, text: &mut Vec<u8>) {
    let mut buffer = [b'0'; 20];
    let mut at = buffer.len();
    while number > 0 {
        at -= 1;
        buffer[at] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let at = at.min(buffer.len() - width.min(buffer.len()));
    text.extend_from_slice(&buffer[at..]);
}

/// The text of each value that is not NULL; `write` appends valid UTF-8.
pub(crate) fn ascii_column<T: ArrowPrimitiveType>(
    values: &PrimitiveArray<T>,
    width: usize,
    mut write: impl FnMut(T::Native, &mut Vec<u8>),
) -> Result<StringArray> {
    let mut text = Vec::with_capacity(width * values.len());
    let mut offsets = Vec::with_capacity(values.len() + 1);
    offsets.push(0);
    for row in 0..values.len() {
        if values.is_valid(row) {
            write(values.value(row), &mut text);
        }
        offsets.push(text.len() as i32);
    }
    if i32::try_from(text.len()).is_err() {
        return exec_err!(
            "the strings of one batch are longer than {} bytes",
            i32::MAX
        );
    }
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    let nulls = values.nulls().cloned();
    // SAFETY: each offset stands behind a row's whole text, which `write` has made of UTF-8; the check
    // above says that none has wrapped.
    Ok(unsafe { StringArray::new_unchecked(offsets, Buffer::from_vec(text), nulls) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths() {
        let text = |number, width| {
            let mut text = Vec::new();
            digits(number, width, &mut text);
            String::from_utf8(text).unwrap_or_default()
        };
        assert_eq!(text(0, 0), "");
        assert_eq!(text(0, 1), "0");
        assert_eq!(text(7, 3), "007");
        assert_eq!(text(1234, 3), "1234");
        assert_eq!(text(u64::MAX, 1), u64::MAX.to_string());
    }
}
