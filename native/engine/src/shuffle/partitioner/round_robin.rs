//! RoundRobinPartitioning: rows in turn, from a place that depends on the map task. (Spark draws the
//! place at random; which row goes where is not part of its contract.)

use arrow::array::RecordBatch;
use datafusion_common::Result;

use super::Partitioner;

pub fn build(partitions: u32, map_partition: u32) -> Box<dyn Partitioner> {
    let start = map_partition.wrapping_mul(0x9e37_79b1) % partitions;
    Box::new(RoundRobin {
        next: start,
        partitions,
    })
}

struct RoundRobin {
    next: u32,
    partitions: u32,
}

impl Partitioner for RoundRobin {
    fn partition(&mut self, batch: &RecordBatch, ids: &mut Vec<u32>) -> Result<()> {
        for _ in 0..batch.num_rows() {
            ids.push(self.next);
            self.next = (self.next + 1) % self.partitions;
        }
        Ok(())
    }
}
