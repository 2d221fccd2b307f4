//! HashPartitioning: pmod(murmur3(keys, 42), partitions).

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use datafusion_common::Result;
use thermite_functions::hash::murmur3;
use thermite_proto as proto;

use super::Partitioner;
use crate::plan::PlanContext;
use crate::plan::expr::{self, ExprRef};

const SEED: u32 = 42;

pub fn build(
    hash: &proto::Hash,
    partitions: u32,
    schema: &Schema,
    ctx: &PlanContext,
) -> Result<Box<dyn Partitioner>> {
    Ok(Box::new(Hash {
        keys: expr::build_all(&hash.exprs, schema, ctx)?,
        partitions: partitions as i32,
        hashes: Vec::new(),
    }))
}

struct Hash {
    keys: Vec<ExprRef>,
    partitions: i32,
    hashes: Vec<u32>,
}

impl Partitioner for Hash {
    fn partition(&mut self, batch: &RecordBatch, ids: &mut Vec<u32>) -> Result<()> {
        let rows = batch.num_rows();
        self.hashes.clear();
        self.hashes.resize(rows, SEED);
        for key in &self.keys {
            let column = key.evaluate(batch)?.into_array(rows)?;
            murmur3::hash_column(&column, &mut self.hashes)?;
        }
        let partitions = self.partitions;
        ids.extend(
            self.hashes
                .iter()
                .map(|h| (*h as i32).rem_euclid(partitions) as u32),
        );
        Ok(())
    }
}
