//! The checksum of each partition, under `spark.shuffle.checksum.algorithm`.

use datafusion_common::{Result, not_impl_err};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChecksumKind {
    Adler32,
    Crc32,
    Crc32c,
}

impl ChecksumKind {
    /// The names that `ShuffleChecksumHelper` knows.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "ADLER32" => Ok(Self::Adler32),
            "CRC32" => Ok(Self::Crc32),
            "CRC32C" => Ok(Self::Crc32c),
            other => not_impl_err!("shuffle checksum {other}; allowed: ADLER32, CRC32, CRC32C"),
        }
    }

    pub fn start(self) -> Checksum {
        match self {
            Self::Adler32 => Checksum::Adler32(1, 0),
            Self::Crc32 => Checksum::Crc32(crc32fast::Hasher::new()),
            Self::Crc32c => Checksum::Crc32c(!0),
        }
    }
}

pub enum Checksum {
    Adler32(u32, u32),
    Crc32(crc32fast::Hasher),
    Crc32c(u32),
}

/// The largest prime below 2^16.
const ADLER: u32 = 65_521;
/// So many bytes can be summed before 32 bits overflow.
const ADLER_BYTES: usize = 5552;
const LANES: usize = 16;

impl Checksum {
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Adler32(a, b) => {
                for run in bytes.chunks(ADLER_BYTES) {
                    adler(a, b, run);
                }
            }
            Self::Crc32(hasher) => hasher.update(bytes),
            Self::Crc32c(crc) => {
                for byte in bytes {
                    *crc = CASTAGNOLI[((*crc ^ u32::from(*byte)) & 0xff) as usize] ^ (*crc >> 8);
                }
            }
        }
    }

    pub fn value(self) -> u64 {
        u64::from(match self {
            Self::Adler32(a, b) => b << 16 | a,
            Self::Crc32(hasher) => hasher.finalize(),
            Self::Crc32c(crc) => !crc,
        })
    }
}

/// Sums of lanes, so that the loop is one of vectors: `b` counts each byte as often as bytes follow it.
fn adler(a: &mut u32, b: &mut u32, bytes: &[u8]) {
    let (runs, tail) = bytes.as_chunks::<LANES>();
    let mut sums = [0u32; LANES];
    let mut sums_of_sums = [0u32; LANES];
    for run in runs {
        for lane in 0..LANES {
            sums_of_sums[lane] += sums[lane];
            sums[lane] += u32::from(run[lane]);
        }
    }
    *b += *a * (runs.len() * LANES) as u32;
    for lane in 0..LANES {
        *a += sums[lane];
        *b += sums_of_sums[lane] * LANES as u32 + sums[lane] * (LANES - lane) as u32;
    }
    for byte in tail {
        *a += u32::from(*byte);
        *b += *a;
    }
    *a %= ADLER;
    *b %= ADLER;
}

const CASTAGNOLI: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ (0x82f6_3b78 & (crc & 1).wrapping_neg());
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: ChecksumKind, runs: &[&[u8]]) -> u64 {
        let mut checksum = kind.start();
        for run in runs {
            checksum.update(run);
        }
        checksum.value()
    }

    #[test]
    fn known_answers() {
        let digits: &[&[u8]] = &[b"1234", b"56789"];
        assert_eq!(of(ChecksumKind::Adler32, digits), 0x091e_01de);
        assert_eq!(of(ChecksumKind::Crc32, digits), 0xcbf4_3926);
        assert_eq!(of(ChecksumKind::Crc32c, digits), 0xe306_9283);
        assert_eq!(of(ChecksumKind::Adler32, &[]), 1);
    }

    #[test]
    fn long_runs_do_not_overflow() {
        let bytes = vec![0xff; 3 * ADLER_BYTES + 7];
        let (mut a, mut b) = (1u64, 0u64);
        for byte in &bytes {
            a = (a + u64::from(*byte)) % u64::from(ADLER);
            b = (b + a) % u64::from(ADLER);
        }
        assert_eq!(of(ChecksumKind::Adler32, &[&bytes]), b << 16 | a);
    }
}
