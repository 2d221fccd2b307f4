//! Spark's random values: `XORShiftRandom` with the distributions of `java.util.Random`, and
//! `RandomUUIDGenerator`.

use crate::hash::murmur3;
use crate::math::strict;

/// `XORShiftRandom`
#[derive(Debug)]
pub struct XorShift {
    state: i64,
    /// The second of a pair of normally distributed numbers.
    other: Option<f64>,
}

impl XorShift {
    pub fn new(seed: i64) -> Self {
        /// `MurmurHash3.arraySeed`
        const ARRAY_SEED: i32 = 0x3c07_4a61;
        let bytes = seed.to_be_bytes();
        let low = murmur3::words(bytes, ARRAY_SEED);
        let high = murmur3::words(bytes, low);
        Self {
            state: i64::from(high) << 32 | i64::from(low as u32),
            other: None,
        }
    }

    fn next(&mut self, bits: u32) -> i64 {
        let mut next = self.state ^ (self.state << 21);
        next ^= ((next as u64) >> 35) as i64;
        next ^= next << 4;
        self.state = next;
        next & ((1 << bits) - 1)
    }

    /// From 0 to below 1.
    pub fn next_double(&mut self) -> f64 {
        let (high, low) = (self.next(26), self.next(27));
        ((high << 27) + low) as f64 / (1u64 << 53) as f64
    }

    /// Around 0 with a deviation of 1, by the polar method.
    pub fn next_gaussian(&mut self) -> f64 {
        if let Some(other) = self.other.take() {
            return other;
        }
        loop {
            let x = 2.0 * self.next_double() - 1.0;
            let y = 2.0 * self.next_double() - 1.0;
            let square = x * x + y * y;
            if square < 1.0 && square != 0.0 {
                let factor = (-2.0 * strict::ln(square) / square).sqrt();
                self.other = Some(y * factor);
                return x * factor;
            }
        }
    }
}

/// `RandomUUIDGenerator`, over the Mersenne Twister MT19937.
#[derive(Debug)]
pub struct Uuids {
    words: Box<[u32; WORDS]>,
    next: usize,
}

const WORDS: usize = 624;
const PERIOD: usize = 397;

impl Uuids {
    pub fn new(seed: i64) -> Self {
        let key = [(seed >> 32) as u32, seed as u32];
        let mut words = Box::new([0u32; WORDS]);
        words[0] = 19_650_218;
        for i in 1..WORDS {
            let last = words[i - 1] ^ (words[i - 1] >> 30);
            words[i] = last.wrapping_mul(1_812_433_253).wrapping_add(i as u32);
        }
        let mut i = 1;
        let mut advance = |words: &mut [u32; WORDS], factor: u32, add: &dyn Fn(usize) -> u32| {
            let last = words[i - 1] ^ (words[i - 1] >> 30);
            words[i] = (words[i] ^ last.wrapping_mul(factor)).wrapping_add(add(i));
            i += 1;
            if i == WORDS {
                words[0] = words[WORDS - 1];
                i = 1;
            }
        };
        for k in 0..WORDS {
            let j = k % key.len();
            advance(&mut words, 1_664_525, &|_| key[j].wrapping_add(j as u32));
        }
        for _ in 1..WORDS {
            advance(&mut words, 1_566_083_941, &|i| (i as u32).wrapping_neg());
        }
        words[0] = 1 << 31;
        Self { words, next: WORDS }
    }

    fn refill(&mut self) {
        for i in 0..WORDS {
            let both = (self.words[i] & (1 << 31)) | (self.words[(i + 1) % WORDS] & !(1 << 31));
            let twist = if both & 1 == 1 { 0x9908_b0df } else { 0 };
            self.words[i] = self.words[(i + PERIOD) % WORDS] ^ (both >> 1) ^ twist;
        }
        self.next = 0;
    }

    fn word(&mut self) -> u32 {
        if self.next == WORDS {
            self.refill();
        }
        let mut y = self.words[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn long(&mut self) -> u64 {
        let high = u64::from(self.word());
        high << 32 | u64::from(self.word())
    }

    /// The next UUID, of version 4 and variant 2.
    pub fn write(&mut self, out: &mut String) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let high = self.long() & 0xffff_ffff_ffff_0fff | 0x4000;
        let low = (self.long() | 1 << 63) & 0xbfff_ffff_ffff_ffff;
        let mut bits = u128::from(high) << 64 | u128::from(low);
        let mut text = [b'-'; 36];
        for (place, digit) in text.iter_mut().enumerate().rev() {
            if !matches!(place, 8 | 13 | 18 | 23) {
                *digit = DIGITS[(bits & 15) as usize];
                bits >>= 4;
            }
        }
        // They are ASCII.
        out.push_str(std::str::from_utf8(&text).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_as_spark() {
        // rand(0) and randn(0) of Spark's documentation, in the first partition.
        assert_eq!(XorShift::new(0).next_double(), 0.7604953758285915);
        assert_eq!(XorShift::new(0).next_gaussian(), 1.6034991609278433);
    }
}
