//! Reads a partition on disk forward, piece by piece.

use std::ops::Range;

use arrow::array::{ArrayRef, RecordBatch};
use datafusion_common::{Result, internal_err};
use datafusion_physical_expr::PhysicalExpr;
use std::sync::Arc;

use crate::shuffle::source::FileBatches;

/// Rows of a partition, from `start` on.
#[derive(Clone)]
pub struct Piece {
    pub start: usize,
    pub batch: RecordBatch,
}

impl Piece {
    pub fn rows(&self) -> Range<usize> {
        self.start..self.start + self.batch.num_rows()
    }

    pub fn values(&self, expr: &Arc<dyn PhysicalExpr>) -> Result<ArrayRef> {
        expr.evaluate(&self.batch)?
            .into_array(self.batch.num_rows())
    }

    pub fn all(&self, exprs: &[Arc<dyn PhysicalExpr>]) -> Result<Vec<ArrayRef>> {
        exprs.iter().map(|expr| self.values(expr)).collect()
    }
}

pub struct Reader {
    batches: FileBatches,
    next: usize,
}

impl Reader {
    pub fn new(batches: FileBatches) -> Self {
        Self { batches, next: 0 }
    }

    /// The next rows; None after the last ones.
    pub fn read(&mut self) -> Result<Option<Piece>> {
        let Some(batch) = self.batches.next().transpose()? else {
            return Ok(None);
        };
        let start = self.next;
        self.next += batch.num_rows();
        Ok(Some(Piece { start, batch }))
    }

    /// The piece with `row`, which is not before this one's.
    pub fn seek(&mut self, row: usize) -> Result<Piece> {
        loop {
            match self.read()? {
                Some(piece) if piece.rows().contains(&row) => return Ok(piece),
                Some(_) => {}
                None => return internal_err!("row {row} of a spilled partition is missing"),
            }
        }
    }
}
