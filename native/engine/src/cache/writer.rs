//! Batches of any length to cached batches, which end where Spark's do
//! (`DefaultCachedBatchSerializer.convertForCacheInternal`).

use std::collections::VecDeque;

use arrow::array::{ArrayRef, RecordBatch};
use datafusion_common::Result;
use thermite_proto::{CachedBatch, ColumnStatistics};

use super::bounds::bounds;
use super::size::column_size;
use crate::shuffle::Codec;
use crate::shuffle::block::{BlockEncoder, Rows, stored_columns};

/// Spark's `ColumnBuilder.MAX_BATCH_SIZE_IN_BYTE`: the row that reaches it is a batch's last.
const BATCH_BYTES: u64 = 4 << 20;

/// A cached batch: what Spark knows of it, and its encoded columns.
pub struct CachedColumns {
    pub header: CachedBatch,
    pub columns: Vec<Vec<u8>>,
}

pub struct CacheWriter {
    max_rows: usize,
    encoder: BlockEncoder,
    waiting: VecDeque<Piece>,
}

/// Rows `start..start + len` of some arrays.
struct Piece {
    columns: Vec<ArrayRef>,
    start: usize,
    len: usize,
}

impl Piece {
    /// What Spark takes its first `len` rows to be in memory.
    fn size(&self, len: usize) -> u64 {
        let sizes = self.columns.iter();
        sizes
            .map(|c| column_size(c.as_ref(), self.start, len))
            .sum()
    }

    /// How many rows it takes to reach `bytes`, which all of its rows do.
    fn rows_of(&self, bytes: u64) -> usize {
        let (mut low, mut high) = (1, self.len);
        while low < high {
            let middle = (low + high) / 2;
            if self.size(middle) >= bytes {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    fn head(&self, len: usize) -> Self {
        Self {
            columns: self.columns.clone(),
            start: self.start,
            len,
        }
    }
}

impl CacheWriter {
    pub fn new(max_rows: usize, codec: Codec) -> Result<Self> {
        Ok(Self {
            max_rows,
            encoder: BlockEncoder::new(codec)?,
            waiting: VecDeque::new(),
        })
    }

    /// The next batch of what is waiting and what `input` gives; None at the end of both.
    pub fn next(
        &mut self,
        input: &mut dyn FnMut() -> Result<Option<RecordBatch>>,
    ) -> Result<Option<CachedColumns>> {
        let mut pieces = Vec::new();
        let (mut rows, mut bytes) = (0, 0);
        while rows < self.max_rows && bytes < BATCH_BYTES {
            let Some(piece) = self.next_piece(input)? else {
                break;
            };
            let mut len = piece.len.min(self.max_rows - rows);
            let mut size = piece.size(len);
            if bytes + size > BATCH_BYTES {
                len = piece.head(len).rows_of(BATCH_BYTES - bytes);
                size = piece.size(len);
            }
            rows += len;
            bytes += size;
            if len < piece.len {
                self.waiting.push_front(Piece {
                    columns: piece.columns.clone(),
                    start: piece.start + len,
                    len: piece.len - len,
                });
            }
            pieces.push(piece.head(len));
        }
        if rows == 0 {
            return Ok(None);
        }
        self.encode(&pieces, rows).map(Some)
    }

    fn next_piece(
        &mut self,
        input: &mut dyn FnMut() -> Result<Option<RecordBatch>>,
    ) -> Result<Option<Piece>> {
        if let Some(piece) = self.waiting.pop_front() {
            return Ok(Some(piece));
        }
        let Some(batch) = input()? else {
            return Ok(None);
        };
        Ok(Some(Piece {
            columns: stored_columns(&batch)?,
            start: 0,
            len: batch.num_rows(),
        }))
    }

    fn encode(&mut self, pieces: &[Piece], rows: usize) -> Result<CachedColumns> {
        let count = pieces.first().map_or(0, |piece| piece.columns.len());
        let mut columns = Vec::with_capacity(count);
        let mut statistics = Vec::with_capacity(count);
        for i in 0..count {
            let mut nulls = 0;
            let mut size = 0;
            let mut values = Vec::with_capacity(pieces.len());
            for piece in pieces {
                let column = piece.columns[i].slice(piece.start, piece.len);
                nulls += column.logical_null_count();
                size += column_size(piece.columns[i].as_ref(), piece.start, piece.len);
                values.push(column);
            }
            let (lower, upper) = bounds(&values)?;
            statistics.push(ColumnStatistics {
                lower,
                upper,
                null_count: nulls as u32,
                size,
            });
            let runs: Vec<Rows> = values
                .iter()
                .map(|c| (std::slice::from_ref(c), 0..c.len()))
                .collect();
            let mut stored = Vec::new();
            self.encoder.encode(&runs, &mut stored)?;
            columns.push(stored);
        }
        let header = CachedBatch {
            rows: rows as u32,
            columns: statistics,
        };
        Ok(CachedColumns { header, columns })
    }
}
