//! Which partition each row goes to: Spark's physical partitionings.

mod hash;
mod range;
mod round_robin;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use datafusion_common::{Result, internal_err};
use thermite_proto as proto;
use thermite_proto::partitioning::Kind;

use crate::plan::PlanContext;

pub trait Partitioner: Send {
    /// The partition of each row of `batch`, appended to `ids`.
    fn partition(&mut self, batch: &RecordBatch, ids: &mut Vec<u32>) -> Result<()>;
}

pub fn build(
    partitioning: &proto::Partitioning,
    schema: &Schema,
    ctx: &PlanContext,
) -> Result<Box<dyn Partitioner>> {
    let partitions = partitioning.partitions;
    match &partitioning.kind {
        Some(Kind::Single(_)) => Ok(Box::new(Single)),
        _ if partitions == 1 => Ok(Box::new(Single)),
        Some(Kind::Hash(hash)) => hash::build(hash, partitions, schema, ctx),
        Some(Kind::Range(range)) => range::build(range, schema, ctx),
        Some(Kind::RoundRobin(_)) => Ok(round_robin::build(partitions, ctx.partition)),
        None => internal_err!("a partitioning without a kind"),
    }
}

/// All rows go to partition 0.
struct Single;

impl Partitioner for Single {
    fn partition(&mut self, batch: &RecordBatch, ids: &mut Vec<u32>) -> Result<()> {
        ids.resize(ids.len() + batch.num_rows(), 0);
        Ok(())
    }
}
