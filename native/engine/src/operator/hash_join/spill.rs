//! The parts of a join's side on disk: a shuffle file whose partitions are found by a hash of the keys.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::SchemaRef;
use datafusion_common::Result;
use datafusion_execution::memory_pool::MemoryReservation;
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_plan::coop::cooperative;
use datafusion_physical_plan::metrics::SpillMetrics;
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use futures::stream;
use tempfile::NamedTempFile;

use super::keys;
use crate::shuffle::Codec;
use crate::shuffle::source::FileBatches;
use crate::shuffle::writer::{ShuffleWriter, WriterOptions};
use crate::spill::SpillPlace;

/// Into how many parts a side that does not fit is divided.
const PARTS: usize = 16;

/// Where the parts of one join go.
pub struct SpillSpace {
    place: Arc<SpillPlace>,
    batch_size: usize,
    metrics: SpillMetrics,
}

/// A part of a side; it can be read several times.
#[derive(Clone)]
pub struct Part {
    file: Arc<NamedTempFile>,
    offset: u64,
    length: u64,
    schema: SchemaRef,
    pub rows: usize,
}

impl SpillSpace {
    pub fn new(context: &TaskContext, metrics: SpillMetrics) -> Self {
        Self {
            place: context.session_config().get_extension().unwrap_or_default(),
            batch_size: context.session_config().batch_size(),
            metrics,
        }
    }

    pub fn read(&self, part: &Part) -> Result<SendableRecordBatchStream> {
        let schema = Arc::clone(&part.schema);
        let path = part.file.path();
        let range = part.offset..part.offset + part.length;
        let key = self.place.key.as_ref();
        let batches = FileBatches::open(path, range, key, &schema, self.batch_size)?;
        let stream = RecordBatchStreamAdapter::new(schema, stream::iter(batches));
        Ok(Box::pin(cooperative(stream)))
    }
}

/// Divides rows among parts.
pub struct Divider<'a> {
    space: &'a SpillSpace,
    file: NamedTempFile,
    schema: SchemaRef,
    /// Makes the division independent of those of other levels.
    seed: u64,
    writer: ShuffleWriter,
    hashes: Vec<u64>,
    parts: Vec<u32>,
}

impl<'a> Divider<'a> {
    pub fn new(
        space: &'a SpillSpace,
        schema: &SchemaRef,
        level: usize,
        memory: MemoryReservation,
    ) -> Result<Self> {
        let file = space.place.file(level)?;
        let options = WriterOptions {
            partitions: PARTS,
            codec: Codec::Lz4,
            checksum: None,
            data_file: file.path().to_path_buf(),
            spill: Arc::clone(&space.place),
        };
        Ok(Self {
            space,
            file,
            schema: Arc::clone(schema),
            seed: level as u64 + 1,
            writer: ShuffleWriter::new(options, memory)?,
            hashes: Vec::new(),
            parts: Vec::new(),
        })
    }

    /// `keys` are the key columns of `batch`.
    pub fn write(&mut self, batch: &RecordBatch, keys: &[ArrayRef]) -> Result<()> {
        self.hashes.clear();
        self.hashes.resize(batch.num_rows(), 0);
        keys::hash(keys, self.seed, &mut self.hashes)?;
        self.parts.clear();
        let part = |hash: &u64| (hash >> 32) as u32 % PARTS as u32;
        self.parts.extend(self.hashes.iter().map(part));
        self.writer.write(batch, &self.parts)
    }

    pub fn finish(self) -> Result<Vec<Part>> {
        let written = self.writer.finish()?;
        let rows: u64 = written.rows.iter().sum();
        let metrics = &self.space.metrics;
        metrics.spill_file_count.add(1 + written.spills);
        metrics
            .spilled_bytes
            .add(written.lengths.iter().sum::<u64>() as usize);
        metrics.spilled_rows.add(rows as usize);
        let file = Arc::new(self.file);
        let mut offset = 0;
        let parts = written
            .lengths
            .iter()
            .zip(written.rows)
            .map(|(length, rows)| {
                let part = Part {
                    file: Arc::clone(&file),
                    offset,
                    length: *length,
                    schema: Arc::clone(&self.schema),
                    rows: rows as usize,
                };
                offset += length;
                part
            });
        Ok(parts.collect())
    }
}
