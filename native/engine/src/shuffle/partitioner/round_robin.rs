//! RoundRobinPartitioning: rows in turn, from where ShuffleExchangeExec begins for the map task.

use arrow::array::RecordBatch;
use datafusion_common::Result;
use thermite_functions::hash::murmur3;

use super::Partitioner;

pub fn build(partitions: u32, map_partition: u32) -> Box<dyn Partitioner> {
    Box::new(RoundRobin {
        position: XorShiftRandom::new(map_partition.into()).next_int(partitions),
        partitions,
    })
}

struct RoundRobin {
    /// Of the row before.
    position: u32,
    partitions: u32,
}

impl Partitioner for RoundRobin {
    fn partition(&mut self, batch: &RecordBatch, ids: &mut Vec<u32>) -> Result<()> {
        for _ in 0..batch.num_rows() {
            self.position += 1;
            if self.position == self.partitions {
                self.position = 0;
            }
            ids.push(self.position);
        }
        Ok(())
    }
}

/// Spark's generator of the same name.
struct XorShiftRandom(u64);

impl XorShiftRandom {
    fn new(seed: u64) -> Self {
        // scala.util.hashing.MurmurHash3.arraySeed
        const ARRAY_SEED: i32 = 0x3c07_4a61;
        let bytes = seed.to_be_bytes();
        let low = murmur3::hash_bytes(&bytes, ARRAY_SEED);
        let high = murmur3::hash_bytes(&bytes, low);
        Self(u64::from(high as u32) << 32 | u64::from(low as u32))
    }

    fn next_31_bits(&mut self) -> i32 {
        self.0 ^= self.0 << 21;
        self.0 ^= self.0 >> 35;
        self.0 ^= self.0 << 4;
        (self.0 & 0x7fff_ffff) as i32
    }

    /// `java.util.Random.nextInt(bound)`.
    fn next_int(&mut self, bound: u32) -> u32 {
        let mut bits = self.next_31_bits();
        if bound.is_power_of_two() {
            return ((i64::from(bound) * i64::from(bits)) >> 31) as u32;
        }
        let bound = bound as i32;
        loop {
            let value = bits % bound;
            if bits.wrapping_sub(value).wrapping_add(bound - 1) >= 0 {
                return value as u32;
            }
            bits = self.next_31_bits();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::XorShiftRandom;

    #[test]
    fn starts_are_those_of_spark() {
        let starts = |n| {
            [0, 1, 2, 3, 100, 12345].map(|partition| XorShiftRandom::new(partition).next_int(n))
        };
        assert_eq!(starts(2), [0, 0, 1, 1, 0, 1]);
        assert_eq!(starts(3), [2, 0, 1, 2, 1, 1]);
        assert_eq!(starts(7), [2, 5, 1, 6, 4, 5]);
        assert_eq!(starts(16), [3, 3, 15, 11, 4, 9]);
        assert_eq!(starts(200), [28, 103, 28, 47, 5, 145]);
        assert_eq!(starts(2000), [28, 703, 828, 447, 1005, 1145]);
    }
}
