//! Rows of plain values and strings, written column by column in the form of [`super::writer`].

use std::ops::Range;

use super::CHUNK_BYTES;
use super::column::{Column, Values};
use super::writer::{WORD, Writer, decimal, place, range};

/// The most rows of a chunk: their words are in a cache while the columns are written.
const MOST_ROWS: usize = 2048;

pub fn is_flat(columns: &[Column]) -> bool {
    let is_nested = |c: &Column| {
        matches!(
            c.values,
            Values::Struct(_) | Values::List(..) | Values::Map(..)
        )
    };
    !columns.iter().any(is_nested)
}

/// Where the rows of a chunk are, in words of the writer.
#[derive(Default)]
pub struct Places {
    starts: Vec<usize>,
    /// Where the next longer value of a row goes; when all are written, its end.
    ends: Vec<usize>,
}

impl Places {
    /// The bytes of each row.
    pub fn sizes(&self) -> impl Iterator<Item = usize> {
        let rows = self.starts.iter().zip(&self.ends);
        rows.map(|(start, end)| (end - start) * WORD)
    }

    /// Places for the first of `rows`, as many as a chunk has.
    fn lay_out(&mut self, columns: &[Column], rows: Range<usize>, fixed: usize) {
        let rows = rows.start..rows.end.min(rows.start + MOST_ROWS);
        let sizes = &mut self.ends;
        sizes.clear();
        sizes.resize(rows.len(), fixed);
        for column in columns {
            match &column.values {
                Values::Decimal(_) => sizes.iter_mut().for_each(|size| *size += 2),
                Values::Bytes(offsets, _) => {
                    let offsets = offsets[rows.start..=rows.end].windows(2);
                    for (i, (size, ends)) in sizes.iter_mut().zip(offsets).enumerate() {
                        if !column.is_null(rows.start + i) {
                            *size += ((ends[1] - ends[0]) as usize).div_ceil(WORD);
                        }
                    }
                }
                _ => {}
            }
        }
        self.starts.clear();
        let mut end = 0;
        for size in sizes.iter_mut() {
            if end * WORD >= CHUNK_BYTES {
                break;
            }
            self.starts.push(end);
            end += *size;
            *size = end;
        }
        sizes.truncate(self.starts.len());
    }
}

impl Writer {
    /// Writes the first of `rows` into an empty writer, as many as a chunk has.
    pub fn flat_rows(&mut self, columns: &[Column], rows: Range<usize>, places: &mut Places) {
        let bits = columns.len().div_ceil(64);
        let fixed = bits + columns.len();
        places.lay_out(columns, rows.clone(), fixed);
        self.grow(places.ends.last().copied().unwrap_or_default());
        for (start, end) in places.starts.iter().zip(&mut places.ends) {
            self.words[*start..start + bits].fill(0);
            *end = start + fixed;
        }
        for (i, column) in columns.iter().enumerate() {
            if column.has_nulls() {
                for (start, row) in places.starts.iter().zip(rows.clone()) {
                    if column.is_null(row) {
                        self.set_bit(*start, i);
                    }
                }
            }
            self.flat_column(column, rows.clone(), bits + i, places);
        }
    }

    /// The values, at the word `field` of each row.
    fn flat_column(
        &mut self,
        column: &Column,
        rows: Range<usize>,
        field: usize,
        places: &mut Places,
    ) {
        let starts = &places.starts;
        match &column.values {
            Values::Boolean(v) => {
                self.fixed(column, rows, field, starts, |row| u64::from(v.value(row)))
            }
            Values::One(v) => self.fixed(column, rows, field, starts, |row| u64::from(v[row])),
            Values::Two(v) => self.fixed(column, rows, field, starts, |row| u64::from(v[row])),
            Values::Four(v) => self.fixed(column, rows, field, starts, |row| u64::from(v[row])),
            Values::Eight(v) => self.fixed(column, rows, field, starts, |row| v[row]),
            Values::SmallDecimal(v) => self.fixed(column, rows, field, starts, |row| v[row] as u64),
            Values::Decimal(values) => {
                for ((start, end), row) in starts.iter().zip(&mut places.ends).zip(rows) {
                    let unscaled = values[row].to_be_bytes();
                    let bytes = if column.is_null(row) {
                        &[]
                    } else {
                        decimal(&unscaled)
                    };
                    self.words[*end..*end + 2].fill(0);
                    self.copy(*end, bytes);
                    self.words[start + field] = place(*start, *end, bytes.len());
                    *end += 2;
                }
            }
            Values::Bytes(offsets, bytes) => {
                for ((start, end), row) in starts.iter().zip(&mut places.ends).zip(rows) {
                    if column.is_null(row) {
                        self.words[start + field] = 0;
                        continue;
                    }
                    let (bytes, at) = (&bytes[range(offsets, row)], *end);
                    *end += bytes.len().div_ceil(WORD);
                    if let Some(last) = self.words[at..*end].last_mut() {
                        *last = 0;
                    }
                    self.copy(at, bytes);
                    self.words[start + field] = place(*start, at, bytes.len());
                }
            }
            _ => self.fixed(column, rows, field, starts, |_| 0),
        }
    }

    fn fixed(
        &mut self,
        column: &Column,
        rows: Range<usize>,
        field: usize,
        starts: &[usize],
        value: impl Fn(usize) -> u64,
    ) {
        for (start, row) in starts.iter().zip(rows) {
            self.words[start + field] = if column.is_null(row) { 0 } else { value(row) };
        }
    }
}
