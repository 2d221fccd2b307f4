//! Whole partitions of a window's input.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::buffer::BooleanBuffer;
use datafusion_common::Result;
use datafusion_execution::memory_pool::MemoryReservation;
use datafusion_physical_expr::PhysicalExpr;

use super::rows::Groups;

pub struct Chunk {
    pub batch: RecordBatch,
    pub partitions: Groups,
    /// Rows of a partition that are equal in the order.
    pub peers: Groups,
    /// Of the rows, until the chunk has been worked on.
    _memory: MemoryReservation,
}

impl Chunk {
    /// `partition_starts` and `order_changes` say of each row whether its keys are new ones.
    pub fn new(
        batch: RecordBatch,
        partition_starts: &BooleanBuffer,
        order_changes: &BooleanBuffer,
        memory: MemoryReservation,
    ) -> Self {
        Self {
            batch,
            partitions: Groups::new(partition_starts),
            peers: Groups::new(&(partition_starts | order_changes)),
            _memory: memory,
        }
    }

    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    pub fn values(&self, expr: &Arc<dyn PhysicalExpr>) -> Result<ArrayRef> {
        expr.evaluate(&self.batch)?.into_array(self.rows())
    }
}
