//! Writes rows as `UnsafeRowWriter`, `UnsafeArrayWriter` and `GenerateUnsafeProjection` do: words of eight
//! bytes, of which a place in the fixed part says where those of a longer value are.

use std::ops::Range;

use arrow::buffer::OffsetBuffer;
use arrow::datatypes::ToByteSlice;

use super::column::{Column, Values};

pub(super) const WORD: usize = size_of::<u64>();

/// The least growth of the buffer, in words.
const GROWTH: usize = 1 << 12;

#[derive(Default)]
pub struct Writer {
    /// Of which the first `end` are written; the others hold whatever was there before.
    pub(super) words: Vec<u64>,
    end: usize,
}

impl Writer {
    pub fn clear(&mut self) {
        self.end = 0;
    }

    pub fn words(&self) -> &[u64] {
        &self.words[..self.end]
    }

    pub fn bytes(&self) -> usize {
        self.end * WORD
    }

    /// Makes room for `count` words; returns the first, which the caller writes.
    pub(super) fn grow(&mut self, count: usize) -> usize {
        let first = self.end;
        self.end += count;
        if self.end > self.words.len() {
            self.words.resize(self.end * 2 + GROWTH, 0);
        }
        first
    }

    /// Appends a row; returns its bytes.
    pub fn row(&mut self, columns: &[Column], row: usize) -> usize {
        let start = self.end;
        self.fields(columns, row);
        (self.end - start) * WORD
    }

    /// Bits of the NULLs, a word for each field, the longer values.
    fn fields(&mut self, columns: &[Column], row: usize) {
        let bits = columns.len().div_ceil(64);
        let start = self.grow(bits + columns.len());
        let first = start + bits;
        self.words[start..first].fill(0);
        for (i, column) in columns.iter().enumerate() {
            if column.is_null(row) {
                self.set_bit(start, i);
                self.words[first + i] = match &column.values {
                    // There is room for one that is set later.
                    Values::Decimal(_) => self.sixteen(start, &[]),
                    _ => 0,
                };
                continue;
            }
            self.words[first + i] = match &column.values {
                Values::Null => 0,
                Values::Boolean(values) => u64::from(values.value(row)),
                Values::One(values) => u64::from(values[row]),
                Values::Two(values) => u64::from(values[row]),
                Values::Four(values) => u64::from(values[row]),
                Values::Eight(values) => values[row],
                Values::SmallDecimal(values) => values[row] as u64,
                Values::Decimal(values) => self.sixteen(start, decimal(&values[row].to_be_bytes())),
                longer => self.longer(start, longer, row),
            };
        }
    }

    /// The number of elements, bits of the NULLs, the elements in their width, the longer values.
    fn array(&mut self, elements: &Column, range: Range<usize>) {
        let (count, bits) = (range.len(), range.len().div_ceil(64));
        let width = match &elements.values {
            Values::Boolean(_) | Values::One(_) => 1,
            Values::Two(_) => 2,
            Values::Four(_) => 4,
            _ => WORD,
        };
        let fixed = (count * width).div_ceil(WORD);
        let start = self.grow(1 + bits + fixed);
        let first = start + 1 + bits;
        self.words[start] = count as u64;
        self.words[start + 1..first].fill(0);
        if let Some(last) = self.words[first..self.end].last_mut() {
            *last = 0;
        }
        match &elements.values {
            Values::Null => self.words[first..first + count].fill(0),
            Values::Boolean(values) => {
                let places = bytes_of(&mut self.words[first..]);
                for (place, i) in places.iter_mut().zip(range.clone()) {
                    *place = u8::from(values.value(i));
                }
            }
            Values::One(values) => self.copy(first, &values[range.clone()]),
            Values::Two(values) => self.copy(first, values[range.clone()].to_byte_slice()),
            Values::Four(values) => self.copy(first, values[range.clone()].to_byte_slice()),
            Values::Eight(values) => {
                self.words[first..first + count].copy_from_slice(&values[range.clone()]);
            }
            Values::SmallDecimal(values) => {
                let places = self.words[first..].iter_mut();
                for (place, value) in places.zip(&values[range.clone()]) {
                    *place = *value as u64;
                }
            }
            longer => {
                for (place, i) in (first..).zip(range.clone()) {
                    if !elements.is_null(i) {
                        self.words[place] = match longer {
                            Values::Decimal(values) => {
                                self.bytes_at(start, decimal(&values[i].to_be_bytes()))
                            }
                            other => self.longer(start, other, i),
                        };
                    }
                }
            }
        }
        if elements.has_nulls() {
            for (place, _) in range.enumerate().filter(|(_, i)| elements.is_null(*i)) {
                self.set_bit(start + 1, place);
                let bytes = bytes_of(&mut self.words[first..]);
                bytes[place * width..(place + 1) * width].fill(0);
            }
        }
    }

    /// Appends a value that does not fit into a word; returns where it is from `start` on.
    fn longer(&mut self, start: usize, values: &Values, i: usize) -> u64 {
        let begin = self.end;
        match values {
            Values::Bytes(offsets, bytes) => {
                return self.bytes_at(start, &bytes.as_slice()[range(offsets, i)]);
            }
            Values::Struct(fields) => self.fields(fields, i),
            Values::List(offsets, elements) => self.array(elements, range(offsets, i)),
            Values::Map(offsets, keys, values) => {
                self.grow(1);
                self.array(keys, range(offsets, i));
                self.words[begin] = ((self.end - begin - 1) * WORD) as u64;
                self.array(values, range(offsets, i));
            }
            _ => {}
        }
        place(start, begin, (self.end - begin) * WORD)
    }

    /// Appends bytes; returns where they are from `start` on.
    fn bytes_at(&mut self, start: usize, bytes: &[u8]) -> u64 {
        let words = bytes.len().div_ceil(WORD);
        let first = self.grow(words);
        if words > 0 {
            self.words[first + words - 1] = 0;
        }
        self.copy(first, bytes);
        place(start, first, bytes.len())
    }

    /// As [`Self::bytes_at`], in sixteen bytes.
    fn sixteen(&mut self, start: usize, bytes: &[u8]) -> u64 {
        let first = self.grow(2);
        self.words[first..first + 2].fill(0);
        self.copy(first, bytes);
        place(start, first, bytes.len())
    }

    pub(super) fn copy(&mut self, first: usize, bytes: &[u8]) {
        bytes_of(&mut self.words[first..])[..bytes.len()].copy_from_slice(bytes);
    }

    pub(super) fn set_bit(&mut self, first: usize, i: usize) {
        self.words[first + i / 64] |= 1 << (i % 64);
    }
}

/// The word for `bytes` bytes at the word `at` of what begins at `start`.
pub(super) fn place(start: usize, at: usize, bytes: usize) -> u64 {
    (((at - start) * WORD) as u64) << 32 | bytes as u64
}

/// `BigInteger.toByteArray`: the fewest bytes, the highest first.
pub(super) fn decimal(unscaled: &[u8; 16]) -> &[u8] {
    let sign = (unscaled[0] as i8 >> 7) as u8;
    let is_needless = |i: &usize| unscaled[*i] == sign && (unscaled[i + 1] ^ sign) < 0x80;
    let needless = (0..15).take_while(is_needless).count();
    &unscaled[needless..]
}

pub(super) fn range(offsets: &OffsetBuffer<i32>, i: usize) -> Range<usize> {
    offsets[i] as usize..offsets[i + 1] as usize
}

fn bytes_of(words: &mut [u64]) -> &mut [u8] {
    // SAFETY: the same memory; bytes have no alignment, and any bits are bytes and words.
    unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast(), size_of_val(words)) }
}
