//! The rows of a shuffle read: local segments by path, then the host's remote streams. Small blocks
//! are joined to whole batches.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Take};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::BatchCoalescer;
use arrow::datatypes::SchemaRef;
use datafusion_common::Result;
use thermite_proto::Segments;
use thermite_proto::segments::Segment;

use super::block;
use crate::host::Host;

pub struct ShuffleBatches {
    operator_id: u32,
    segments: std::vec::IntoIter<Segment>,
    has_remote: bool,
    host: Arc<dyn Host>,
    schema: SchemaRef,
    current: Option<Box<dyn Read + Send>>,
    coalescer: BatchCoalescer,
    done: bool,
}

impl ShuffleBatches {
    pub fn new(
        operator_id: u32,
        segments: Segments,
        host: Arc<dyn Host>,
        schema: SchemaRef,
        batch_size: usize,
    ) -> Self {
        let coalescer = BatchCoalescer::new(Arc::clone(&schema), batch_size)
            .with_biggest_coalesce_batch_size(Some(batch_size / 2));
        Self {
            operator_id,
            segments: segments.segments.into_iter(),
            has_remote: segments.has_remote,
            host,
            schema,
            current: None,
            coalescer,
            done: false,
        }
    }

    fn open_next(&mut self) -> Result<Option<Box<dyn Read + Send>>> {
        if let Some(segment) = self.segments.next() {
            return Ok(Some(Box::new(open(&segment)?)));
        }
        if self.has_remote {
            return self.host.next_stream(self.operator_id);
        }
        Ok(None)
    }

    fn read(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            if let Some(batch) = self.coalescer.next_completed_batch() {
                return Ok(Some(batch));
            }
            if self.done {
                return Ok(None);
            }
            if self.current.is_none() {
                self.current = self.open_next()?;
            }
            let Some(input) = &mut self.current else {
                self.done = true;
                self.coalescer.finish_buffered_batch()?;
                continue;
            };
            match block::read(input.as_mut(), &self.schema)? {
                Some(batch) => self.coalescer.push_batch(batch)?,
                None => self.current = None,
            }
        }
    }
}

fn open(segment: &Segment) -> Result<BufReader<Take<File>>> {
    let mut file = File::open(&segment.path)?;
    file.seek(SeekFrom::Start(segment.offset))?;
    let capacity = (segment.length as usize).clamp(1, 1 << 20);
    Ok(BufReader::with_capacity(
        capacity,
        file.take(segment.length),
    ))
}

impl Iterator for ShuffleBatches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
