//! The rows of a shuffle read: local segments by path, then the host's remote streams. Small blocks
//! are joined to whole batches.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Take};
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion_common::Result;
use thermite_proto::Segments;
use thermite_proto::segments::Segment;

use super::block::BlockDecoder;
use crate::host::Host;

/// Bytes of a local segment that are read at once.
const READ_BYTES: usize = 1 << 20;

pub struct ShuffleBatches {
    operator_id: u32,
    segments: std::vec::IntoIter<Segment>,
    has_remote: bool,
    host: Arc<dyn Host>,
    current: Option<Box<dyn Read + Send>>,
    decoder: BlockDecoder,
}

impl ShuffleBatches {
    pub fn new(
        operator_id: u32,
        segments: Segments,
        host: Arc<dyn Host>,
        schema: SchemaRef,
        batch_size: usize,
    ) -> Self {
        Self {
            operator_id,
            segments: segments.segments.into_iter(),
            has_remote: segments.has_remote,
            host,
            current: None,
            decoder: BlockDecoder::new(schema, batch_size),
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
            if self.current.is_none() {
                self.current = self.open_next()?;
            }
            let Some(input) = &mut self.current else {
                return self.decoder.finish();
            };
            match self.decoder.read(input.as_mut())? {
                Some(batch) => return Ok(Some(batch)),
                None => self.current = None,
            }
        }
    }
}

fn open(segment: &Segment) -> Result<BufReader<Take<File>>> {
    open_range(Path::new(&segment.path), segment.offset, segment.length)
}

fn open_range(path: &Path, offset: u64, length: u64) -> Result<BufReader<Take<File>>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let capacity = length.clamp(1, READ_BYTES as u64) as usize;
    Ok(BufReader::with_capacity(capacity, file.take(length)))
}

impl Iterator for ShuffleBatches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// The rows of one run of blocks in a file.
pub struct FileBatches {
    input: BufReader<Take<File>>,
    decoder: BlockDecoder,
}

impl FileBatches {
    pub fn open(
        path: &Path,
        offset: u64,
        length: u64,
        schema: &SchemaRef,
        batch_size: usize,
    ) -> Result<Self> {
        Ok(Self {
            input: open_range(path, offset, length)?,
            decoder: BlockDecoder::new(Arc::clone(schema), batch_size),
        })
    }

    fn read(&mut self) -> Result<Option<RecordBatch>> {
        match self.decoder.read(&mut self.input)? {
            Some(batch) => Ok(Some(batch)),
            None => self.decoder.finish(),
        }
    }
}

impl Iterator for FileBatches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
