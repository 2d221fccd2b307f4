//! Batches as Spark's rows (`UnsafeRow`), for operators of the JVM that take rows whole.

mod column;
mod flat;
mod writer;

#[cfg(test)]
mod tests;

use arrow::array::RecordBatch;
use datafusion_common::{Result, resources_err};

use column::Column;
use flat::{Places, is_flat};
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
    places: Places,
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
        if is_flat(&self.columns) {
            let rows = self.next..self.rows;
            self.writer.flat_rows(&self.columns, rows, &mut self.places);
            for size in self.places.sizes() {
                self.sizes.push(row_size(size)?);
            }
        } else {
            while self.next + self.sizes.len() < self.rows && self.writer.bytes() < CHUNK_BYTES {
                let row = self.next + self.sizes.len();
                let size = self.writer.row(&self.columns, row);
                self.sizes.push(row_size(size)?);
            }
        }
        self.next += self.sizes.len();
        let chunk = Chunk {
            count: self.sizes.len() as i64,
            bytes: self.writer.words().as_ptr(),
            sizes: self.sizes.as_ptr(),
            batches,
        };
        Ok(Some(self.chunk.insert(Box::new(chunk))))
    }
}

fn row_size(bytes: usize) -> Result<i32> {
    match i32::try_from(bytes) {
        Ok(bytes) => Ok(bytes),
        Err(_) => resources_err!("a row of {bytes} bytes, where 2147483647 are the most"),
    }
}
