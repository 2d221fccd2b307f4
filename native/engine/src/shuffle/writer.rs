//! Gathers rows by partition and writes one file of partitions in order; spills under pressure.
//!
//! Batches are sorted by partition as they come, several at once where there are many partitions. The
//! rows of a partition are then ranges of the sorted batches, encoded into blocks straight from there
//! when the file is written: no builder per partition, and no copy but that of the sort.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::{interleave, take_arrays};
use datafusion_common::Result;
use datafusion_execution::memory_pool::MemoryReservation;

use super::block::{BLOCK_ROWS, BlockEncoder, Rows, stored_columns};
use super::checksum::ChecksumKind;
use super::codec::Codec;
use super::spill::{PartitionFile, Spill};
use crate::spill::SpillPlace;

/// Buffered bytes at which a writer spills even if there is memory: more only costs cache misses.
const MAX_BUFFERED: usize = 512 << 20;
/// Rows for each partition in a sort, if that many are at hand: ranges of few rows are slow to encode.
const SORT_ROWS_PER_PARTITION: usize = 32;
const MAX_SORT_ROWS: usize = 64 << 10;
const MAX_SORT_BYTES: usize = 16 << 20;
/// Uncompressed bytes of a block, about.
const BLOCK_BYTES: usize = 4 << 20;

pub struct WriterOptions {
    pub partitions: usize,
    pub codec: Codec,
    /// None if nobody wants checksums.
    pub checksum: Option<ChecksumKind>,
    pub data_file: PathBuf,
    pub spill: Arc<SpillPlace>,
}

pub struct ShuffleWriter {
    options: WriterOptions,
    encoder: BlockEncoder,
    reservation: MemoryReservation,
    pending: Vec<Vec<ArrayRef>>,
    pending_ids: Vec<u32>,
    pending_bytes: usize,
    sorted: Vec<Sorted>,
    sorted_rows: usize,
    spills: Vec<Spill>,
    /// Open from the start where there is one partition, whose rows need not wait.
    direct: Option<PartitionFile>,
    rows: Vec<u64>,
    spilled_bytes: u64,
    data_size: u64,
}

/// Rows in the order of their partitions; partition p has rows ends[p-1]..ends[p].
struct Sorted {
    columns: Vec<ArrayRef>,
    ends: Vec<u32>,
}

impl Sorted {
    fn rows_of(&self, partition: usize) -> Range<usize> {
        let start = partition.checked_sub(1).map_or(0, |p| self.ends[p]);
        start as usize..self.ends[partition] as usize
    }
}

/// What a writer has written.
pub struct Written {
    /// Bytes of each partition.
    pub lengths: Vec<u64>,
    /// Of the bytes of each partition; none if none were asked for.
    pub checksums: Vec<u64>,
    /// Rows of each partition.
    pub rows: Vec<u64>,
    /// Bytes of the values in memory.
    pub data_size: u64,
    pub spills: usize,
    pub spilled_bytes: u64,
}

impl ShuffleWriter {
    pub fn new(options: WriterOptions, reservation: MemoryReservation) -> Result<Self> {
        let direct = if options.partitions == 1 {
            Some(data_file(&options)?)
        } else {
            None
        };
        Ok(Self {
            encoder: BlockEncoder::new(options.codec)?,
            reservation,
            pending: Vec::new(),
            pending_ids: Vec::new(),
            pending_bytes: 0,
            sorted: Vec::new(),
            sorted_rows: 0,
            spills: Vec::new(),
            direct,
            rows: vec![0; options.partitions],
            spilled_bytes: 0,
            data_size: 0,
            options,
        })
    }

    /// Takes a batch and the partition of each of its rows.
    pub fn write(&mut self, batch: &RecordBatch, ids: &[u32]) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let columns = stored_columns(batch)?;
        if self.direct.is_some() {
            return self.write_direct(columns, batch.num_rows());
        }
        self.pending_bytes += memory(&columns);
        self.pending.push(columns);
        self.pending_ids.extend_from_slice(ids);
        let wanted = (SORT_ROWS_PER_PARTITION * self.options.partitions).min(MAX_SORT_ROWS);
        if self.pending_ids.len() >= wanted || self.pending_bytes >= MAX_SORT_BYTES {
            self.sort()?;
        }
        Ok(())
    }

    fn write_direct(&mut self, columns: Vec<ArrayRef>, rows: usize) -> Result<()> {
        self.rows[0] += rows as u64;
        self.sorted_rows += rows;
        self.sorted.push(Sorted {
            columns,
            ends: vec![rows as u32],
        });
        if self.sorted_rows >= BLOCK_ROWS {
            self.flush_direct()?;
        }
        Ok(())
    }

    fn flush_direct(&mut self) -> Result<()> {
        let sorted = std::mem::take(&mut self.sorted);
        self.sorted_rows = 0;
        if let Some(mut out) = self.direct.take() {
            self.write_partition(&sorted, 0, BLOCK_ROWS, &mut out)?;
            self.direct = Some(out);
        }
        Ok(())
    }

    /// Sorts the pending batches by partition, stably.
    fn sort(&mut self) -> Result<()> {
        let pending = std::mem::take(&mut self.pending);
        let ids = std::mem::take(&mut self.pending_ids);
        self.pending_bytes = 0;
        if ids.is_empty() {
            return Ok(());
        }
        let mut ends = vec![0u32; self.options.partitions];
        for id in &ids {
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
        let mut place = |id: u32| {
            let place = &mut ends[id as usize];
            *place += 1;
            (*place - 1) as usize
        };
        let columns = if let [columns] = &pending[..] {
            let mut order = vec![0u32; ids.len()];
            for (row, id) in ids.iter().enumerate() {
                order[place(*id)] = row as u32;
            }
            take_arrays(columns, &UInt32Array::from(order), None)?
        } else {
            interleaved(&pending, &ids, place)?
        };
        drop(pending);
        let bytes = memory(&columns) + ends.len() * size_of::<u32>();
        let full = self.reservation.size() + bytes > MAX_BUFFERED;
        if full || self.reservation.try_grow(bytes).is_err() {
            self.spill()?;
            // One sort must fit, whatever the pool says.
            self.reservation.grow(bytes);
        }
        self.sorted_rows += ids.len();
        self.sorted.push(Sorted { columns, ends });
        self.pending_ids = ids;
        self.pending_ids.clear();
        Ok(())
    }

    /// Rows of a block so that it has not too many bytes.
    fn block_rows(&self) -> usize {
        let row_bytes = self.reservation.size() / self.sorted_rows.max(1);
        (BLOCK_BYTES / row_bytes.max(1)).clamp(1, BLOCK_ROWS)
    }

    /// Writes the rows of `sorted` of one partition to `out`.
    fn write_partition(
        &mut self,
        sorted: &[Sorted],
        partition: usize,
        block_rows: usize,
        out: &mut PartitionFile,
    ) -> Result<()> {
        let mut block: Vec<Rows> = Vec::new();
        let mut bytes = Vec::new();
        let mut room = block_rows;
        for run in sorted {
            let mut rows = run.rows_of(partition);
            while !rows.is_empty() {
                let end = rows.end.min(rows.start + room);
                block.push((run.columns.as_slice(), rows.start..end));
                room -= end - rows.start;
                rows.start = end;
                if room == 0 {
                    self.data_size += self.encoder.encode(&block, &mut bytes)?;
                    out.write(&bytes)?;
                    bytes.clear();
                    block.clear();
                    room = block_rows;
                }
            }
        }
        if !block.is_empty() {
            self.data_size += self.encoder.encode(&block, &mut bytes)?;
            out.write(&bytes)?;
        }
        Ok(())
    }

    fn spill(&mut self) -> Result<()> {
        if self.sorted.is_empty() {
            return Ok(());
        }
        let block_rows = self.block_rows();
        let sorted = std::mem::take(&mut self.sorted);
        let file = self.options.spill.file(self.spills.len())?;
        let mut out = PartitionFile::new(file.reopen()?, None, self.options.spill.key.clone());
        for partition in 0..self.options.partitions {
            self.write_partition(&sorted, partition, block_rows, &mut out)?;
            out.end_partition();
        }
        out.flush()?;
        self.spilled_bytes += out.lengths.iter().sum::<u64>();
        let key = self.options.spill.key.clone();
        self.spills.push(Spill::new(file, out.lengths, key)?);
        drop(sorted);
        self.sorted_rows = 0;
        self.reservation.free();
        Ok(())
    }

    /// Writes all partitions to the data file: what each has in the spills, then what it has here.
    pub fn finish(mut self) -> Result<Written> {
        let out = if self.direct.is_some() {
            self.flush_direct()?;
            self.direct.take()
        } else {
            None
        };
        let mut out = match out {
            Some(mut out) => {
                out.end_partition();
                out
            }
            None => self.write_all()?,
        };
        out.flush()?;
        Ok(Written {
            lengths: out.lengths,
            checksums: out.checksums,
            rows: self.rows,
            data_size: self.data_size,
            spills: self.spills.len(),
            spilled_bytes: self.spilled_bytes,
        })
    }

    fn write_all(&mut self) -> Result<PartitionFile> {
        self.sort()?;
        let mut out = data_file(&self.options)?;
        let block_rows = self.block_rows();
        let sorted = std::mem::take(&mut self.sorted);
        let mut spills = std::mem::take(&mut self.spills);
        for partition in 0..self.options.partitions {
            for spill in &mut spills {
                spill.copy_partition(&mut out)?;
            }
            self.write_partition(&sorted, partition, block_rows, &mut out)?;
            out.end_partition();
        }
        self.spills = spills;
        Ok(out)
    }
}

fn data_file(options: &WriterOptions) -> Result<PartitionFile> {
    PartitionFile::create(
        &options.data_file,
        options.checksum,
        options.spill.key.clone(),
    )
}

fn memory(columns: &[ArrayRef]) -> usize {
    columns.iter().map(|c| c.get_array_memory_size()).sum()
}

/// The rows of all of `batches`, each at its `place`.
fn interleaved(
    batches: &[Vec<ArrayRef>],
    ids: &[u32],
    mut place: impl FnMut(u32) -> usize,
) -> Result<Vec<ArrayRef>> {
    let mut order = vec![(0, 0); ids.len()];
    let mut ids = ids.iter();
    for (batch, columns) in batches.iter().enumerate() {
        let rows = columns.first().map_or(ids.len(), |c| c.len());
        for (row, id) in ids.by_ref().take(rows).enumerate() {
            order[place(*id)] = (batch, row);
        }
    }
    let columns = batches.first().map_or(0, Vec::len);
    (0..columns)
        .map(|i| {
            let arrays: Vec<&dyn Array> = batches.iter().map(|b| b[i].as_ref()).collect();
            Ok(interleave(&arrays, &order)?)
        })
        .collect()
}
