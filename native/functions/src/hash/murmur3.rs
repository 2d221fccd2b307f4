//! Spark's `Murmur3Hash` (`Murmur3_x86_32`): the function `hash` and the placement of shuffled rows.

use arrow::array::ArrayRef;
use datafusion_common::Result;

use super::column::{self, HashFunction};

/// The seed of `hash` and of HashPartitioning.
pub const SEED: i32 = 42;

pub struct Murmur3;

fn mix_k1(k1: u32) -> u32 {
    k1.wrapping_mul(0xcc9e_2d51)
        .rotate_left(15)
        .wrapping_mul(0x1b87_3593)
}

fn mix_h1(h1: u32, k1: u32) -> u32 {
    (h1 ^ k1)
        .rotate_left(13)
        .wrapping_mul(5)
        .wrapping_add(0xe654_6b64)
}

fn fmix(h1: u32, length: u32) -> i32 {
    let mut h = h1 ^ length;
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    (h ^ (h >> 16)) as i32
}

/// Of eight bytes, as any Murmur3 has it.
pub fn words(bytes: [u8; 8], seed: i32) -> i32 {
    Murmur3::bytes(&bytes, seed)
}

impl HashFunction for Murmur3 {
    type Hash = i32;

    fn int(value: i32, seed: i32) -> i32 {
        fmix(mix_h1(seed as u32, mix_k1(value as u32)), 4)
    }

    fn long(value: i64, seed: i32) -> i32 {
        let h1 = mix_h1(seed as u32, mix_k1(value as u32));
        fmix(mix_h1(h1, mix_k1((value >> 32) as u32)), 8)
    }

    /// `hashUnsafeBytes`: whole words, then each byte of the tail by itself, sign-extended.
    fn bytes(value: &[u8], seed: i32) -> i32 {
        let (words, tail) = value.as_chunks::<4>();
        let mut h1 = seed as u32;
        for word in words {
            h1 = mix_h1(h1, mix_k1(u32::from_le_bytes(*word)));
        }
        for byte in tail {
            h1 = mix_h1(h1, mix_k1(*byte as i8 as u32));
        }
        fmix(h1, value.len() as u32)
    }
}

/// The hash of each row of `columns`.
pub fn hash_columns(columns: &[ArrayRef], seed: i32, out: &mut [i32]) -> Result<()> {
    column::hash_columns::<Murmur3>(columns, seed, out)
}

/// `Murmur3_x86_32.hashUnsafeBytes`.
pub fn hash_bytes(value: &[u8], seed: i32) -> i32 {
    Murmur3::bytes(value, seed)
}

/// `Murmur3_x86_32.hashInt`.
pub fn hash_int(value: i32, seed: i32) -> i32 {
    Murmur3::int(value, seed)
}
