//! A partition that memory does not hold: its rows are on disk, and each function reads them from the
//! first to the last with readers of its own, as Spark's frames do
//! (`ExternalAppendOnlyUnsafeRowArray`). What is held of all rows is a bit each.

mod aggregate;
mod bounds;
mod pick;
mod ranks;
mod reader;

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::SchemaRef;
use datafusion_common::Result;
use datafusion_execution::TaskContext;
use datafusion_execution::memory_pool::MemoryReservation;
use datafusion_physical_plan::metrics::SpillMetrics;
use tempfile::NamedTempFile;

use super::{Function, Windows};
use crate::shuffle::Codec;
use crate::shuffle::source::FileBatches;
use crate::shuffle::writer::{ShuffleWriter, WriterOptions};
use crate::spill::SpillPlace;
use aggregate::{Growing, Sliding, Whole};
use bounds::Bounds;
use pick::Picking;
use ranks::Ranks;
use reader::Reader;

/// Where the partitions of one window go.
pub struct Space {
    place: Arc<SpillPlace>,
    batch_size: usize,
    metrics: SpillMetrics,
}

/// A partition that is being written.
pub struct Spilling {
    file: NamedTempFile,
    schema: SchemaRef,
    writer: ShuffleWriter,
    memory: MemoryReservation,
}

pub struct Spilled {
    file: NamedTempFile,
    length: u64,
    schema: SchemaRef,
    place: Arc<SpillPlace>,
    batch_size: usize,
    rows: usize,
    /// Where peers begin.
    peers: BooleanBuffer,
    memory: MemoryReservation,
}

impl Space {
    pub fn new(context: &TaskContext, metrics: SpillMetrics) -> Self {
        Self {
            place: context.session_config().get_extension().unwrap_or_default(),
            batch_size: context.session_config().batch_size(),
            metrics,
        }
    }

    pub fn begin(&self, schema: &SchemaRef, memory: MemoryReservation) -> Result<Spilling> {
        let file = self.place.file(0)?;
        let options = WriterOptions {
            partitions: 1,
            codec: Codec::Lz4,
            checksum: None,
            data_file: file.path().to_path_buf(),
            spill: Arc::clone(&self.place),
        };
        let writer = ShuffleWriter::new(options, memory.new_empty())?;
        Ok(Spilling {
            file,
            schema: Arc::clone(schema),
            writer,
            memory,
        })
    }
}

impl Spilling {
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer.write(batch, &[])
    }

    pub fn finish(self, space: &Space, peers: BooleanBuffer) -> Result<Spilled> {
        let written = self.writer.finish()?;
        let length = written.lengths.iter().sum::<u64>();
        space.metrics.spill_file_count.add(1);
        space.metrics.spilled_bytes.add(length as usize);
        space.metrics.spilled_rows.add(peers.len());
        Ok(Spilled {
            file: self.file,
            length,
            schema: self.schema,
            place: Arc::clone(&space.place),
            batch_size: space.batch_size,
            rows: peers.len(),
            peers,
            memory: self.memory,
        })
    }
}

/// A function's values for rows that come in order.
trait Values: Send {
    /// Of `rows`, which are those of `batch`.
    fn next(&mut self, rows: Range<usize>, batch: &RecordBatch) -> Result<ArrayRef>;
}

impl Spilled {
    /// The rows with a column for each function.
    pub fn evaluate(self, windows: Arc<Windows>, schema: SchemaRef) -> Result<Output> {
        let partition = Arc::new(self);
        let values = windows.functions.iter();
        let values = values.map(|function| partition.values(function, &windows));
        Ok(Output {
            values: values.collect::<Result<_>>()?,
            rows: partition.batches()?,
            next: 0,
            schema,
            _partition: partition,
        })
    }

    fn values(
        self: &Arc<Self>,
        function: &Function,
        windows: &Arc<Windows>,
    ) -> Result<Box<dyn Values>> {
        let frame = |index: &usize| &windows.frames[*index];
        let bounds = |index: &usize| Bounds::new(self, frame(index), &windows.order_by);
        Ok(match function {
            Function::Ranking(ranking) => Box::new(Ranks::new(self, *ranking)),
            Function::Shift(shift) => Box::new(Picking::shift(self, shift)?),
            Function::Nth(nth, index) => Box::new(Picking::nth(self, nth, bounds(index)?)?),
            Function::Aggregate(f, index) if frame(index).is_whole() => {
                Box::new(Whole::new(self, f)?)
            }
            Function::Aggregate(f, index) if frame(index).grows() => {
                Box::new(Growing::new(self, f, bounds(index)?)?)
            }
            Function::Aggregate(f, index) => Box::new(Sliding::new(self, f, bounds(index)?)),
        })
    }

    fn batches(&self) -> Result<FileBatches> {
        let (path, key) = (self.file.path(), self.place.key.as_ref());
        FileBatches::open(path, 0..self.length, key, &self.schema, self.batch_size)
    }

    fn reader(&self) -> Result<Reader> {
        Ok(Reader::new(self.batches()?))
    }
}

/// Batches of a partition's output.
pub struct Output {
    values: Vec<Box<dyn Values>>,
    rows: FileBatches,
    next: usize,
    schema: SchemaRef,
    _partition: Arc<Spilled>,
}

impl Output {
    fn with_values(&mut self, batch: &RecordBatch) -> Result<RecordBatch> {
        let rows = self.next..self.next + batch.num_rows();
        self.next = rows.end;
        let mut columns = batch.columns().to_vec();
        for values in &mut self.values {
            columns.push(values.next(rows.clone(), batch)?);
        }
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }
}

impl Iterator for Output {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.rows.next()?;
        Some(batch.and_then(|batch| self.with_values(&batch)))
    }
}
