//! Self-delimited blocks of rows. A run of blocks is a run of blocks however it is cut or joined at
//! block borders, so that Spark may fetch and merge ranges of them.
//!
//! Layout, little endian: version and codec u8, rows u32, uncompressed length u32, stored length u32,
//! crc32 of all other bytes u32; then the stored bytes: the columns one after the other
//! ([`encode`](super::encode)).

use std::io::Read;
use std::ops::Range;

use arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Fields, SchemaRef};
use datafusion_common::{DataFusionError, Result, resources_err};

use super::codec::{Codec, Compressor, Decompressor};
use super::decode::Column;
use super::encode::{self, Run};

pub const HEADER: usize = 17;
/// The rest of the header, which the checksum covers.
const CHECKED: usize = 13;
const VERSION: u8 = 1;
/// Rows of a block at most.
pub const BLOCK_ROWS: usize = 8192;
/// Blocks are joined to batches up to so many uncompressed bytes.
const BATCH_BYTES: usize = 64 << 20;
/// So many stored bytes are allocated because a header says so; more only as they come.
const TRUSTED_BYTES: usize = 16 << 20;

/// Bytes that are no block: the block must be fetched or computed again.
#[derive(Debug)]
pub struct CorruptBlock(String);

impl CorruptBlock {
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl std::fmt::Display for CorruptBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "corrupt shuffle block: {}", self.0)
    }
}

impl std::error::Error for CorruptBlock {}

impl From<CorruptBlock> for DataFusionError {
    fn from(error: CorruptBlock) -> Self {
        Self::External(Box::new(error))
    }
}

/// The first `len` bytes of `input`, which then begins after them.
pub(super) fn take<'a>(input: &mut &'a [u8], len: usize) -> Result<&'a [u8]> {
    match input.split_at_checked(len) {
        Some((head, tail)) => {
            *input = tail;
            Ok(head)
        }
        None => Err(CorruptBlock::new("it ends too early").into()),
    }
}

/// The type that blocks have for `data_type`: no views, no dictionaries.
fn stored_type(data_type: &DataType) -> DataType {
    let field = |f: &Field| f.clone().with_data_type(stored_type(f.data_type()));
    match data_type {
        DataType::Utf8View | DataType::LargeUtf8 => DataType::Utf8,
        DataType::BinaryView | DataType::LargeBinary => DataType::Binary,
        DataType::Dictionary(_, values) => stored_type(values),
        DataType::List(f) => DataType::List(field(f).into()),
        DataType::Map(f, sorted) => DataType::Map(field(f).into(), *sorted),
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|f| field(f)).collect::<Fields>())
        }
        other => other.clone(),
    }
}

/// The columns of `batch` as [`BlockEncoder`] takes them.
pub fn stored_columns(batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
    let stored = |column: &ArrayRef| {
        let wanted = stored_type(column.data_type());
        if wanted == *column.data_type() {
            Ok(ArrayRef::clone(column))
        } else {
            Ok(cast(column, &wanted)?)
        }
    };
    batch.columns().iter().map(stored).collect()
}

/// Rows of some [`stored_columns`].
pub type Rows<'a> = (&'a [ArrayRef], Range<usize>);

pub struct BlockEncoder {
    compressor: Compressor,
    raw: Vec<u8>,
}

impl BlockEncoder {
    pub fn new(codec: Codec) -> Result<Self> {
        Ok(Self {
            compressor: Compressor::new(codec)?,
            raw: Vec::new(),
        })
    }

    /// Appends all of `rows`, which are not empty and of one schema, to `out` as one block; returns the
    /// bytes that their values take in memory.
    pub fn encode(&mut self, rows: &[Rows], out: &mut Vec<u8>) -> Result<u64> {
        self.raw.clear();
        let mut size = 0;
        let columns = rows.first().map_or(0, |(columns, _)| columns.len());
        let mut runs = Vec::with_capacity(rows.len());
        for i in 0..columns {
            runs.clear();
            runs.extend(rows.iter().map(|(columns, range)| Run {
                array: columns[i].as_ref() as &dyn Array,
                start: range.start,
                len: range.len(),
            }));
            size += encode::encode(&runs, &mut self.raw)?;
        }
        let count: usize = rows.iter().map(|(_, range)| range.len()).sum();
        let (Ok(count), Ok(length)) = (u32::try_from(count), u32::try_from(self.raw.len())) else {
            return resources_err!("rows of {} bytes in one shuffle block", self.raw.len());
        };
        let (codec, stored) = self.compressor.compress(&self.raw)?;
        let mut header = [0; HEADER];
        header[0] = VERSION << 4 | codec;
        header[1..5].copy_from_slice(&count.to_le_bytes());
        header[5..9].copy_from_slice(&length.to_le_bytes());
        header[9..13].copy_from_slice(&(stored.len() as u32).to_le_bytes());
        let crc = checksum(&header, stored);
        header[CHECKED..].copy_from_slice(&crc.to_le_bytes());
        out.reserve(HEADER + stored.len());
        out.extend_from_slice(&header);
        out.extend_from_slice(stored);
        Ok(size)
    }
}

fn checksum(header: &[u8; HEADER], stored: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&header[..CHECKED]);
    hasher.update(stored);
    hasher.finalize()
}

struct Header {
    bytes: [u8; HEADER],
}

impl Header {
    fn read(input: &mut dyn Read) -> Result<Option<Self>> {
        let mut bytes = [0; HEADER];
        let found = filled(input, &mut bytes)?;
        if found == 0 {
            return Ok(None);
        }
        if found < HEADER {
            return Err(CorruptBlock::new("it ends too early").into());
        }
        if bytes[0] >> 4 != VERSION {
            return Err(CorruptBlock::new("no block begins here").into());
        }
        Ok(Some(Self { bytes }))
    }

    fn word(&self, at: usize) -> usize {
        let b = &self.bytes[at..at + 4];
        u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize
    }

    fn codec(&self) -> u8 {
        self.bytes[0] & 0xf
    }

    fn rows(&self) -> usize {
        self.word(1)
    }

    fn length(&self) -> usize {
        self.word(5)
    }

    fn stored_length(&self) -> usize {
        self.word(9)
    }
}

/// Fills `buffer` as far as the input reaches.
fn filled(input: &mut dyn Read, buffer: &mut [u8]) -> Result<usize> {
    let mut at = 0;
    while at < buffer.len() {
        match input.read(&mut buffer[at..]) {
            Ok(0) => break,
            Ok(n) => at += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(at)
}

/// Blocks to batches. Small blocks are joined, also across inputs.
pub struct BlockDecoder {
    schema: SchemaRef,
    batch_size: usize,
    decompressor: Decompressor,
    stored: Vec<u8>,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
    /// Read already, but its rows are for the next batch.
    next: Option<Header>,
}

impl BlockDecoder {
    pub fn new(schema: SchemaRef, batch_size: usize) -> Self {
        Self {
            columns: Vec::new(),
            schema,
            batch_size,
            decompressor: Decompressor::default(),
            stored: Vec::new(),
            rows: 0,
            bytes: 0,
            next: None,
        }
    }

    /// The next batch of at least `batch_size` rows, or else None at the end of `input`: then go on with
    /// another input, or [`finish`](Self::finish).
    pub fn read(&mut self, input: &mut dyn Read) -> Result<Option<RecordBatch>> {
        loop {
            let header = match self.next.take() {
                Some(header) => header,
                None => match Header::read(input)? {
                    Some(header) => header,
                    None => return Ok(None),
                },
            };
            let many = self.rows + header.rows() > 2 * self.batch_size;
            if self.rows > 0 && (many || self.bytes + header.length() > BATCH_BYTES) {
                self.next = Some(header);
                return self.finish();
            }
            self.append(&header, input)?;
            if self.rows >= self.batch_size {
                return self.finish();
            }
        }
    }

    /// The rows that are left.
    pub fn finish(&mut self) -> Result<Option<RecordBatch>> {
        if self.rows == 0 {
            return Ok(None);
        }
        let columns = self.columns.iter_mut().map(Column::finish);
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        self.rows = 0;
        self.bytes = 0;
        let schema = SchemaRef::clone(&self.schema);
        Ok(Some(RecordBatch::try_new_with_options(
            schema, columns, &options,
        )?))
    }

    fn append(&mut self, header: &Header, input: &mut dyn Read) -> Result<()> {
        let length = header.stored_length();
        if length > TRUSTED_BYTES {
            self.stored.clear();
            input.take(length as u64).read_to_end(&mut self.stored)?;
        } else {
            self.stored.resize(length, 0);
            let found = filled(input, &mut self.stored)?;
            self.stored.truncate(found);
        }
        if self.stored.len() < length {
            return Err(CorruptBlock::new("it ends too early").into());
        }
        if checksum(&header.bytes, &self.stored) != header.word(CHECKED) as u32 {
            return Err(CorruptBlock::new("its checksum differs").into());
        }
        if self.columns.is_empty() {
            let fields = self.schema.fields().iter();
            let columns = fields.map(|f| Column::new(f.data_type()));
            self.columns = columns.collect::<Result<_>>()?;
        }
        let mut raw =
            self.decompressor
                .decompress(header.codec(), &self.stored, header.length())?;
        for column in &mut self.columns {
            column.append(header.rows(), &mut raw)?;
        }
        if !raw.is_empty() {
            return Err(CorruptBlock::new("it has more columns than the schema").into());
        }
        self.rows += header.rows();
        self.bytes += header.length();
        Ok(())
    }
}

/// Blocks of all rows of `batches`.
pub fn encode_batches(batches: &[RecordBatch], codec: Codec) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = BlockEncoder::new(codec)?;
    for batch in batches {
        let columns = stored_columns(batch)?;
        for start in (0..batch.num_rows()).step_by(BLOCK_ROWS) {
            let end = batch.num_rows().min(start + BLOCK_ROWS);
            encoder.encode(&[(columns.as_slice(), start..end)], &mut out)?;
        }
    }
    Ok(out)
}

/// The rows of a run of blocks.
pub fn decode_batches(mut bytes: &[u8], schema: &SchemaRef) -> Result<Vec<RecordBatch>> {
    let mut decoder = BlockDecoder::new(SchemaRef::clone(schema), BLOCK_ROWS);
    let mut batches = Vec::new();
    while let Some(batch) = decoder.read(&mut bytes)? {
        batches.push(batch);
    }
    batches.extend(decoder.finish()?);
    Ok(batches)
}
