//! Encoded columns to a batch.

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use datafusion_common::{Result, internal_err};

use crate::shuffle::CorruptBlock;
use crate::shuffle::block::BlockDecoder;

/// Reads batches of some columns, with the state that decoders keep from batch to batch.
pub struct CacheReader {
    schema: SchemaRef,
    columns: Vec<BlockDecoder>,
}

impl CacheReader {
    pub fn new(schema: &SchemaRef) -> Self {
        let decoder = |field: &FieldRef| {
            let column = Schema::new(vec![Arc::clone(field)]);
            BlockDecoder::new(Arc::new(column), usize::MAX / 2)
        };
        Self {
            schema: Arc::clone(schema),
            columns: schema.fields().iter().map(decoder).collect(),
        }
    }

    /// The `rows` rows of a batch whose columns were stored as `stored`.
    pub fn read(&mut self, stored: &[Vec<u8>], rows: usize) -> Result<RecordBatch> {
        if stored.len() != self.columns.len() {
            return internal_err!("{} cached columns of {}", stored.len(), self.columns.len());
        }
        let mut columns = Vec::with_capacity(stored.len());
        for (decoder, bytes) in self.columns.iter_mut().zip(stored) {
            let mut bytes = bytes.as_slice();
            if decoder.read(&mut bytes)?.is_some() {
                return internal_err!("a cached column of several batches");
            }
            match decoder.finish()? {
                Some(batch) if batch.num_rows() == rows => {
                    columns.extend_from_slice(batch.columns())
                }
                _ => return Err(CorruptBlock::new("a cached column of other rows").into()),
            }
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let schema = Arc::clone(&self.schema);
        Ok(RecordBatch::try_new_with_options(
            schema, columns, &options,
        )?)
    }
}
