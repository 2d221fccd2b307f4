//! The rows whose value counts in a function of other rows' values: all, or those that are not NULL.

use std::ops::Range;

use arrow::buffer::BooleanBuffer;

pub enum Counted {
    All,
    Valid {
        bits: Vec<u64>,
        /// How many rows count before each 64 rows.
        before: Vec<usize>,
    },
}

impl Counted {
    pub fn valid(rows: &BooleanBuffer) -> Self {
        let bits: Vec<u64> = rows.bit_chunks().iter_padded().collect();
        let mut count = 0;
        let before = bits.iter().map(|bits| {
            let before = count;
            count += bits.count_ones() as usize;
            before
        });
        Self::Valid {
            before: before.collect(),
            bits,
        }
    }

    /// The `n`th counted row of `rows`, from 0.
    pub fn nth_first(&self, rows: Range<usize>, n: usize) -> Option<usize> {
        let Self::Valid { bits, before } = self else {
            return Some(rows.start.checked_add(n)?).filter(|row| *row < rows.end);
        };
        let place = rank(bits, before, rows.start).checked_add(n)?;
        (place < rank(bits, before, rows.end)).then(|| select(bits, before, place))
    }

    /// The `n`th counted row of `rows` from the last one back, from 0.
    pub fn nth_last(&self, rows: Range<usize>, n: usize) -> Option<usize> {
        let from_end = n.checked_add(1)?;
        let Self::Valid { bits, before } = self else {
            let row = rows.end.checked_sub(from_end)?;
            return (row >= rows.start).then_some(row);
        };
        let place = rank(bits, before, rows.end).checked_sub(from_end)?;
        (place >= rank(bits, before, rows.start)).then(|| select(bits, before, place))
    }
}

/// How many rows count before `row`.
fn rank(bits: &[u64], before: &[usize], row: usize) -> usize {
    match bits.get(row / 64) {
        Some(word) => before[row / 64] + (word & !(u64::MAX << (row % 64))).count_ones() as usize,
        None => match (bits.last(), before.last()) {
            (Some(word), Some(before)) => before + word.count_ones() as usize,
            _ => 0,
        },
    }
}

/// The counted row that `place` others are before.
fn select(bits: &[u64], before: &[usize], place: usize) -> usize {
    let word = before.partition_point(|before| *before <= place) - 1;
    let mut rest = bits[word];
    for _ in before[word]..place {
        rest &= rest - 1;
    }
    word * 64 + rest.trailing_zeros() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_count_from_both_ends() {
        let is_counted = |row: usize| row % 7 == 3 || (200..300).contains(&row);
        let rows = 1000;
        let counted = Counted::valid(&BooleanBuffer::collect_bool(rows, is_counted));
        for (start, end) in [
            (0, rows),
            (0, 0),
            (3, 4),
            (4, 10),
            (64, 128),
            (190, 999),
            (rows, rows),
        ] {
            let valid: Vec<usize> = (start..end).filter(|row| is_counted(*row)).collect();
            for n in [0, 1, 5, 63, 64, 500] {
                let expected = valid.get(n).copied();
                assert_eq!(
                    counted.nth_first(start..end, n),
                    expected,
                    "{start} {end} {n}"
                );
                let expected = valid.iter().rev().nth(n).copied();
                assert_eq!(
                    counted.nth_last(start..end, n),
                    expected,
                    "{start} {end} {n}"
                );
            }
        }
    }
}
