//! Gathers rows by partition and writes one file of partitions in order; spills under pressure.
//!
//! Each batch is sorted by partition when it comes. A partition's rows are then slices of the sorted
//! batches, joined into blocks when the file is written: no builder per partition.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::SchemaRef;
use datafusion_common::Result;
use datafusion_execution::memory_pool::MemoryReservation;
use tempfile::NamedTempFile;

use super::block::{self, Codec};

/// Rows of a block at most.
const BLOCK_ROWS: usize = 8192;
/// Buffered bytes at which a writer spills even if there is memory: more only costs cache misses.
const MAX_BUFFERED: usize = 512 << 20;

pub struct ShuffleWriter {
    schema: SchemaRef,
    partitions: usize,
    codec: Codec,
    spill_dir: Option<String>,
    reservation: MemoryReservation,
    sorted: Vec<Sorted>,
    spills: Vec<Spill>,
    rows: Vec<u64>,
    spilled_bytes: u64,
    data_size: u64,
}

/// A batch whose rows are in the order of their partitions; partition p has rows ends[p-1]..ends[p].
struct Sorted {
    batch: RecordBatch,
    ends: Vec<u32>,
}

impl Sorted {
    fn rows_of(&self, partition: usize) -> Range<usize> {
        let start = if partition == 0 {
            0
        } else {
            self.ends[partition - 1]
        };
        start as usize..self.ends[partition] as usize
    }
}

/// What a writer has written.
pub struct Written {
    /// Bytes of each partition.
    pub lengths: Vec<u64>,
    /// Rows of each partition.
    pub rows: Vec<u64>,
    /// Uncompressed bytes.
    pub data_size: u64,
    pub spilled_bytes: u64,
}

/// A file of all partitions in order; `ends` are their end offsets.
struct Spill {
    file: NamedTempFile,
    ends: Vec<u64>,
}

impl ShuffleWriter {
    pub fn new(
        schema: SchemaRef,
        partitions: usize,
        codec: Codec,
        spill_dir: Option<String>,
        reservation: MemoryReservation,
    ) -> Self {
        Self {
            schema,
            partitions,
            codec,
            spill_dir,
            reservation,
            sorted: Vec::new(),
            spills: Vec::new(),
            rows: vec![0; partitions],
            spilled_bytes: 0,
            data_size: 0,
        }
    }

    /// Takes a batch and the partition of each of its rows.
    pub fn write(&mut self, batch: &RecordBatch, ids: &[u32]) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let sorted = self.sort(batch, ids)?;
        let bytes = sorted.batch.get_array_memory_size() + sorted.ends.len() * 4;
        let full = self.reservation.size() + bytes > MAX_BUFFERED;
        if full || self.reservation.try_grow(bytes).is_err() {
            self.spill()?;
            // One batch must fit, whatever the pool says.
            self.reservation.grow(bytes);
        }
        self.sorted.push(sorted);
        Ok(())
    }

    fn sort(&mut self, batch: &RecordBatch, ids: &[u32]) -> Result<Sorted> {
        if self.partitions == 1 {
            self.rows[0] += batch.num_rows() as u64;
            return Ok(Sorted {
                batch: batch.clone(),
                ends: vec![batch.num_rows() as u32],
            });
        }
        let mut ends = vec![0u32; self.partitions];
        for id in ids {
            ends[*id as usize] += 1;
        }
        let mut next = 0;
        for (count, rows) in ends.iter_mut().zip(&mut self.rows) {
            *rows += u64::from(*count);
            let start = next;
            next += *count;
            *count = start;
        }
        // `ends` holds starts; placing each row moves them to the ends.
        let mut order = vec![0u32; ids.len()];
        for (row, id) in ids.iter().enumerate() {
            let place = &mut ends[*id as usize];
            order[*place as usize] = row as u32;
            *place += 1;
        }
        let batch = take_record_batch(batch, &UInt32Array::from(order))?;
        Ok(Sorted { batch, ends })
    }

    /// Writes the buffered rows of each partition to `out` in order; returns the partitions' ends.
    fn flush(&mut self, out: &mut impl Write) -> Result<Vec<u64>> {
        let sorted = std::mem::take(&mut self.sorted);
        let mut ends = Vec::with_capacity(self.partitions);
        let mut written = 0;
        let mut bytes = Vec::new();
        for partition in 0..self.partitions {
            written += self.flush_partition(&sorted, partition, &mut bytes, out)?;
            ends.push(written);
        }
        drop(sorted);
        self.reservation.resize(0);
        Ok(ends)
    }

    fn flush_partition(
        &mut self,
        sorted: &[Sorted],
        partition: usize,
        bytes: &mut Vec<u8>,
        out: &mut impl Write,
    ) -> Result<u64> {
        let mut written = 0;
        let mut slices: Vec<RecordBatch> = Vec::new();
        let mut pending = 0;
        let Self {
            schema,
            codec,
            data_size,
            ..
        } = self;
        let mut emit = |slices: &mut Vec<RecordBatch>| -> Result<()> {
            bytes.clear();
            *data_size += if let [only] = &slices[..] {
                block::encode(only, *codec, bytes)?
            } else {
                block::encode(&concat_batches(schema, slices.iter())?, *codec, bytes)?
            };
            out.write_all(bytes)?;
            written += bytes.len() as u64;
            slices.clear();
            Ok(())
        };
        for run in sorted {
            let rows = run.rows_of(partition);
            if rows.is_empty() {
                continue;
            }
            if pending > 0 && pending + rows.len() > BLOCK_ROWS {
                emit(&mut slices)?;
                pending = 0;
            }
            pending += rows.len();
            slices.push(run.batch.slice(rows.start, rows.len()));
        }
        if pending > 0 {
            emit(&mut slices)?;
        }
        Ok(written)
    }

    fn spill(&mut self) -> Result<()> {
        if self.sorted.is_empty() {
            return Ok(());
        }
        let file = match &self.spill_dir {
            Some(dir) => NamedTempFile::new_in(dir)?,
            None => NamedTempFile::new()?,
        };
        let mut out = BufWriter::with_capacity(1 << 20, file.reopen()?);
        let ends = self.flush(&mut out)?;
        out.flush()?;
        self.spilled_bytes += ends.last().copied().unwrap_or(0);
        self.spills.push(Spill { file, ends });
        Ok(())
    }

    /// Writes all partitions to `path`.
    pub fn finish(mut self, path: &Path) -> Result<Written> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let lengths = if self.spills.is_empty() {
            let ends = self.flush(&mut out)?;
            lengths(&ends)
        } else {
            self.merge(&mut out)?
        };
        out.flush()?;
        Ok(Written {
            lengths,
            rows: self.rows,
            data_size: self.data_size,
            spilled_bytes: self.spilled_bytes,
        })
    }

    /// Copies each partition from the spills, and its rows that are still in memory.
    fn merge(&mut self, out: &mut impl Write) -> Result<Vec<u64>> {
        let sorted = std::mem::take(&mut self.sorted);
        let mut files = Vec::with_capacity(self.spills.len());
        for spill in &self.spills {
            files.push(spill.file.reopen()?);
        }
        let mut lengths = Vec::with_capacity(self.partitions);
        let mut bytes = Vec::new();
        let spills = std::mem::take(&mut self.spills);
        for partition in 0..self.partitions {
            let mut length = 0;
            for (spill, file) in spills.iter().zip(&mut files) {
                let start = partition.checked_sub(1).map_or(0, |p| spill.ends[p]);
                let stored = spill.ends[partition] - start;
                file.seek(SeekFrom::Start(start))?;
                length += std::io::copy(&mut file.take(stored), out)?;
            }
            length += self.flush_partition(&sorted, partition, &mut bytes, out)?;
            lengths.push(length);
        }
        Ok(lengths)
    }
}

fn lengths(ends: &[u64]) -> Vec<u64> {
    let mut start = 0;
    ends.iter()
        .map(|end| end - std::mem::replace(&mut start, *end))
        .collect()
}
