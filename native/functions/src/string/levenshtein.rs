//! `levenshtein` (`UTF8String.levenshteinDistance`), on code points.

use std::sync::Arc;

use datafusion_common::Result;

use crate::argument::{Ints, Text, ints};
use crate::table::{Call, Kernel};

/// `levenshtein(a, b)`, or `levenshtein(a, b, threshold)`: -1 above the threshold.
pub fn levenshtein(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (a, b) = (Text::new(&args[0])?, Text::new(&args[1])?);
        let threshold = args.get(2).map(Ints::new).transpose()?;
        let mut scratch = Scratch::default();
        ints(rows, |row| {
            let (a, b) = (a.get(row)?, b.get(row)?);
            match &threshold {
                None => Some(scratch.distance(a, b)),
                Some(threshold) => {
                    let threshold = threshold.get(row)?;
                    Some(scratch.limited(a, b, threshold))
                }
            }
        })
    }))
}

/// Room that rows share.
#[derive(Default)]
struct Scratch {
    a: Vec<u32>,
    b: Vec<u32>,
    costs: Vec<i32>,
    places: Vec<u64>,
}

impl Scratch {
    fn limited(&mut self, a: &str, b: &str, threshold: i32) -> i32 {
        let (n, m) = (length(a), length(b));
        // Each character that one has more is one operation.
        if n.abs_diff(m) as i64 > i64::from(threshold) {
            return -1;
        }
        let distance = self.distance(a, b);
        if distance <= threshold { distance } else { -1 }
    }

    fn distance(&mut self, a: &str, b: &str) -> i32 {
        if a == b {
            return 0;
        }
        if a.is_ascii() && b.is_ascii() {
            let (short, long) = shorter_first(a.as_bytes(), b.as_bytes());
            if short.is_empty() {
                return long.len() as i32;
            }
            if short.len() <= 64 {
                return self.of_bits(short, long);
            }
            return self.of_table(short, long);
        }
        self.a.clear();
        self.a.extend(a.chars().map(u32::from));
        self.b.clear();
        self.b.extend(b.chars().map(u32::from));
        let (a, b) = (std::mem::take(&mut self.a), std::mem::take(&mut self.b));
        let (short, long) = shorter_first(&a, &b);
        let distance = self.of_table(short, long);
        (self.a, self.b) = (a, b);
        distance
    }

    /// Myers' bit-parallel algorithm: a bit for each byte of `short`, of which there are 1 to 64.
    fn of_bits(&mut self, short: &[u8], long: &[u8]) -> i32 {
        self.places.resize(128, 0);
        for (i, byte) in short.iter().enumerate() {
            self.places[usize::from(*byte)] |= 1 << i;
        }
        let last = 1u64 << (short.len() - 1);
        let (mut up, mut down) = (u64::MAX, 0u64);
        let mut distance = short.len() as i32;
        for byte in long {
            let equal = self.places[usize::from(*byte)];
            let vertical = equal | down;
            let horizontal = ((equal & up).wrapping_add(up) ^ up) | equal;
            let mut plus = down | !(horizontal | up);
            let mut minus = up & horizontal;
            distance += i32::from(plus & last != 0) - i32::from(minus & last != 0);
            plus = (plus << 1) | 1;
            minus <<= 1;
            up = minus | !(vertical | plus);
            down = plus & vertical;
        }
        for byte in short {
            self.places[usize::from(*byte)] = 0;
        }
        distance
    }

    fn of_table<T: PartialEq>(&mut self, short: &[T], long: &[T]) -> i32 {
        self.costs.clear();
        self.costs.extend(0..=short.len() as i32);
        for (j, l) in long.iter().enumerate() {
            let mut diagonal = self.costs[0];
            let mut left = j as i32 + 1;
            self.costs[0] = left;
            for (cost, s) in self.costs[1..].iter_mut().zip(short) {
                let replaced = diagonal + i32::from(s != l);
                diagonal = *cost;
                left = replaced.min(left + 1).min(diagonal + 1);
                *cost = left;
            }
        }
        self.costs.last().copied().unwrap_or(0)
    }
}

fn length(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    }
}

fn shorter_first<'a, T>(a: &'a [T], b: &'a [T]) -> (&'a [T], &'a [T]) {
    if a.len() <= b.len() { (a, b) } else { (b, a) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, int, scalar};

    #[test]
    fn distances() {
        let a = column(&[
            Some("kitten"),
            None,
            Some(""),
            Some("\u{1F600}\u{e9}a"),
            Some("x"),
        ]);
        let b = column(&[
            Some("sitting"),
            Some("x"),
            Some("abc"),
            Some("\u{e9}ab"),
            Some("x"),
        ]);
        let args = [a.clone(), b.clone()];
        assert_eq!(eval(levenshtein, &args, 5), ["3", "NULL", "3", "2", "0"]);
        let args = [a, b, int(2)];
        assert_eq!(eval(levenshtein, &args, 5), ["-1", "NULL", "-1", "2", "0"]);
        let args = [scalar("a"), scalar("a"), int(-1)];
        assert_eq!(eval(levenshtein, &args, 1), ["-1"]);
    }

    #[test]
    fn bits_are_the_table() {
        let mut scratch = Scratch::default();
        let mut state = 7u32;
        for round in 0..2000 {
            let mut text = |len: u32| -> Vec<u8> {
                (0..len)
                    .map(|_| {
                        state = state.wrapping_mul(1_103_515_245).wrapping_add(12345);
                        b'a' + ((state >> 16) % 4) as u8
                    })
                    .collect()
            };
            let (short, long) = (text(1 + round % 64), text(64 + round % 9));
            assert_eq!(
                scratch.of_bits(&short, &long),
                scratch.of_table(&short, &long)
            );
        }
    }
}
