//! Spark's `XxHash64` (`XXH64`): the function `xxhash64`.

use arrow::array::ArrayRef;
use datafusion_common::Result;

use super::column::{self, HashFunction};

/// The seed of `xxhash64`.
pub const SEED: i64 = 42;

const P1: u64 = 0x9E37_79B1_85EB_CA87;
const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P3: u64 = 0x1656_67B1_9E37_79F9;
const P4: u64 = 0x85EB_CA77_C2B2_AE63;
const P5: u64 = 0x27D4_EB2F_1656_67C5;

pub struct XxHash64;

fn fmix(mut h: u64) -> i64 {
    h ^= h >> 33;
    h = h.wrapping_mul(P2);
    h ^= h >> 29;
    h = h.wrapping_mul(P3);
    (h ^ (h >> 32)) as i64
}

fn round(lane: u64, word: u64) -> u64 {
    lane.wrapping_add(word.wrapping_mul(P2))
        .rotate_left(31)
        .wrapping_mul(P1)
}

fn mix_int(h: u64, value: u32) -> u64 {
    (h ^ u64::from(value).wrapping_mul(P1))
        .rotate_left(23)
        .wrapping_mul(P2)
        .wrapping_add(P3)
}

fn mix_long(h: u64, value: u64) -> u64 {
    (h ^ round(0, value))
        .rotate_left(27)
        .wrapping_mul(P1)
        .wrapping_add(P4)
}

/// The four lanes over the blocks of 32 bytes, merged.
fn lanes(blocks: &[[u8; 32]], seed: u64) -> u64 {
    let mut lanes = [
        seed.wrapping_add(P1).wrapping_add(P2),
        seed.wrapping_add(P2),
        seed,
        seed.wrapping_sub(P1),
    ];
    for block in blocks {
        let words = block.as_chunks::<8>().0;
        for (lane, word) in lanes.iter_mut().zip(words) {
            *lane = round(*lane, u64::from_le_bytes(*word));
        }
    }
    let turns = [1, 7, 12, 18];
    let sum = lanes.iter().zip(turns).fold(0u64, |sum, (lane, turn)| {
        sum.wrapping_add(lane.rotate_left(turn))
    });
    lanes.iter().fold(sum, |h, lane| {
        (h ^ round(0, *lane)).wrapping_mul(P1).wrapping_add(P4)
    })
}

impl HashFunction for XxHash64 {
    type Hash = i64;

    fn int(value: i32, seed: i64) -> i64 {
        let h = (seed as u64).wrapping_add(P5).wrapping_add(4);
        fmix(mix_int(h, value as u32))
    }

    fn long(value: i64, seed: i64) -> i64 {
        let h = (seed as u64).wrapping_add(P5).wrapping_add(8);
        fmix(mix_long(h, value as u64))
    }

    fn bytes(value: &[u8], seed: i64) -> i64 {
        let (blocks, rest) = value.as_chunks::<32>();
        let mut h = if blocks.is_empty() {
            (seed as u64).wrapping_add(P5)
        } else {
            lanes(blocks, seed as u64)
        };
        h = h.wrapping_add(value.len() as u64);
        let (longs, rest) = rest.as_chunks::<8>();
        for word in longs {
            h = mix_long(h, u64::from_le_bytes(*word));
        }
        let (ints, rest) = rest.as_chunks::<4>();
        for word in ints {
            h = mix_int(h, u32::from_le_bytes(*word));
        }
        for byte in rest {
            h = (h ^ u64::from(*byte).wrapping_mul(P5))
                .rotate_left(11)
                .wrapping_mul(P1);
        }
        fmix(h)
    }
}

/// The hash of each row of `columns`.
pub fn hash_columns(columns: &[ArrayRef], seed: i64, out: &mut [i64]) -> Result<()> {
    column::hash_columns::<XxHash64>(columns, seed, out)
}
