//! Numbers of all groups with how often each occurs: what `percentile` keeps. A number that comes
//! again is a number more until memory would be saved by counting it.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray};
use arrow::buffer::Buffer;
use datafusion_common::{Result, exec_err, internal_err};
use datafusion_expr::EmitTo;

use super::cells::offsets;

/// A number in the order of its type.
pub trait Key: Ord + Copy + Default + Send + Sync + 'static {
    const WIDTH: usize;
    fn write(self, bytes: &mut Vec<u8>);
    fn read(bytes: &[u8]) -> Self;
}

macro_rules! key {
    ($t:ty) => {
        impl Key for $t {
            const WIDTH: usize = size_of::<$t>();

            fn write(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            fn read(bytes: &[u8]) -> Self {
                bytes.first_chunk().map_or(0, |b| Self::from_le_bytes(*b))
            }
        }
    };
}

key!(i64);
key!(i128);

/// Buffers are numbers alone, or each with its count.
const ALONE: u8 = 0;
const COUNTED: u8 = 1;
/// So many numbers are worth a look whether they repeat.
const MANY: usize = 1 << 20;
const SAMPLE: usize = 1 << 14;

pub struct Weighted<K> {
    keys: Vec<K>,
    /// The group of each number.
    places: Vec<u32>,
    /// How often each number occurs; once if there are none.
    weights: Option<Vec<i64>>,
    groups: usize,
    next_look: usize,
}

/// The numbers of some groups, group by group.
pub struct Numbers<K> {
    pub keys: Vec<K>,
    pub weights: Option<Vec<i64>>,
    /// How many numbers each group has.
    pub lens: Vec<u32>,
}

impl<K> Default for Weighted<K> {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            places: Vec::new(),
            weights: None,
            groups: 0,
            next_look: MANY,
        }
    }
}

impl<K: Key> Weighted<K> {
    pub fn resize(&mut self, groups: usize) {
        self.groups = groups;
    }

    #[inline]
    pub fn push(&mut self, group: usize, key: K) {
        self.keys.push(key);
        self.places.push(group as u32);
        if let Some(weights) = &mut self.weights {
            weights.push(1);
        }
    }

    pub fn push_weighted(&mut self, group: usize, key: K, weight: i64) {
        if weight != 1 && self.weights.is_none() {
            self.weights = Some(vec![1; self.keys.len()]);
        }
        self.keys.push(key);
        self.places.push(group as u32);
        if let Some(weights) = &mut self.weights {
            weights.push(weight);
        }
    }

    /// Ends a batch: counts numbers that repeat, if there are many.
    pub fn tidy(&mut self) -> Result<()> {
        if self.keys.len() < self.next_look {
            return Ok(());
        }
        if self.keys.len() > u32::MAX as usize {
            return exec_err!(
                "one task has the percentiles of more than {} values",
                u32::MAX
            );
        }
        let last = self.keys.len() - SAMPLE;
        let sample = self.places[last..].iter().zip(&self.keys[last..]);
        let mut sample: Vec<(u32, K)> = sample.map(|(p, k)| (*p, *k)).collect();
        sample.sort_unstable();
        sample.dedup();
        if sample.len() <= SAMPLE / 2 {
            self.count();
        }
        self.next_look = MANY.max(2 * self.keys.len());
        Ok(())
    }

    /// Each number of a group once.
    fn count(&mut self) {
        let keys = self.places.iter().zip(&self.keys);
        let weight = |at: usize| self.weights.as_ref().map_or(1, |w| w[at]);
        let all = keys.enumerate().map(|(at, (p, k))| (*p, *k, weight(at)));
        let mut all: Vec<(u32, K, i64)> = all.collect();
        all.sort_unstable_by_key(|(place, key, _)| (*place, *key));
        all.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 = kept.2.wrapping_add(next.2);
            }
            same
        });
        self.places = all.iter().map(|(place, _, _)| *place).collect();
        self.keys = all.iter().map(|(_, key, _)| *key).collect();
        self.weights = Some(all.iter().map(|(_, _, weight)| *weight).collect());
    }

    /// Takes the numbers of the first groups, in each as they came.
    pub fn take(&mut self, emit_to: EmitTo) -> Numbers<K> {
        let count = match emit_to {
            EmitTo::All => self.groups,
            EmitTo::First(n) => n.min(self.groups),
        };
        let mut lens = vec![0u32; count];
        for place in &self.places {
            if let Some(len) = lens.get_mut(*place as usize) {
                *len += 1;
            }
        }
        let taken: usize = lens.iter().map(|len| *len as usize).sum();
        let mut next = Vec::with_capacity(count);
        let mut start = 0;
        for len in &lens {
            next.push(start);
            start += *len as usize;
        }
        let mut keys = vec![K::default(); taken];
        let mut weights = self.weights.as_ref().map(|_| vec![0; taken]);
        for (at, place) in self.places.iter().enumerate() {
            let Some(next) = next.get_mut(*place as usize) else {
                continue;
            };
            keys[*next] = self.keys[at];
            if let (Some(to), Some(from)) = (&mut weights, &self.weights) {
                to[*next] = from[at];
            }
            *next += 1;
        }
        self.keep_from(count);
        Numbers {
            keys,
            weights,
            lens,
        }
    }

    /// Drops the first groups.
    fn keep_from(&mut self, first: usize) {
        self.groups -= first;
        if self.groups == 0 {
            *self = Self::default();
            return;
        }
        let all = std::mem::take(self);
        self.groups = all.groups;
        for (at, place) in all.places.iter().enumerate() {
            if let Some(place) = (*place as usize).checked_sub(first) {
                let weight = all.weights.as_ref().map_or(1, |w| w[at]);
                self.push_weighted(place, all.keys[at], weight);
            }
        }
    }

    pub fn size(&self) -> usize {
        let weights = self.weights.as_ref().map_or(0, Vec::capacity);
        self.keys.capacity() * K::WIDTH
            + self.places.capacity() * size_of::<u32>()
            + weights * size_of::<i64>()
    }

    /// Adds what buffers have.
    pub fn merge(&mut self, buffers: &ArrayRef, group_indices: &[usize]) -> Result<()> {
        let buffers = buffers.as_binary::<i32>();
        for (row, group) in group_indices.iter().enumerate() {
            if buffers.is_null(row) {
                continue;
            }
            match buffers.value(row).split_first() {
                None => {}
                Some((&ALONE, keys)) => {
                    for key in keys.chunks_exact(K::WIDTH) {
                        self.push(*group, K::read(key));
                    }
                }
                Some((&COUNTED, pairs)) => {
                    for pair in pairs.chunks_exact(K::WIDTH + 8) {
                        let (key, weight) = pair.split_at(K::WIDTH);
                        self.push_weighted(*group, K::read(key), i64::read(weight));
                    }
                }
                Some((other, _)) => return internal_err!("a buffer of numbers of form {other}"),
            }
        }
        self.tidy()
    }

    /// Takes the buffers of the first groups; `arranged` may put a group's numbers in an order that
    /// must be kept, which it says by true, and has each of them once then.
    pub fn state(
        &mut self,
        emit_to: EmitTo,
        arranged: impl Fn(&mut Vec<(K, i64)>) -> bool,
    ) -> Result<ArrayRef> {
        let numbers = self.take(emit_to);
        let mut bytes = Vec::with_capacity(numbers.keys.len() * K::WIDTH + numbers.lens.len());
        let mut ends = Vec::with_capacity(numbers.lens.len());
        let mut pairs: Vec<(K, i64)> = Vec::new();
        let mut start = 0;
        for len in &numbers.lens {
            let end = start + *len as usize;
            pairs.clear();
            let weight = |at: usize| numbers.weights.as_ref().map_or(1, |w| w[at]);
            pairs.extend((start..end).map(|at| (numbers.keys[at], weight(at))));
            write(&mut pairs, &arranged, &mut bytes);
            ends.push(bytes.len());
            start = end;
        }
        let bytes = Buffer::from_vec(bytes);
        let buffers = BinaryArray::try_new(offsets(ends.into_iter())?, bytes, None)?;
        Ok(Arc::new(buffers))
    }
}

/// The buffer of a group in whichever form is shorter.
fn write<K: Key>(
    pairs: &mut Vec<(K, i64)>,
    arranged: impl Fn(&mut Vec<(K, i64)>) -> bool,
    bytes: &mut Vec<u8>,
) {
    if pairs.is_empty() {
        return;
    }
    let plain = pairs.iter().all(|(_, weight)| *weight == 1);
    let rows = pairs.len();
    if !arranged(pairs) && rows > 1 {
        pairs.sort_unstable_by_key(|pair| pair.0);
        let distinct = 1 + pairs.windows(2).filter(|w| w[0].0 != w[1].0).count();
        if !plain || distinct * (K::WIDTH + 8) < rows * K::WIDTH {
            pairs.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 = kept.1.wrapping_add(next.1);
                }
                same
            });
        }
    }
    if plain && pairs.len() == rows {
        bytes.push(ALONE);
        pairs.iter().for_each(|(key, _)| key.write(bytes));
    } else {
        bytes.push(COUNTED);
        for (key, weight) in pairs.iter() {
            key.write(bytes);
            weight.write(bytes);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_is_counted() {
        let mut all = Weighted::<i64>::default();
        all.resize(2);
        for i in 0..MANY + 5 {
            all.push(i % 2, (i % 10) as i64);
        }
        all.tidy().unwrap();
        assert_eq!(all.keys.len(), 10);
        let state = all.state(EmitTo::First(1), |_| false).unwrap();
        let mut merged = Weighted::<i64>::default();
        merged.resize(1);
        merged.merge(&state, &[0]).unwrap();
        let numbers = merged.take(EmitTo::All);
        assert_eq!(numbers.keys, [0, 2, 4, 6, 8]);
        let total: i64 = numbers.weights.unwrap().iter().sum();
        assert_eq!(total as usize, (MANY + 6) / 2);
        let rest = all.take(EmitTo::All);
        assert_eq!((rest.keys.len(), rest.lens), (5, vec![5]));
    }

    #[test]
    fn what_does_not_repeat_is_not() {
        let mut all = Weighted::<i128>::default();
        all.resize(1);
        (0..100).for_each(|i| all.push(0, i));
        let state = all.state(EmitTo::All, |_| false).unwrap();
        assert_eq!(state.as_binary::<i32>().value(0).len(), 1 + 1600);
    }
}
