//! The rows of a window's input whose partition has not ended yet, in memory or on disk.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanBufferBuilder, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use datafusion_common::Result;
use datafusion_execution::memory_pool::MemoryReservation;

use super::chunk::Chunk;
use super::rows::Changes;
use super::spilled::{Space, Spilled, Spilling};
use super::{Windows, keys};

/// Partitions that have ended.
pub enum Ended {
    Chunk(Chunk),
    Spilled(Spilled),
}

pub struct Held {
    schema: SchemaRef,
    windows: Arc<Windows>,
    batches: Vec<RecordBatch>,
    /// Where the rows of the partition go once memory has been refused.
    spilling: Option<Spilling>,
    space: Space,
    partition_starts: BooleanBufferBuilder,
    order_changes: BooleanBufferBuilder,
    partitions: Changes,
    order: Changes,
    memory: MemoryReservation,
}

/// Rows, and whether their keys of partition and order are new ones.
struct Rows {
    batch: RecordBatch,
    starts: BooleanBuffer,
    changes: BooleanBuffer,
}

impl Rows {
    fn slice(&self, from: usize, to: usize) -> Self {
        Self {
            batch: self.batch.slice(from, to - from),
            starts: self.starts.slice(from, to - from),
            changes: self.changes.slice(from, to - from),
        }
    }

    /// The memory of the rows, and of the chunk that they become a part of.
    fn bytes(&self) -> usize {
        2 * bytes(self.batch.columns())
    }
}

/// The memory of these rows alone: batches may share their buffers.
pub fn bytes(columns: &[ArrayRef]) -> usize {
    let bytes = |column: &ArrayRef| {
        let bytes = column.to_data().get_slice_memory_size();
        bytes.unwrap_or_else(|_| column.get_array_memory_size())
    };
    columns.iter().map(bytes).sum()
}

impl Held {
    pub fn new(
        schema: SchemaRef,
        windows: Arc<Windows>,
        space: Space,
        memory: MemoryReservation,
    ) -> Self {
        Self {
            schema,
            windows,
            batches: Vec::new(),
            spilling: None,
            space,
            partition_starts: BooleanBufferBuilder::new(0),
            order_changes: BooleanBufferBuilder::new(0),
            partitions: Changes::default(),
            order: Changes::default(),
            memory,
        }
    }

    /// Takes `batch`, and gives the partitions that have ended in it.
    pub fn push(&mut self, batch: RecordBatch) -> Result<Vec<Ended>> {
        let count = batch.num_rows();
        if count == 0 {
            return Ok(Vec::new());
        }
        let windows = Arc::clone(&self.windows);
        let starts = keys(&windows.partition_by, &batch)?;
        let starts = self.partitions.of(&starts, count)?;
        let order = windows.order_by.iter().map(|order| Arc::clone(&order.expr));
        let changes = keys(&order.collect::<Vec<_>>(), &batch)?;
        let changes = self.order.of(&changes, count)?;
        // Where the partition that is held ends, and where the last one begins.
        let first = starts.set_indices().next().unwrap_or(count);
        let last = starts.set_indices().last().unwrap_or(0);
        let rows = Rows {
            batch,
            starts,
            changes,
        };
        let mut ended = Vec::new();
        if self.spilling.is_some() {
            self.spill(&rows.slice(0, first))?;
            if first < count {
                ended.extend(self.rest()?);
                self.hold(rows.slice(first, last));
            }
        } else if last > 0 || first == 0 {
            self.hold(rows.slice(0, last));
        }
        let rest = if first < count {
            ended.extend(self.rest()?);
            rows.slice(last, count)
        } else if self.spilling.is_some() {
            return Ok(ended);
        } else {
            rows
        };
        if self.memory.try_grow(rest.bytes()).is_ok() {
            self.hold_reserved(rest);
        } else {
            self.spill(&rest)?;
        }
        Ok(ended)
    }

    /// Rows that are worked on at once: their memory is there already.
    fn hold(&mut self, rows: Rows) {
        if rows.batch.num_rows() > 0 {
            self.memory.grow(rows.bytes());
            self.hold_reserved(rows);
        }
    }

    fn hold_reserved(&mut self, rows: Rows) {
        self.partition_starts.append_buffer(&rows.starts);
        self.order_changes.append_buffer(&rows.changes);
        self.batches.push(rows.batch);
    }

    /// Writes what is held of the partition, and `rows` after it.
    fn spill(&mut self, rows: &Rows) -> Result<()> {
        let mut spilling = match self.spilling.take() {
            Some(spilling) => spilling,
            None => self.space.begin(&self.schema, self.memory.new_empty())?,
        };
        for batch in self.batches.drain(..) {
            spilling.write(&batch)?;
        }
        self.memory.free();
        spilling.write(&rows.batch)?;
        self.spilling = Some(spilling);
        self.partition_starts.append_buffer(&rows.starts);
        self.order_changes.append_buffer(&rows.changes);
        Ok(())
    }

    /// All rows that are held.
    pub fn rest(&mut self) -> Result<Option<Ended>> {
        let (starts, changes) = (self.partition_starts.finish(), self.order_changes.finish());
        if let Some(spilling) = self.spilling.take() {
            let spilled = spilling.finish(&self.space, &starts | &changes)?;
            return Ok(Some(Ended::Spilled(spilled)));
        }
        let batches = std::mem::take(&mut self.batches);
        if batches.is_empty() {
            return Ok(None);
        }
        let batch = concat_batches(&self.schema, &batches)?;
        let memory = self.memory.take();
        Ok(Some(Ended::Chunk(Chunk::new(
            batch, &starts, &changes, memory,
        ))))
    }
}
