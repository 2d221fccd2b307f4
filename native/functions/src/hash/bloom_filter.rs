//! Bloom filters as bytes (`BloomFilterImpl`, `BloomFilterImplV2`): the version, the number of hashes,
//! from version 2 on a seed, the number of words, and the words, all big endian.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::Int64Type;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::column::HashFunction;
use super::murmur3::Murmur3;
use crate::table::{Call, Kernel};

/// What the bytes before the words say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Header {
    version: i32,
    hashes: i32,
    seed: i32,
    words: usize,
}

impl Header {
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let int = |i: usize| {
            let int = bytes.get(4 * i..).and_then(|b| b.first_chunk());
            int.map_or(-1, |b| i32::from_be_bytes(*b))
        };
        let (seed, words) = match int(0) {
            1 => (0, int(2)),
            2 => (int(2), int(3)),
            other => return internal_err!("a Bloom filter of version {other}"),
        };
        match usize::try_from(words) {
            Ok(words) if words > 0 => Ok(Self {
                version: int(0),
                hashes: int(1),
                seed,
                words,
            }),
            _ => internal_err!("a Bloom filter of {words} words"),
        }
    }

    /// The bytes before the words.
    pub fn bytes(&self) -> usize {
        if self.version == 1 { 12 } else { 16 }
    }

    /// The bytes of the filter.
    pub fn size(&self) -> usize {
        self.bytes() + 8 * self.words
    }

    pub fn long(&self, value: i64) -> (i32, i32) {
        let first = Murmur3::long(value, self.seed);
        (first, Murmur3::long(value, first))
    }

    pub fn binary(&self, value: &[u8]) -> (i32, i32) {
        let first = Murmur3::bytes(value, self.seed);
        (first, Murmur3::bytes(value, first))
    }

    /// The byte of a filter, after the header, and the bit in it for each of the hashes of a value.
    #[inline]
    pub fn bits(&self, (first, second): (i32, i32)) -> impl Iterator<Item = (usize, u8)> {
        let (version, size) = (self.version, 64 * self.words as u64);
        let mut short = first;
        let mut long = i64::from(first).wrapping_mul(i64::from(i32::MAX));
        (0..self.hashes).map(move |_| {
            let hash = if version == 1 {
                short = short.wrapping_add(second);
                (if short < 0 { !short } else { short }) as u64
            } else {
                long = long.wrapping_add(i64::from(second));
                (if long < 0 { !long } else { long }) as u64
            };
            let bit = hash % size;
            // The first bit of a word is the lowest of its last byte.
            let byte = (bit >> 6) * 8 + 7 - ((bit & 63) >> 3);
            (byte as usize, 1 << (bit & 7))
        })
    }
}

/// `might_contain(filter, value)`: the filter is one for all rows (`BloomFilterMightContain`).
pub fn might_contain(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let [filter, values] = args else {
            return internal_err!("might_contain of {} arguments", args.len());
        };
        let nothing = || Ok(ColumnarValue::Scalar(ScalarValue::Boolean(None)));
        let filter = match filter {
            ColumnarValue::Scalar(filter) => filter.clone(),
            ColumnarValue::Array(filter) if filter.is_empty() => return nothing(),
            ColumnarValue::Array(filter) => ScalarValue::try_from_array(filter, 0)?,
        };
        let ScalarValue::Binary(Some(filter)) = filter else {
            return nothing();
        };
        let header = Header::read(&filter)?;
        let Some(words) = filter.get(header.bytes()..header.size()) else {
            return internal_err!("a Bloom filter of {} bytes", filter.len());
        };
        let contains = |value: i64| {
            let mut bits = header.bits(header.long(value));
            bits.all(|(byte, bit)| words[byte] & bit != 0)
        };
        let values = match values {
            ColumnarValue::Scalar(ScalarValue::Int64(value)) => {
                let contained = value.map(contains);
                return Ok(ColumnarValue::Scalar(ScalarValue::Boolean(contained)));
            }
            ColumnarValue::Scalar(_) => return nothing(),
            ColumnarValue::Array(values) => values,
        };
        let Some(values) = values.as_primitive_opt::<Int64Type>() else {
            return internal_err!("might_contain of {}", values.data_type());
        };
        let contained = BooleanBuffer::collect_bool(rows, |row| contains(values.value(row)));
        let contained = BooleanArray::new(contained, values.nulls().cloned());
        Ok(ColumnarValue::Array(Arc::new(contained)))
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let one = [0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 2];
        let header = Header::read(&one).unwrap();
        assert_eq!((header.bytes(), header.size(), header.seed), (12, 28, 0));
        let two = [0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 9, 0, 0, 0, 1];
        let header = Header::read(&two).unwrap();
        assert_eq!((header.bytes(), header.size(), header.seed), (16, 24, 9));
        assert!(Header::read(&one[..8]).is_err());
        assert!(Header::read(&[0, 0, 0, 3]).is_err());
    }

    #[test]
    fn bits_are_within_the_words() {
        for version in [1, 2] {
            let header = Header {
                version,
                hashes: 7,
                seed: 0,
                words: 3,
            };
            for value in -50..50 {
                assert_eq!(header.bits(header.long(value)).count(), 7);
                assert!(header.bits(header.long(value)).all(|(byte, _)| byte < 24));
            }
        }
    }
}
