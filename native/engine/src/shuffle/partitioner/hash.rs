//! HashPartitioning: pmod(murmur3(keys, 42), partitions).

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use datafusion_common::Result;
use thermite_functions::hash::murmur3;
use thermite_proto as proto;

use super::Partitioner;
use crate::plan::PlanContext;
use crate::plan::expr::{self, ExprRef};

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
    hashes: Vec<i32>,
}

impl Partitioner for Hash {
    fn partition(&mut self, batch: &RecordBatch, ids: &mut Vec<u32>) -> Result<()> {
        let rows = batch.num_rows();
        let columns = self
            .keys
            .iter()
            .map(|key| key.evaluate(batch)?.into_array(rows))
            .collect::<Result<Vec<_>>>()?;
        self.hashes.resize(rows, 0);
        murmur3::hash_columns(&columns, murmur3::SEED, &mut self.hashes)?;
        let partitions = self.partitions;
        ids.extend(
            self.hashes
                .iter()
                .map(|hash| hash.rem_euclid(partitions) as u32),
        );
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int32Array, StringArray};
    use datafusion_physical_expr::expressions::Column;

    use super::*;

    #[test]
    fn places_are_those_of_spark() {
        let cases: [(ArrayRef, &[u32]); 2] = [
            (Arc::new(Int32Array::from(vec![Some(1), None])), &[43, 42]),
            (
                Arc::new(StringArray::from(vec!["Spark", "", "abcd"])),
                &[165, 172, 100],
            ),
        ];
        for (column, expected) in cases {
            let batch = RecordBatch::try_from_iter([("key", column)]).unwrap();
            let mut hash = Hash {
                keys: vec![Arc::new(Column::new("key", 0))],
                partitions: 200,
                hashes: Vec::new(),
            };
            let mut ids = Vec::new();
            hash.partition(&batch, &mut ids).unwrap();
            assert_eq!(ids, expected);
        }
    }
}
