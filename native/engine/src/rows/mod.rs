//! Batches as Spark's rows (`UnsafeRow`), for operators of the JVM that take rows whole.

mod column;
mod writer;

#[cfg(test)]
mod tests;

use arrow::array::RecordBatch;
use datafusion_common::Result;

use column::Column;
use writer::Writer;

/// A chunk of rows ends when it has this many bytes.
const CHUNK_BYTES: usize = 256 << 10;

/// Rows in memory, as the JVM reads them.
#[repr(C)]
#[derive(Debug)]
pub struct Chunk {
    count: i64,
    /// The rows, one after the other.
    bytes: *const u64,
    /// The bytes of each row.
    sizes: *const i32,
    /// 1 where these rows are the first of a batch.
    batches: i64,
}

/// Writes batches chunk by chunk.
#[derive(Default)]
pub struct RowBuffer {
    columns: Vec<Column>,
    rows: usize,
    /// The first row that is not written yet.
    next: usize,
    writer: Writer,
    sizes: Vec<i32>,
    chunk: Option<Box<Chunk>>,
}

impl RowBuffer {
    pub fn start(&mut self, batch: &RecordBatch) -> Result<()> {
        self.columns = batch
            .columns()
            .iter()
            .map(Column::new)
            .collect::<Result<_>>()?;
        self.rows = batch.num_rows();
        self.next = 0;
        Ok(())
    }

    /// The batch's next rows, which stay until the next call; None if there are no more.
    pub fn chunk(&mut self) -> Result<Option<&Chunk>> {
        if self.next == self.rows {
            // What the batch holds is let go.
            self.columns.clear();
            return Ok(None);
        }
        let batches = i64::from(self.next == 0);
        self.writer.clear();
        self.sizes.clear();
        while self.next < self.rows && self.writer.bytes() < CHUNK_BYTES {
            self.sizes.push(self.writer.row(&self.columns, self.next)?);
            self.next += 1;
        }
        let chunk = Chunk {
            count: self.sizes.len() as i64,
            bytes: self.writer.words().as_ptr(),
            sizes: self.sizes.as_ptr(),
            batches,
        };
        Ok(Some(self.chunk.insert(Box::new(chunk))))
    }
}
