//! The rows of a shuffle read: local segments by path, then the host's streams. Small blocks are
//! joined to whole batches.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion_common::{DataFusionError, Result};
use thermite_proto::Segments;
use thermite_proto::segments::Segment;

use super::block::{BlockDecoder, CorruptBlock};
use super::cipher::{Decrypted, Key};
use crate::host::Host;

/// Bytes of a local segment that are read at once.
const READ_BYTES: usize = 1 << 20;

/// Blocks that the host must fetch or compute again. It knows by these numbers where they are from.
#[derive(Debug)]
pub struct UnreadableBlocks {
    pub operator_id: u32,
    /// The index of the segment; None for the stream that the host has open.
    pub segment: Option<usize>,
    cause: DataFusionError,
}

impl fmt::Display for UnreadableBlocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl Error for UnreadableBlocks {}

pub struct ShuffleBatches {
    operator_id: u32,
    segments: std::iter::Enumerate<std::vec::IntoIter<Segment>>,
    has_streams: bool,
    host: Arc<dyn Host>,
    current: Option<Input>,
    decoder: BlockDecoder,
}

enum Input {
    Segment(usize, BufReader<Take<File>>),
    Stream(Box<dyn Read + Send>),
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Segment(_, file) => file.read(buffer),
            Self::Stream(stream) => stream.read(buffer),
        }
    }
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
            segments: segments.segments.into_iter().enumerate(),
            has_streams: segments.has_streams,
            host,
            current: None,
            decoder: BlockDecoder::new(schema, batch_size),
        }
    }

    fn open_next(&mut self) -> Result<Option<Input>> {
        if let Some((index, segment)) = self.segments.next() {
            let file = open(&segment).map_err(|e| self.unreadable(Some(index), e.into()))?;
            return Ok(Some(Input::Segment(index, file)));
        }
        if self.has_streams {
            let stream = self.host.next_stream(self.operator_id)?;
            return Ok(stream.map(Input::Stream));
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
            match self.decoder.read(input).and_then(|batch| {
                ended(input, batch.is_none())?;
                Ok(batch)
            }) {
                Ok(Some(batch)) => return Ok(Some(batch)),
                Ok(None) => self.current = None,
                Err(e) => {
                    let segment = match input {
                        Input::Segment(index, _) => Some(*index),
                        Input::Stream(_) => None,
                    };
                    return Err(self.unreadable(segment, e));
                }
            }
        }
    }

    /// `cause` as it is, unless it says that the input is to blame.
    fn unreadable(&self, segment: Option<usize>, cause: DataFusionError) -> DataFusionError {
        let to_blame = match &cause {
            // What a stream throws is the host's own error.
            DataFusionError::IoError(_) => segment.is_some(),
            DataFusionError::External(e) => e.is::<CorruptBlock>(),
            _ => false,
        };
        if !to_blame {
            return cause;
        }
        DataFusionError::External(Box::new(UnreadableBlocks {
            operator_id: self.operator_id,
            segment,
            cause,
        }))
    }
}

/// A file that ends at the border of a block looks whole to the decoder.
fn ended(input: &Input, at_end: bool) -> Result<()> {
    match input {
        Input::Segment(_, file) if at_end && file.get_ref().limit() > 0 => {
            Err(CorruptBlock::new("its file ends too early").into())
        }
        _ => Ok(()),
    }
}

fn open(segment: &Segment) -> io::Result<BufReader<Take<File>>> {
    open_range(Path::new(&segment.path), segment.offset, segment.length)
}

fn open_range(path: &Path, offset: u64, length: u64) -> io::Result<BufReader<Take<File>>> {
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

/// The rows of one partition of a spilled file.
pub struct FileBatches {
    input: Box<dyn Read + Send>,
    decoder: BlockDecoder,
}

impl FileBatches {
    /// `key`: the one that the file was encrypted with.
    pub fn open(
        path: &Path,
        range: Range<u64>,
        key: Option<&Key>,
        schema: &SchemaRef,
        batch_size: usize,
    ) -> Result<Self> {
        let file = open_range(path, range.start, range.end - range.start)?;
        Ok(Self {
            input: match key {
                Some(key) if !range.is_empty() => Box::new(Decrypted::open(file, key)?),
                _ => Box::new(file),
            },
            decoder: BlockDecoder::new(Arc::clone(schema), batch_size),
        })
    }

    fn read(&mut self) -> Result<Option<RecordBatch>> {
        match self.decoder.read(self.input.as_mut())? {
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
