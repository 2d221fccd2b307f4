//! Approximate quantiles by the algorithm of Greenwald and Khanna (`QuantileSummaries`), operation by
//! operation: another order would choose other samples.

use std::cmp::Ordering;

use datafusion_common::{Result, internal_err};

/// A sample: its value, how far its smallest rank is above that of the sample before, and how much
/// larger its rank may be.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sample {
    value: f64,
    g: i64,
    delta: i64,
}

/// So many samples are compressed.
const COMPRESS_THRESHOLD: i32 = 10000;
/// So many values wait before they become samples.
const HEAD: usize = 50000;

#[derive(Default)]
pub struct Quantiles {
    sampled: Vec<Sample>,
    /// Values that are no samples yet.
    head: Vec<f64>,
    /// How many values the samples stand for.
    count: i64,
}

/// `java.lang.Double.compare`.
pub fn compare(a: &f64, b: &f64) -> Ordering {
    match (a.is_nan(), b.is_nan()) {
        (false, false) => a.total_cmp(b),
        (a, b) => a.cmp(&b),
    }
}

impl Quantiles {
    #[inline]
    pub fn insert(&mut self, value: f64, error: f64) {
        self.head.push(value);
        if self.head.len() >= HEAD {
            self.insert_head(error);
            if self.sampled.len() >= COMPRESS_THRESHOLD as usize {
                self.compress_samples(error);
            }
        }
    }

    /// `withHeadBufferInserted`
    fn insert_head(&mut self, error: f64) {
        if self.head.is_empty() {
            return;
        }
        self.head.sort_unstable_by(compare);
        let old = std::mem::take(&mut self.sampled);
        let mut samples = Vec::with_capacity(old.len() + self.head.len());
        let mut next = 0;
        for (i, value) in self.head.iter().enumerate() {
            while next < old.len() && old[next].value <= *value {
                samples.push(old[next]);
                next += 1;
            }
            self.count += 1;
            let last = next == old.len() && i == self.head.len() - 1;
            let delta = if samples.is_empty() || last {
                0
            } else {
                (2.0 * error * self.count as f64).floor() as i64
            };
            samples.push(Sample {
                value: *value,
                g: 1,
                delta,
            });
        }
        samples.extend_from_slice(&old[next..]);
        self.sampled = samples;
        self.head.clear();
    }

    fn compress_samples(&mut self, error: f64) {
        self.sampled = compressed(&self.sampled, 2.0 * error * self.count as f64);
    }

    /// Makes samples of all values, compressed, if some are not yet.
    pub fn compress(&mut self, error: f64) {
        if !self.head.is_empty() {
            self.insert_head(error);
            self.compress_samples(error);
        }
    }

    /// Both must be compressed.
    pub fn merge(&mut self, other: Self, error: f64) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = other;
            return;
        }
        let of_other = (2.0 * error * other.count as f64).floor() as i64;
        let of_self = (2.0 * error * self.count as f64).floor() as i64;
        let (mine, others) = (&self.sampled, &other.sampled);
        let mut merged = Vec::with_capacity(mine.len() + others.len());
        let (mut i, mut j) = (0, 0);
        while i < mine.len() && j < others.len() {
            let (sample, more) = if mine[i].value < others[j].value {
                i += 1;
                (mine[i - 1], if j > 0 { of_other } else { 0 })
            } else {
                j += 1;
                (others[j - 1], if i > 0 { of_self } else { 0 })
            };
            merged.push(Sample {
                delta: sample.delta + more,
                ..sample
            });
        }
        merged.extend_from_slice(&mine[i..]);
        merged.extend_from_slice(&others[j..]);
        self.count += other.count;
        self.sampled = compressed(&merged, 2.0 * error * self.count as f64);
    }

    /// The values at `percentages`; None if there are no values. It must be compressed.
    pub fn query(&self, percentages: &[f64], error: f64) -> Option<Vec<f64>> {
        let (first, last) = (self.sampled.first()?, self.sampled.last()?);
        let widest = self.sampled.iter().map(|s| s.delta + s.g).max();
        let target = (widest.unwrap_or(0) / 2) as f64;
        let mut order: Vec<usize> = (0..percentages.len()).collect();
        order.sort_by(|a, b| compare(&percentages[*a], &percentages[*b]));
        let mut values = vec![0.0; percentages.len()];
        let (mut at, mut rank) = (0, first.g);
        for place in order {
            let percentage = percentages[place];
            values[place] = if percentage <= error {
                first.value
            } else if percentage >= 1.0 - error {
                last.value
            } else {
                let found = self.find(at, rank, target, percentage);
                (at, rank) = (found.0, found.1);
                found.2
            };
        }
        Some(values)
    }

    /// `findApproxQuantile`
    fn find(&self, from: usize, rank: i64, target: f64, percentage: f64) -> (usize, i64, f64) {
        let wanted = (percentage * self.count as f64).ceil() as i64 as f64;
        let (mut at, mut rank) = (from, rank);
        let last = self.sampled.len() - 1;
        while at < last {
            let sample = self.sampled[at];
            let largest = rank + sample.delta;
            if largest as f64 - target <= wanted && wanted <= rank as f64 + target {
                return (at, rank, sample.value);
            }
            at += 1;
            rank += self.sampled[at].g;
        }
        (last, 0, self.sampled[last].value)
    }

    /// As `PercentileDigestSerializer` writes it. It must be compressed.
    pub fn write(&self, error: f64, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&COMPRESS_THRESHOLD.to_be_bytes());
        bytes.extend_from_slice(&error.to_be_bytes());
        bytes.extend_from_slice(&self.count.to_be_bytes());
        bytes.extend_from_slice(&(self.sampled.len() as i32).to_be_bytes());
        for sample in &self.sampled {
            bytes.extend_from_slice(&sample.value.to_be_bytes());
            bytes.extend_from_slice(&sample.g.to_be_bytes());
            bytes.extend_from_slice(&sample.delta.to_be_bytes());
        }
    }

    pub fn read(bytes: &[u8]) -> Result<Self> {
        let head = bytes.get(12..24).and_then(|h| h.first_chunk::<12>());
        let (Some(head), Some(samples)) = (head, bytes.get(24..)) else {
            return internal_err!("a buffer of quantiles of {} bytes", bytes.len());
        };
        let (samples, _) = samples.as_chunks::<24>();
        let long = |bytes: &[u8]| bytes.first_chunk().map_or(0, |b| i64::from_be_bytes(*b));
        let samples = samples.iter().map(|s| Sample {
            value: f64::from_bits(long(s) as u64),
            g: long(&s[8..]),
            delta: long(&s[16..]),
        });
        Ok(Self {
            sampled: samples.collect(),
            head: Vec::new(),
            count: long(head),
        })
    }

    pub fn size(&self) -> usize {
        self.sampled.capacity() * size_of::<Sample>() + self.head.capacity() * size_of::<f64>()
    }
}

/// `compressImmut`
fn compressed(samples: &[Sample], threshold: f64) -> Vec<Sample> {
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else {
        return Vec::new();
    };
    // From the last to the first.
    let mut kept = Vec::new();
    let mut head = *last;
    let between = samples.get(1..samples.len() - 1).unwrap_or_default();
    for sample in between.iter().rev() {
        if ((sample.g + head.g + head.delta) as f64) < threshold {
            head.g += sample.g;
        } else {
            kept.push(head);
            head = *sample;
        }
    }
    kept.push(head);
    if first.value <= head.value && samples.len() > 1 {
        kept.push(*first);
    }
    kept.reverse();
    kept
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(values: impl Iterator<Item = f64>, error: f64) -> Quantiles {
        let mut quantiles = Quantiles::default();
        values.for_each(|v| quantiles.insert(v, error));
        quantiles.compress(error);
        quantiles
    }

    #[test]
    fn examples_of_spark_documentation() {
        let few = of([0.0, 1.0, 2.0, 10.0].into_iter(), 0.01);
        assert_eq!(few.query(&[0.5, 0.4, 0.1], 0.01).unwrap(), [1.0, 1.0, 0.0]);
        let few = of([0.0, 6.0, 7.0, 9.0, 10.0].into_iter(), 0.01);
        assert_eq!(few.query(&[0.5], 0.01).unwrap(), [7.0]);
        assert_eq!(Quantiles::default().query(&[0.5], 0.01), None);
    }

    #[test]
    fn within_the_error_through_buffers() {
        let error = 0.001;
        let mut all = of((0..200_000).map(|i| f64::from(i * 7919 % 200_000)), error);
        let other = of((200_000..300_000).map(f64::from), error);
        let mut bytes = Vec::new();
        other.write(error, &mut bytes);
        let read = Quantiles::read(&bytes).unwrap();
        assert_eq!(read.sampled, other.sampled);
        all.merge(read, error);
        for (p, v) in [(0.1, 30_000.0), (0.5, 150_000.0), (0.9, 270_000.0)] {
            let got = all.query(&[p], error).unwrap()[0];
            assert!((got - v).abs() <= 900.0, "{p} {got}");
        }
        assert!(Quantiles::read(&bytes[..10]).is_err());
    }
}
