//! Integers of a column in as few bytes as their range needs.
//!
//! A run of integers is: width u8; the least of them; then `width` planes of one byte for each integer:
//! all lowest bytes of the differences to the least, all second bytes, and so on. Planes of high bytes
//! compress to little, and what does not compress is the least there can be.

use arrow::datatypes::{ArrowNativeType, ToByteSlice};
use datafusion_common::Result;

use super::block::{CorruptBlock, take};

/// Instead of a width: the integers follow as they are, as that is no longer.
const PLAIN: u8 = 0xff;

pub trait Integer: ArrowNativeType + Ord {
    const WIDTH: usize;
    /// The bytes that the difference of `self` and `low`, which is not above it, needs.
    fn width_from(self, low: Self) -> usize;
    /// A byte of the difference of `self` and `low`.
    fn plane(self, low: Self, plane: usize) -> u8;
    /// Adds such a byte again.
    fn add_plane(&mut self, byte: u8, plane: usize);
    fn put(self, out: &mut Vec<u8>);
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! integer {
    ($signed:ty, $unsigned:ty) => {
        impl Integer for $signed {
            const WIDTH: usize = size_of::<$signed>();

            fn width_from(self, low: Self) -> usize {
                let span = self.wrapping_sub(low) as $unsigned;
                (<$unsigned>::BITS - span.leading_zeros()).div_ceil(8) as usize
            }

            #[inline(always)]
            fn plane(self, low: Self, plane: usize) -> u8 {
                (self.wrapping_sub(low) as $unsigned >> (8 * plane)) as u8
            }

            #[inline(always)]
            fn add_plane(&mut self, byte: u8, plane: usize) {
                *self = self.wrapping_add(((byte as $unsigned) << (8 * plane)) as $signed);
            }

            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            #[inline(always)]
            fn get(bytes: &[u8]) -> Self {
                let mut native = [0; size_of::<$signed>()];
                native.copy_from_slice(bytes);
                Self::from_le_bytes(native)
            }
        }
    };
}

integer!(i8, u8);
integer!(i16, u16);
integer!(i32, u32);
integer!(i64, u64);

/// Appends `values`.
pub fn integers<T: Integer>(values: &[T], out: &mut Vec<u8>) {
    let first = values.first().copied().unwrap_or_default();
    let (mut low, mut high) = (first, first);
    for v in values {
        low = low.min(*v);
        high = high.max(*v);
    }
    let width = high.width_from(low);
    let plain = T::WIDTH * values.len();
    if T::WIDTH + width * values.len() >= plain {
        out.push(PLAIN);
        out.extend_from_slice(values.to_byte_slice());
        return;
    }
    out.push(width as u8);
    low.put(out);
    out.reserve(width * values.len());
    for plane in 0..width {
        out.extend(values.iter().map(|v| v.plane(low, plane)));
    }
}

/// Appends the `rows` integers at the front of `input` to `values`.
pub fn read_integers<T: Integer>(
    input: &mut &[u8],
    rows: usize,
    values: &mut Vec<T>,
) -> Result<()> {
    let width = take(input, 1)?[0];
    if width == PLAIN {
        let bytes = take(input, rows.saturating_mul(T::WIDTH))?;
        values.extend(bytes.chunks_exact(T::WIDTH).map(T::get));
        return Ok(());
    }
    let width = usize::from(width);
    if width > T::WIDTH {
        return Err(CorruptBlock::new("integers that are too wide").into());
    }
    let low = T::get(take(input, T::WIDTH)?);
    let planes = take(input, rows.saturating_mul(width))?;
    let start = values.len();
    values.resize(start + rows, low);
    let values = &mut values[start..];
    for (plane, bytes) in planes.chunks_exact(rows.max(1)).enumerate() {
        for (value, byte) in values.iter_mut().zip(bytes) {
            value.add_plane(*byte, plane);
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn round_trip<T: Integer>(values: &[T], bytes: usize) {
        let mut out = Vec::new();
        integers(values, &mut out);
        assert_eq!(out.len(), bytes);
        let mut found: Vec<T> = Vec::new();
        let mut input = out.as_slice();
        read_integers(&mut input, values.len(), &mut found).unwrap();
        assert_eq!(found, values);
        assert!(input.is_empty());
        for cut in 0..out.len() {
            let mut input = &out[..cut];
            assert!(read_integers(&mut input, values.len(), &mut Vec::<T>::new()).is_err());
        }
    }

    #[test]
    fn as_few_bytes_as_the_range_needs() {
        round_trip::<i64>(&[], 1);
        round_trip::<i64>(&[7; 10], 9);
        round_trip::<i64>(&[-1, 254, 3, 3, 3, 3], 9 + 6);
        round_trip::<i64>(&[-1, 255, 3, 3, 3, 3], 9 + 12);
        round_trip(&[i64::MIN, i64::MAX], 17);
        round_trip(&[i32::MIN, i32::MAX, 0], 13);
        round_trip::<i32>(&[0, 1 << 20, 5, 6, 7, 8, 9, 10], 5 + 24);
        round_trip::<i8>(&[1, 2, 3], 4);
        round_trip::<i16>(&[1, 2, 3, 4], 3 + 4);
        round_trip::<i64>(&[1], 9);
    }
}
